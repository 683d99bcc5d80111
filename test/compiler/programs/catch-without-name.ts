import { say, fail } from '../proxies.ts';

export async function program(): Promise<string> {
  try {
    await fail({ type: 'Any', message: 'whatever' });
    return 'not reached';
  } catch {
    return await say({ text: 'caught' });
  }
}
export const inputs = [{}];
