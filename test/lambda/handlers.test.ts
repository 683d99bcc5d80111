import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { handlers, taskExecution } from '../../asl/lambda/handlers.ts';

const calling = (activity: (input: never) => Promise<unknown>) => handlers({ activity }).activity;

describe('an activity as a Lambda function', () => {
  it('gets what the Task gives, without the name of the execution', async () => {
    const echo = calling((input) => Promise.resolve(input));
    expect(await echo({ orderId: '1', execution: 'order-1' } as never)).toEqual({ orderId: '1' });
  });

  it('answers null for nothing', async () => {
    expect(await calling(() => Promise.resolve(undefined))({} as never)).toBeNull();
  });

  it.each([
    [
      'an ApplicationFailure by its type',
      ApplicationFailure.nonRetryable('Declined', 'BillingError'),
      'BillingError',
    ],
    ['any other error by its name', new RangeError('Declined'), 'RangeError'],
  ])('fails with %s and message', async (_, thrown, name) => {
    const failed = calling(() => Promise.reject(thrown));
    await expect(failed({} as never)).rejects.toMatchObject({ name, message: 'Declined' });
  });

  it('tells the details of an ApplicationFailure in the first line of its stack', async () => {
    const failed = calling(() =>
      Promise.reject(ApplicationFailure.nonRetryable('No', 'Refused', { left: 2 })),
    );
    await expect(failed({} as never)).rejects.toMatchObject({
      stack: expect.stringMatching(/^details:\{"left":2\}\n/) as string,
    });
  });

  it('knows its execution, and that an earlier attempt may be under way', async () => {
    const execution = calling(() => Promise.resolve(taskExecution()));
    expect(await execution({ execution: 'order-1' } as never)).toEqual({
      namespace: 'step-functions',
      workflowId: 'order-1',
      runId: 'order-1',
      attempt: 2,
    });
    await expect(execution({} as never)).rejects.toThrow('The Task did not tell its execution');
  });
});
