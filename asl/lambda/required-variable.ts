/** The value of an environment variable that deploy/template.yaml sets. */
export function requiredVariable(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === '') throw new Error(`${variable} is not set`);
  return value;
}
