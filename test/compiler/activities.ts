import { ApplicationFailure } from '@temporalio/common';
import type { CallbackTask } from '../../workflows/patterns/callback.ts';

/** The activities that the programs of the language suite call. */
export interface Activities {
  add(input: { a: number; b: number }): Promise<number>;
  double(input: { n: number }): Promise<number>;
  isEven(input: { n: number }): Promise<boolean>;
  say(input: { text: string }): Promise<string>;
  note(input: { what: string; value?: unknown }): Promise<void>;
  order(input: { id: string }): Promise<Order>;
  none(): Promise<null>;
  /** Fails for good with this type. */
  fail(input: { type: string; message: string; details?: unknown }): Promise<number>;
  /** Fails `times` times, then gives the number of the attempt. */
  flaky(input: { times: number }): Promise<number>;
  /** Always fails, with an error that is tried again. */
  broken(input: { what: string }): Promise<void>;
  undo(input: { what: string }): Promise<void>;
  undoLate(input: { what: string; n: number }): Promise<void>;
  enqueue(input: { label: string; task: CallbackTask }): Promise<void>;
}

export interface Order {
  id: string;
  items: { sku: string; quantity: number; price: number }[];
  note?: string;
}

/** What the activities do. Each run has its own, since `flaky` counts its attempts. */
export function createActivities(): { [Name in keyof Activities]: (input: never) => unknown } {
  let attempts = 0;
  return {
    add: ({ a, b }: { a: number; b: number }) => a + b,
    double: ({ n }: { n: number }) => n * 2,
    isEven: ({ n }: { n: number }) => n % 2 === 0,
    say: ({ text }: { text: string }) => text,
    note: () => undefined,
    order: ({ id }: { id: string }): Order => ({
      id,
      items: [
        { sku: 'pen', quantity: 3, price: 150 },
        { sku: 'ink', quantity: 1, price: 499 },
      ],
    }),
    none: () => null,
    fail: ({ type, message, details }: { type: string; message: string; details?: unknown }) => {
      throw ApplicationFailure.nonRetryable(message, type, ...(details === undefined ? [] : [details]));
    },
    flaky: ({ times }: { times: number }) => {
      attempts++;
      if (attempts <= times) throw ApplicationFailure.retryable(`attempt ${attempts}`, 'Flaky');
      return attempts;
    },
    broken: ({ what }: { what: string }) => {
      throw ApplicationFailure.retryable(`${what} is broken`, 'Broken');
    },
    undo: () => undefined,
    undoLate: () => undefined,
    enqueue: () => undefined,
  };
}
