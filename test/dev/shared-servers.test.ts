import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { createTransport } from 'nodemailer';
import { expect, inject, test } from 'vitest';
import { databaseUri, mailsTo, startTimeSkipping, uniqueName } from '../setup/isolation.ts';

test('the shared Temporal server serves its namespace', async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  await connection.close();
  expect(namespaceInfo?.name).toBe('default');
});

test('each caller has a database of its own on the shared MongoDB', async () => {
  const clients = [new MongoClient(databaseUri()), new MongoClient(databaseUri())] as const;
  await clients[0].db().collection<{ _id: string }>('things').insertOne({ _id: 'a' });
  const counts = await Promise.all(
    clients.map((client) => client.db().collection('things').countDocuments()),
  );
  await Promise.all(clients.map((client) => client.close()));
  expect(counts).toEqual([1, 0]);
});

test('the shared inbox shows what was sent to it', async () => {
  const to = `${uniqueName('guest')}@example.com`;
  const transport = createTransport(inject('smtpUrl'));
  await transport.sendMail({ from: 'shop@example.com', to, subject: 'Hello', text: 'Hello' });
  transport.close();
  await expect.poll(async () => (await mailsTo(to)).map((mail) => mail.subject)).toEqual(['Hello']);
});

test('a time-skipping server skips time', async () => {
  const environment = await startTimeSkipping();
  const before = await environment.currentTimeMs();
  await environment.sleep('30 days');
  const after = await environment.currentTimeMs();
  await environment.teardown();
  expect(after - before).toBeGreaterThanOrEqual(30 * 24 * 3600 * 1000);
});
