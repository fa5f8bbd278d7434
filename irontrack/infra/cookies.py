"""Cookies that carry a sign-in.

Over TLS a cookie is `Secure` and its name starts with `__Host-`, so that no other host and no plain
connection can set it (RFC 6265bis, section 4.1.3.2). On plain HTTP, which is for one's own machine, both
drop.

For a frontend on another site a cookie is `SameSite=None; Partitioned`: browsers send it back only while the
site is open that it was set under (CHIPS, draft-cutler-httpbis-partitioned-cookies).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCESS: Final = "irontrack-access"
REFRESH: Final = "irontrack-refresh"


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie to be set.

    Attributes:
        name: Without the prefix.
        value: ASCII without spaces, commas, semicolons or quotes; empty removes the cookie.
        max_age_seconds: 0 removes it.
    """

    name: str
    value: str
    max_age_seconds: int

    def header(self, *, secure: bool, cross_site: bool = False) -> str:
        """Return the value of `Set-Cookie`.

        Args:
            secure: Browsers reach the server over TLS.
            cross_site: The frontend is on another site; browsers take such a cookie over TLS only.
        """
        name = full_name(self.name, secure=secure)
        flags = "SameSite=Lax; Secure" if secure else "SameSite=Lax"
        if cross_site:
            flags = "SameSite=None; Secure; Partitioned"
        return f"{name}={self.value}; Max-Age={self.max_age_seconds}; Path=/; HttpOnly; {flags}"


def read_cookies(headers: Iterable[tuple[bytes, bytes]], *names: str) -> dict[str, str]:
    """Return those of the named cookies that a request has, by full name.

    Read strictly, because browsers keep others from setting a cookie with the prefix, but not from setting
    one whose name a lenient reader takes for it. A name that stands there twice is left out.

    Args:
        headers: Of the request, with names in lower case.
        names: Full names.
    """
    found: dict[str, list[str]] = {name: [] for name in names}
    for header, value in headers:
        if header == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                name, _, content = pair.strip(" \t").partition("=")
                if name in found:
                    found[name].append(content)
    return {name: contents[0] for name, contents in found.items() if len(contents) == 1 and contents[0]}


def full_name(name: str, *, secure: bool) -> str:
    """Return the name that the browser knows a cookie by."""
    return f"__Host-{name}" if secure else name
