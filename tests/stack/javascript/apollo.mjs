import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";

export function connect(url, fetch) {
  const link = new HttpLink({ uri: url, fetch });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  return {
    async query(document, variables) {
      return (await client.query({ query: gql(document), variables })).data;
    },
    async mutate(document, variables) {
      return (await client.mutate({ mutation: gql(document), variables })).data;
    },
    forget: () => client.clearStore(),
    codes(error) {
      return CombinedGraphQLErrors.is(error) ? error.errors.map((each) => each.extensions.code) : [String(error)];
    },
  };
}
