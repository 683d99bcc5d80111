/** Activities that do nothing, for the baseline. */
export function createBareActivities() {
  return {
    nothing: (input: unknown): Promise<unknown> => Promise.resolve(input),
  };
}
