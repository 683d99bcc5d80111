import { describe, inject } from 'vitest';

/**
 * A suite that needs the Step Functions interpreter, which all test files of a run share. It is started when the first
 * such suite is collected; `SFN_ENDPOINT` names one that runs already (`npm run interpreter` starts one). Where none can
 * be had the suite is skipped, and its title says why; with `REQUIRE_ALL_SUITES=1` that is a failure.
 *
 * ```ts
 * await describeWithInterpreter('checkout', (endpoint) => {
 *   it('dispatches', async () => {
 *     const session = await Session.open(endpoint, handlers);
 *     …
 * ```
 */
export async function describeWithInterpreter(
  title: string,
  suite: (endpoint: string) => void,
): Promise<void> {
  const response = await fetch(inject('interpreterBroker'));
  const answer = await response.text();
  if (response.ok) {
    describe(title, () => suite(answer));
  } else if (response.status === 424 && process.env['REQUIRE_ALL_SUITES'] !== '1') {
    describe.skip(`${title} (no interpreter: ${answer})`, () => suite(''));
  } else {
    throw new Error(`The Step Functions interpreter cannot be started: ${answer}`);
  }
}
