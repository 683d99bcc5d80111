/**
 * `npm start`: the whole stack on this machine, until Ctrl-C or SIGTERM. It ends with status 1 when something could
 * not be started or ended by itself.
 */
import { join } from 'node:path';
import { claimDataFolder, dataFolder, DataFolderInUse, writeRunningStack } from './data-folder.ts';
import { Ports } from './ports.ts';
import { ComponentUnavailable } from './programs.ts';
import { type Address, startStack } from './stack.ts';
import { logTail, Supervisor } from './supervisor.ts';

try {
  claimDataFolder();
} catch (error) {
  if (error instanceof DataFolderInUse) {
    console.error(error.message);
    process.exit(1);
  }
  throw error;
}

const supervisor = new Supervisor(join(dataFolder, 'logs'));

let ending = false;

/** Stops everything, once, and exits. */
function end(status: 0 | 1): void {
  if (ending) {
    return;
  }
  ending = true;
  console.log('Stopping: API, workers, servers.');
  void supervisor.stop().then(() => {
    console.log('Stopped.');
    process.exit(status);
  });
}

function fail(reason: string): void {
  if (!ending) {
    console.error(`\n${reason}\n`);
  }
  end(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => end(0));
}

const began = performance.now();
try {
  const { settings, addresses } = await startStack({
    supervisor,
    ports: new Ports(),
    say: (progress) => console.log(`  ${progress}`),
    onEnd: (child, how) => fail(`${child.name} ended unexpectedly: ${how}${logTail(child)}`),
  });
  writeRunningStack(settings);
  console.log(
    `\nTwinstep is ready after ${((performance.now() - began) / 1000).toFixed(1)} s.\n\n${table(addresses)}\n`,
  );
  console.log('Try it: npm run demo. Stop it: Ctrl-C.');
} catch (error) {
  fail(
    error instanceof ComponentUnavailable
      ? error.message
      : String(error instanceof Error ? error.stack : error),
  );
}

function table(addresses: Address[]): string {
  const width = Math.max(...addresses.map(({ name }) => name.length)) + 2;
  return addresses
    .map(({ name, where, note }) => `  ${name.padEnd(width)}${where}${note ? `  (${note})` : ''}`)
    .join('\n');
}
