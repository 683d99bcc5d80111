import type { RoomType } from '../rooms.ts';
import type { Store } from '../store.ts';
import type { Discrepancy } from './discrepancy.ts';

/** Each night's count is the number of holds on it, at most the number of rooms. */
export async function rooms({ db }: Store): Promise<Discrepancy[]> {
  const types = await db.collection<RoomType>('roomTypes').find().toArray();
  return types.flatMap(({ _id: id, rooms: all, nights, holds }) => {
    const held = new Map(Object.keys(nights).map((night) => [night, 0]));
    for (const night of holds.flatMap((hold) => hold.nights)) held.set(night, (held.get(night) ?? 0) + 1);
    return [...held]
      .filter(([night, count]) => count !== (nights[night] ?? 0) || count > all)
      .map(([night, count]) => ({
        collection: 'roomTypes',
        id,
        problem: `${night}: ${nights[night] ?? 0} of ${all} rooms counted as held, ${count} held`,
      }));
  });
}
