import { SFNClient } from '@aws-sdk/client-sfn';
import { createReceiveAnswer } from './callback-route.ts';
import { stepFunctionsTokens } from './task-tokens.ts';

/** The Lambda function behind the callbacks' routes. */
export const receiveAnswer = createReceiveAnswer(stepFunctionsTokens(new SFNClient()));
