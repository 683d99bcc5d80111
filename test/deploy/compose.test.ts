import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { onPath } from '../../dev/programs.ts';
import { programs, usualPorts } from '../../dev/stack.ts';
import { isReadByPrograms } from './program-settings.ts';

const checkout = join(import.meta.dirname, '..', '..');

interface Service {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  healthcheck?: object;
  restart?: string;
  depends_on?: Record<string, { condition: string }>;
}

const { services } = parse(readFileSync(join(checkout, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const all = Object.entries(services);

test('the ports on this machine are those of npm start, and open to this machine only', () => {
  const published = all.flatMap(([, { ports = [] }]) => ports);
  expect(published.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  const onThisMachine = published.map((port) => Number(port.split(':')[1]));
  expect(onThisMachine.toSorted()).toEqual(Object.values(usualPorts).toSorted());
});

test('the programs are those of npm start, and are told only what they read', () => {
  const { seed, ...ours } = Object.fromEntries(all.filter(([, { build }]) => build));
  const mains = Object.entries(ours).map(([name, { command }]) => [name, command]);
  expect(Object.fromEntries(mains)).toEqual(
    Object.fromEntries(Object.entries(programs).map(([name, { main }]) => [name, [main]])),
  );
  expect(existsSync(join(checkout, seed?.command?.[0] ?? ''))).toBe(true);
  const settings = Object.values({ seed, ...ours }).map((service) => Object.keys(service?.environment ?? {}));
  expect(settings.flat().filter((variable) => !isReadByPrograms(variable))).toEqual([]);
});

test('every program is told where Temporal, the store and the mail server are, and the secret of the callbacks', () => {
  const needed = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'MONGODB_URI', 'SMTP_URL', 'CALLBACK_SECRET'];
  const missing = Object.keys(programs).flatMap((name) =>
    needed
      .filter((variable) => !services[name]?.environment?.[variable])
      .map((variable) => `${name}: ${variable}`),
  );
  expect(missing).toEqual([]);
});

test('every image but our own is pinned to one version', () => {
  const images = all.filter(([, { build }]) => !build).map(([, { image }]) => image);
  expect(images.filter((image) => !/:\d+(\.\d+)+$/.test(image))).toEqual([]);
});

test('whoever waits for a service waits for what it can become', () => {
  const waits = all.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
  const impossible = waits.filter(([name, { condition }]) => {
    const awaited = services[name];
    return condition === 'service_healthy'
      ? !awaited?.healthcheck
      : !awaited || awaited.restart !== undefined;
  });
  expect(waits.length).toBeGreaterThan(0);
  expect(impossible).toEqual([]);
});

test.runIf(onPath('docker-compose'))('docker-compose accepts the file', () => {
  const config = execFileSync('docker-compose', ['config', '--services'], {
    cwd: checkout,
    encoding: 'utf8',
  });
  expect(config.trim().split('\n').toSorted()).toEqual(Object.keys(services).toSorted());
});
