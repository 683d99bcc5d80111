import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Ports } from '../../dev/ports.ts';
import { EndedWhileStarting } from '../../dev/supervisor.ts';

let ports: Ports;
let usual: number;
const somebodyElse = createServer();

beforeEach(async () => {
  ports = new Ports();
  usual = await new Ports().anywhere();
});

afterEach(() => {
  somebodyElse.close();
});

test('what lost its port to somebody else while it started is started on the next one', async () => {
  const tried: number[] = [];
  const port = await ports.startOn([usual], async ([chosen]) => {
    tried.push(chosen);
    if (tried.length === 1) {
      await once(somebodyElse.listen(chosen, '127.0.0.1'), 'listening');
      throw new EndedWhileStarting('address in use');
    }
    return chosen;
  });
  expect(tried[0]).toBe(usual);
  expect(port).toBeGreaterThan(usual);
});

test('what ended for another reason is not started again', async () => {
  const start = () => Promise.reject(new EndedWhileStarting('bad file'));
  await expect(ports.startOn([usual], start)).rejects.toThrow('bad file');
});
