import { bundleWorkflows } from '../../worker/bundle.ts';

/** The baseline's workflows as one script. */
export function bareBundle(): Promise<{ code: string }> {
  return bundleWorkflows(new URL('workflows.ts', import.meta.url));
}
