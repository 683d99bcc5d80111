import { note, order } from '../proxies.ts';

export async function program({ id }: { id: string }): Promise<unknown> {
  const found = await order({ id });
  const changed = {
    ...found,
    id: `${found.id}!`,
    items: found.items.map((item) => ({ ...item, quantity: item.quantity + 1 })),
  };
  await note({ what: 'changed', value: changed });
  return [found.id, changed];
}
export const inputs = [{ id: 'q' }];
