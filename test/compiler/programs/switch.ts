import { double } from '../proxies.ts';

export async function program({ kind }: { kind: string }): Promise<number> {
  let price = 0;
  switch (kind) {
    case 'small':
      price = 10;
      break;
    case 'large':
      price = await double({ n: 10 });
      break;
    default:
      price = -1;
  }
  return price;
}
export const inputs = [{ kind: 'small' }, { kind: 'large' }, { kind: 'none' }];
