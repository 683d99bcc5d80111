import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string[]> {
  let seen: string[] = [];
  switch (n) {
    // @ts-expect-error -- falls through
    case 1:
      seen = [...seen, 'one'];
    // @ts-expect-error -- falls through
    case 2:
      seen = [...seen, 'two'];
      await note({ what: 'two' });
    default:
      seen = [...seen, 'default'];
      break;
    case 3:
    case 4:
      seen = [...seen, 'three or four'];
  }
  return seen;
}
export const inputs = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }];
