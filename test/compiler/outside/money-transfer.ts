import { ApplicationFailure, log, proxyActivities } from '@temporalio/workflow';

interface TransferDetails {
  sourceAccount: string;
  targetAccount: string;
  amount: number;
  referenceId: string;
}

interface BankingActivities {
  withdraw(details: TransferDetails): Promise<string>;
  deposit(details: TransferDetails): Promise<string>;
  refund(details: TransferDetails): Promise<string>;
}

const { withdraw, deposit, refund } = proxyActivities<BankingActivities>({
  startToCloseTimeout: '1 minute',
  retry: {
    initialInterval: '1 second',
    maximumInterval: '1 minute',
    backoffCoefficient: 2,
    maximumAttempts: 500,
    nonRetryableErrorTypes: ['InvalidAccountError', 'InsufficientFundsError'],
  },
});

/** Moves money between two accounts; what was withdrawn is refunded when it cannot be deposited. */
export async function moneyTransfer(details: TransferDetails): Promise<string> {
  const withdrawId = await withdraw(details);
  let depositId: string;
  try {
    depositId = await deposit(details);
  } catch (depositError) {
    try {
      const refundId = await refund(details);
      log.warn('The deposit failed, the money was refunded', { refundId });
    } catch {
      throw ApplicationFailure.create({
        type: 'RefundFailed',
        message: `Could not deposit into ${details.targetAccount}, nor refund ${details.sourceAccount}`,
        nonRetryable: true,
      });
    }
    throw depositError;
  }
  return `Transfer complete (transaction IDs: ${withdrawId}, ${depositId})`;
}
