/** The share of orders that inventory and payment each refuse, `SIMULATED_FAILURE_RATE` (0 to 1, default 0). */
export function simulatedFailureRate(): number {
  const text = process.env['SIMULATED_FAILURE_RATE'] ?? '0';
  const rate = Number(text);
  if (!(rate >= 0 && rate <= 1)) throw new Error(`SIMULATED_FAILURE_RATE must be from 0 to 1, not "${text}"`);
  return rate;
}
