import { proxyActivities } from '@temporalio/workflow';
import { callback, type CallbackTask } from '../../../workflows/patterns/callback.ts';
import { failureOf } from '../../../workflows/patterns/failure.ts';

interface Expense {
  id: string;
  employee: string;
  amount: number;
}

interface Decision {
  approved: boolean;
  remark: string;
}

interface ExpenseActivities {
  requestApproval(input: { expense: Expense; task: CallbackTask }): Promise<void>;
  pay(input: { id: string; amount: number }): Promise<string>;
  tell(input: { employee: string; message: string }): Promise<void>;
}

const { requestApproval, pay, tell } = proxyActivities<ExpenseActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 5 },
});

/** Pays an expense once somebody has approved it; without an answer in ten days it is dropped. */
export async function expenseApproval(expense: Expense): Promise<string> {
  if (expense.amount > 100) {
    let decision: Decision;
    try {
      // Request approval
      decision = await callback<Decision>((task) => requestApproval({ expense, task }), {
        timeout: '10 days',
        timedOut: { type: 'NobodyAnswered', message: 'Nobody answered' },
      });
    } catch (error) {
      const { type, message } = failureOf(error);
      // Nobody answered?
      if (type !== 'NobodyAnswered') throw error;
      await tell({ employee: expense.employee, message });
      return 'EXPIRED';
    }
    // Approved?
    if (!decision.approved) {
      await tell({ employee: expense.employee, message: decision.remark });
      return 'REJECTED';
    }
  }
  const receipt = await pay({ id: expense.id, amount: expense.amount });
  await tell({ employee: expense.employee, message: `Paid: ${receipt}` });
  return 'PAID';
}
