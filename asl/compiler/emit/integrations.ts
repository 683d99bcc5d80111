import type { Template } from './machine.ts';

/** Stands in an integration's arguments for what the workflow passes to the activity. */
export const activityInput = '{% $input %}';

/**
 * A service that does an activity's work in place of a Lambda function.
 *
 * `resource` is the integration's ARN (`arn:aws:states:::sqs:sendMessage`; a callback gets `.waitForTaskToken` added);
 * `arguments` are the service's, with `activityInput` where the activity's input goes.
 */
export interface Integration {
  resource: string;
  arguments: { [key: string]: Template };
}

/** The activities that are done by a service, by name. */
export type Integrations = Readonly<Record<string, Integration>>;
