declare module 'asl-validator' {
  /** Checks a definition against the schema of the Amazon States Language. Completes it as it does so. */
  function validate(
    definition: unknown,
    options?: { checkPaths: boolean; checkArn: boolean },
  ): { isValid: boolean; errorsText: (separator: string) => string };
  export = validate;
}
