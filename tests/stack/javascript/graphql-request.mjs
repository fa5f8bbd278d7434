import { ClientError, GraphQLClient } from "graphql-request";

export function connect(url, fetch) {
  const client = new GraphQLClient(url, { fetch });
  const request = (document, variables) => client.request(document, variables);
  return {
    query: request,
    mutate: request,
    forget() {},
    codes(error) {
      const errors = error instanceof ClientError ? error.response.errors : undefined;
      return errors?.map((each) => each.extensions.code) ?? [String(error)];
    },
  };
}
