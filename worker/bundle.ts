import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

/** The workflows that `index` exports as one script for the sandbox. */
export async function bundleWorkflows(
  index = new URL('../workflows/index.ts', import.meta.url),
): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(index),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
}

/** Builds the bundle into `file`, for all workers of this machine to use. */
export async function buildWorkflowBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflows();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, code);
  await rename(`${file}.new`, file);
}

/** The bundle that `WORKFLOW_BUNDLE` names, or one built now. */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = process.env['WORKFLOW_BUNDLE'];
  return codePath ? { codePath } : await bundleWorkflows();
}
