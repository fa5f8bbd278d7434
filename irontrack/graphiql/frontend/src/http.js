/** What the page asks of the server. Sign-in is a cookie that scripts cannot read: it travels by itself. */
const ENDPOINT = '/graphql';
const EXAMPLES = '/graphiql/examples.json';
const JSON_TYPE = /^application\/(graphql-response\+)?json\b/;

/** Send one operation and return its result; an answer that is none becomes a result with an error. */
export async function fetchGraphql({ query, variables, operationName }, { headers } = {}) {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      ...headers,
      accept: 'application/graphql-response+json, application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables, operationName }),
  });
  if (JSON_TYPE.test(response.headers.get('content-type'))) return response.json();
  const message = `The server answered with status ${response.status} and no GraphQL result.`;
  return { errors: [{ message }] };
}

/** Return the example operations as tabs; none where the server has none to give, the page works without. */
export async function fetchExamples() {
  const response = await fetch(EXAMPLES, { credentials: 'same-origin' });
  return response.ok ? response.json() : [];
}
