// Takes one client through an account's first minutes: `node journey.mjs CLIENT URL EMAIL PASSWORD`.
// CLIENT is a module that connects; what each step answered is written as JSON.
import { fetchWithCookies } from "./cookies.mjs";

const SIGN_UP = `
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) { __typename ... on SignUpPayload { viewer { id email } } }
  }
`;
const CREATE = `
  mutation Create($input: CreateTrainingUnitInput!) {
    createTrainingUnit(input: $input) {
      __typename
      ... on CreateTrainingUnitPayload { trainingUnit { id name } }
      ... on ValidationProblem { issues { path code } }
    }
  }
`;
const UNITS = `
  query Units($first: Int!, $after: String) {
    viewer {
      id
      trainingUnits(first: $first, after: $after) {
        totalCount
        edges { cursor node { ...UnitCard } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment UnitCard on TrainingUnit { id name }
`;
const WHO_AM_I = "query WhoAmI { viewer { id email } }";
const NODE = "query Node($id: ID!) { node(id: $id) { id } }";
const MISSPELT = "query Misspelt { viewer { nmae } }";
const SIGN_OUT = "mutation SignOut { signOut { wasSignedIn } }";

const [name, url, email, password] = process.argv.slice(2);
const { connect } = await import(`./${name}.mjs`);
const client = connect(url, fetchWithCookies());
const created = async (input) => (await client.mutate(CREATE, { input })).createTrainingUnit;
const codesOf = (promise) => promise.then((data) => ({ data }), client.codes);

const found = {};
found.before = (await client.query(WHO_AM_I, {})).viewer;
found.signedUp = (await client.mutate(SIGN_UP, { input: { email, password } })).signUp;
await client.forget(); // a frontend empties its cache whenever somebody else is signed in
found.created = [];
for (const unit of ["Legs", "Pull", "Push"]) {
  found.created.push((await created({ name: unit })).trainingUnit?.name);
}
found.refused = await created({ name: "" });
found.pages = [];
let after = null;
do {
  const { trainingUnits } = (await client.query(UNITS, { first: 2, after })).viewer;
  found.pages.push([trainingUnits.totalCount, ...trainingUnits.edges.map((edge) => edge.node.name)]);
  after = trainingUnits.pageInfo.hasNextPage ? trainingUnits.pageInfo.endCursor : null;
} while (after);
found.malformedId = await codesOf(client.query(NODE, { id: "5" }));
found.misspelt = await codesOf(client.query(MISSPELT, {}));
found.signedOut = (await client.mutate(SIGN_OUT, {})).signOut.wasSignedIn;
await client.forget();
found.after = (await client.query(WHO_AM_I, {})).viewer;
console.log(JSON.stringify(found));
