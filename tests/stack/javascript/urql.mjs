import { Client, cacheExchange, fetchExchange } from "@urql/core";

export function connect(url, fetch) {
  const open = () => new Client({ url, fetch, exchanges: [cacheExchange, fetchExchange] });
  let client = open();
  const dataOf = ({ data, error }) => {
    if (error) throw error;
    return data;
  };
  return {
    query: async (document, variables) => dataOf(await client.query(document, variables).toPromise()),
    mutate: async (document, variables) => dataOf(await client.mutation(document, variables).toPromise()),
    forget() {
      client = open();
    },
    codes(error) {
      return error.networkError ? [String(error)] : error.graphQLErrors.map((each) => each.extensions.code);
    },
  };
}
