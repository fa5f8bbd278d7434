// What the generated types let a client write, and what they do not.
import type { UseCreateMutation, UseCreateMutationVariables, UseViewerQuery } from "./operations";

export const variables: UseCreateMutationVariables = { input: { name: "Push" } };

// @ts-expect-error -- a unit needs a name
export const nameless: UseCreateMutationVariables = { input: {} };

export function outcome({ createTrainingUnit: result }: UseCreateMutation): string {
  switch (result.__typename) {
    case "CreateTrainingUnitPayload":
      return result.trainingUnit.name;
    case "ValidationProblem":
      return result.issues.map((issue) => issue.path.join(".")).join();
    default:
      // @ts-expect-error -- other problems have no unit
      return result.trainingUnit;
  }
}

export function email({ viewer }: UseViewerQuery): string {
  // @ts-expect-error -- nobody may be signed in
  return viewer.email;
}
