import { say } from '../proxies.ts';

export async function program({ stock }: { stock: Record<string, number> }): Promise<string[]> {
  const low: string[] = [];
  for (const sku of Object.keys(stock)) {
    if ((stock[sku] ?? 0) < 2) low.push(await say({ text: sku }));
  }
  return low;
}
export const inputs = [{ stock: {} }, { stock: { pen: 1 } }, { stock: { pen: 1, ink: 5, pad: 0 } }];
