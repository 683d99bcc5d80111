import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RoomType } from '../../store/rooms.ts';
import { seed } from '../../store/seed.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { databaseUri } from '../setup/isolation.ts';

let store: Store;
beforeAll(async () => {
  store = await connectStore(databaseUri());
});
afterAll(() => store.close());

const types = () => store.db.collection<RoomType>('roomTypes');
const night = (number: number) => `2027-05-${String(number).padStart(2, '0')}`;

async function emptyHotel(): Promise<void> {
  await types().deleteMany({});
  await seed(store);
}

/** Each night's count is the sum over the holds, and never more than there are rooms. */
async function expectConsistent(roomType: string): Promise<void> {
  const found = await types().findOne({ _id: roomType });
  const counted: Record<string, number> = {};
  for (const held of found?.holds.flatMap(({ nights }) => nights) ?? []) {
    counted[held] = (counted[held] ?? 0) + 1;
  }
  const kept = Object.fromEntries(Object.entries(found?.nights ?? {}).filter(([, held]) => held !== 0));
  expect(kept).toEqual(counted);
  expect(Math.max(0, ...Object.values(counted))).toBeLessThanOrEqual(found?.rooms ?? 0);
}

async function change(bookingId: string, nights: string[], roomType = 'SUITE') {
  const from = await store.rooms.holdOf(roomType, bookingId);
  return store.rooms.change({ roomType, bookingId, from, nights });
}

it('exchanges nights all or none, and refuses what comes late', async () => {
  await emptyHotel();
  expect(await change('a', [night(1), night(2)])).toBe('held');
  expect(await change('b', [night(2), night(3)])).toBe('full');
  expect(await change('b', [night(3), night(4)])).toBe('held');
  const early = await store.rooms.holdOf('SUITE', 'a');
  expect(await change('a', [night(1), night(2), night(3)])).toBe('full');
  expect(await change('a', [night(2), night(5)])).toBe('held');
  expect(
    await store.rooms.change({ roomType: 'SUITE', bookingId: 'a', from: early, nights: [night(1)] }),
  ).toBe('stale');
  await store.rooms.release('SUITE', 'a');
  await store.rooms.release('SUITE', 'a');
  expect(await change('a', [night(1)])).toBe('over');
  expect(await change('b', [night(1), night(2)])).toBe('held');
  await store.rooms.release('SUITE', 'never seen');
  expect(await change('never seen', [night(9)])).toBe('over');
  await expectConsistent('SUITE');
});

it('is consistent after any changes and releases, whatever runs at the same time', async () => {
  const step = fc.record({
    booking: fc.integer({ min: 0, max: 7 }).map(String),
    first: fc.integer({ min: 1, max: 8 }),
    nights: fc.integer({ min: 0, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
      async (rounds) => {
        await emptyHotel();
        for (const round of rounds) {
          await Promise.all(
            round.map(({ booking, first, nights }) =>
              nights === 0
                ? store.rooms.release('DELUXE', booking)
                : change(
                    booking,
                    Array.from({ length: nights }, (_, i) => night(first + i)),
                    'DELUXE',
                  ),
            ),
          );
        }
        await expectConsistent('DELUXE');
      },
    ),
    { numRuns: 30 },
  );
});
