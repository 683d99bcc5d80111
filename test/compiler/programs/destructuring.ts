import { note, order } from '../proxies.ts';

export async function program({
  id,
  extra: {
    depth,
    tags: [first, ...others],
  },
}: {
  id: string;
  extra: { depth: number; tags: string[] };
}): Promise<unknown> {
  const {
    items: [one, two],
    note: remark,
    ...rest
  } = await order({ id });
  return { id, depth, first, others, one, two, remark: remark ?? 'none', rest };
}
export const inputs = [
  { id: 'x', extra: { depth: 2, tags: ['a', 'b', 'c'] } },
  { id: 'y', extra: { depth: 0, tags: ['a'] } },
];
