import { connectClient } from './connection.ts';
import { createProcessClient } from './process-client.ts';
import { processes, type ProcessInput, type ProcessName } from './processes.ts';

const [name, json = '{}'] = process.argv.slice(2);
if (!isProcess(name)) {
  console.error(
    `usage: npm run client -- <process> '<json>'\nprocesses: ${Object.keys(processes).join(', ')}`,
  );
  process.exit(2);
}
const { client, connection } = await connectClient();
try {
  const execution = await createProcessClient(client).start(
    name,
    JSON.parse(json) as ProcessInput<ProcessName>,
  );
  console.error(`started ${execution.workflowId}, run ${execution.runId}`);
  console.log(JSON.stringify(await execution.result(), null, 2));
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.error(
    cause instanceof Error ? `${'type' in cause ? String(cause.type) : cause.name}: ${cause.message}` : cause,
  );
  process.exitCode = 1;
} finally {
  await connection.close();
}

function isProcess(name: string | undefined): name is ProcessName {
  return name !== undefined && Object.hasOwn(processes, name);
}
