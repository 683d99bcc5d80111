import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let rounds = 0;
  for (;;) {
    rounds++;
    if (rounds === n) break;
    await note({ what: 'round', value: rounds });
  }
  return rounds;
}
export const inputs = [{ n: 1 }, { n: 3 }];
