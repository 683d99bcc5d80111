import { isEven, note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  // Is it even?
  const even = await isEven({ n });
  // Even?
  if (even) {
    // Tell about it
    await note({ what: 'even' });
  }
  return even ? 'yes' : 'no';
}
export const inputs = [{ n: 1 }, { n: 2 }];
