import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMongo } from '../../dev/mongodb.ts';
import { Ports } from '../../dev/ports.ts';
import { Supervisor } from '../../dev/supervisor.ts';

let folder: string;
const ports = new Ports();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinstep-mongodb-'));
});

afterAll(() => rm(folder, { recursive: true }));

const kept: (Document & { _id: unknown })[] = [
  {
    _id: 'text',
    email: 'a@example.com',
    at: new Date(77),
    whole: 1,
    fraction: 1.5,
    large: 2 ** 40,
    none: null,
  },
  { _id: 'list', email: 'b@example.com', list: [1, { x: null }, []], nested: { deep: { true: true } } },
  { _id: 5, pair: { a: 1 } },
  { _id: 'without an email' },
];

test('documents and their unique keys survive a stop and a start, whatever they hold', async () => {
  for (const round of ['first', 'second', 'third']) {
    const supervisor = new Supervisor(join(folder, 'logs', round));
    const port = await ports.anywhere();
    const { uri } = await startMongo({
      ...{ port, data: folder, database: 'kept', supervisor, say: () => undefined },
    });
    const client = await MongoClient.connect(uri);
    const documents = client.db().collection<Document & { _id: unknown }>('documents');
    await documents.createIndex({ email: 1 }, { unique: true, sparse: true });
    if (round === 'first') await documents.insertMany(kept.map((document) => ({ ...document })));

    const found = await documents.find().toArray();
    expect(found).toHaveLength(kept.length);
    expect(found).toEqual(expect.arrayContaining(kept));
    for (const email of ['a@example.com', 'b@example.com']) {
      await expect(documents.insertOne({ _id: 'other', email })).rejects.toThrow('duplicate key');
    }
    await expect(documents.insertOne({ _id: 5 })).rejects.toThrow('duplicate key');
    await client.close();
    await supervisor.stop();
  }
});

test('a query of a unique key with further conditions finds what meets all of them', async () => {
  const supervisor = new Supervisor(join(folder, 'logs', 'queries'));
  const { uri } = await startMongo({
    ...{ port: await ports.anywhere(), data: folder, database: 'queries', supervisor, say: () => undefined },
  });
  const client = await MongoClient.connect(uri);
  const documents = client.db().collection<Document & { _id: unknown }>('documents');
  await documents.createIndex({ email: 1 }, { unique: true, sparse: true });
  await documents.insertMany([
    { _id: 'a', email: 'a@example.com', status: 'open' },
    { _id: 'b', email: 'b@example.com', status: 'closed' },
    { _id: 'c', status: 'open' },
  ]);
  const idsOf = (query: Document) =>
    documents
      .find(query)
      .sort({ _id: 1 })
      .map(({ _id }) => String(_id))
      .toArray();

  expect(await idsOf({ _id: 'a', status: 'open' })).toEqual(['a']);
  expect(await idsOf({ _id: 'a', status: 'closed' })).toEqual([]);
  expect(await idsOf({ _id: { $in: ['a', 'b', 'c'] }, status: 'open' })).toEqual(['a', 'c']);
  expect(await idsOf({ _id: { $ne: 'a' }, status: 'open' })).toEqual(['c']);
  expect(await idsOf({ email: 'b@example.com', status: { $in: ['closed'] } })).toEqual(['b']);
  expect(await idsOf({ _id: 'a', email: 'b@example.com' })).toEqual([]);
  expect(await idsOf({ _id: 'a', $or: [{ status: 'closed' }, { email: 'a@example.com' }] })).toEqual(['a']);
  expect(await idsOf({ email: null, status: 'open' })).toEqual(['c']);
  await client.close();
  await supervisor.stop();
});
