import {
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';

const NO_ANSWER = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
];

/** Whether an operation failed because MongoDB cannot be reached or did not answer in time. */
export function isStoreUnavailable(error: unknown): boolean {
  return NO_ANSWER.some((type) => error instanceof type);
}
