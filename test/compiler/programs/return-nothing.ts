import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<void> {
  await note({ what: 'seen', value: n });
}
export const inputs = [{ n: 1 }];
