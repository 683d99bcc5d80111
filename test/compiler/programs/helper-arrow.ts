import { note } from '../proxies.ts';

const vat = (price: number): number => price * 2;
const label = (price: number, unit = 'cent'): string => {
  const rounded = price + 1;
  if (rounded > 1000) return 'dear';
  return `${rounded} ${unit}`;
};
export async function program({ prices }: { prices: number[] }): Promise<string[]> {
  const local = (price: number) => vat(price) + prices.length;
  await note({ what: 'first', value: local(prices[0] ?? 0) });
  return prices.map(local).map((price) => label(price));
}
export const inputs = [{ prices: [] }, { prices: [3] }, { prices: [1, 900] }];
