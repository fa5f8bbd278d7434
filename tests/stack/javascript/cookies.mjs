// A `fetch` that keeps cookies as a browser does; Node's own has no jar.

/** @returns a function like `fetch`, with a jar of its own. */
export function fetchWithCookies() {
  const jar = new Map();
  return async (address, options = {}) => {
    const headers = new Headers(options.headers);
    if (jar.size) {
      headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    }
    const response = await fetch(address, { ...options, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (/; Max-Age=0(;|$)/.test(cookie)) {
        jar.delete(name);
      } else {
        jar.set(name, value);
      }
    }
    return response;
  };
}
