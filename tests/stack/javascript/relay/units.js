// What a page about training units asks through Relay; only its compiler reads this.

graphql`
  fragment unitsCard_unit on TrainingUnit @refetchable(queryName: "unitsCardRefetchQuery") {
    id
    name
    exercises {
      exerciseName
    }
  }
`;

graphql`
  fragment unitsList_viewer on Viewer
  @refetchable(queryName: "unitsListPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    trainingUnits(first: $count, after: $cursor) @connection(key: "unitsList_trainingUnits") {
      edges {
        node {
          id
          ...unitsCard_unit
        }
      }
    }
  }
`;

graphql`
  fragment unitsExercises_query on Query
  @refetchable(queryName: "unitsExercisesPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    back: { type: "Int" }
    before: { type: "String" }
  ) {
    exercises(first: $count, after: $cursor, last: $back, before: $before)
      @connection(key: "unitsExercises_exercises") {
      edges {
        node {
          name
        }
      }
    }
  }
`;

graphql`
  query unitsPageQuery {
    viewer {
      ...unitsList_viewer
    }
    ...unitsExercises_query
  }
`;

graphql`
  mutation unitsCreateMutation($input: CreateTrainingUnitInput!, $connections: [ID!]!) {
    createTrainingUnit(input: $input) {
      ... on CreateTrainingUnitPayload {
        trainingUnit @prependNode(connections: $connections, edgeTypeName: "TrainingUnitEdge") {
          ...unitsCard_unit
        }
      }
      ... on Problem {
        message
      }
    }
  }
`;
