import { none } from '../proxies.ts';

export async function program(): Promise<string> {
  const nothing = await none();
  return nothing === null ? 'null' : 'something';
}
export const inputs = [{}];
