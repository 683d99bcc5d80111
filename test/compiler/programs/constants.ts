import { note } from '../proxies.ts';

const LIMIT = 3;
const PRICES: Record<string, number> = { pen: 150, ink: 499 };
const NAMES = ['Ann', 'Bob'] as const;
const Size = { Small: 'small', Large: 'large' } as const;
export async function program({ sku }: { sku: string }): Promise<unknown> {
  const price = PRICES[sku] ?? 0;
  const size = price > LIMIT * 100 ? Size.Large : Size.Small;
  await note({ what: size, value: NAMES.length });
  return { price, size, names: NAMES.map((name) => `${name}!`) };
}
export const inputs = [{ sku: 'pen' }, { sku: 'ink' }, { sku: 'none' }];
