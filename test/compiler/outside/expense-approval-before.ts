import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

export const approve = defineSignal<[{ by: string }]>('approve');
export const reject = defineSignal<[{ by: string; reason: string }]>('reject');

interface Expense {
  id: string;
  employee: string;
  amount: number;
}

interface ExpenseActivities {
  requestApproval(expense: Expense): Promise<void>;
  pay(input: { id: string; amount: number }): Promise<string>;
  tell(input: { employee: string; message: string }): Promise<void>;
}

const { requestApproval, pay, tell } = proxyActivities<ExpenseActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 5 },
});

/** Pays an expense once somebody has approved it; without an answer in ten days it is dropped. */
export async function expenseApproval(expense: Expense): Promise<string> {
  let approved: boolean | undefined;
  let remark = '';
  setHandler(approve, ({ by }) => {
    approved = true;
    remark = `approved by ${by}`;
  });
  setHandler(reject, ({ by, reason }) => {
    approved = false;
    remark = `rejected by ${by}: ${reason}`;
  });

  if (expense.amount > 100) {
    await requestApproval(expense);
    if (!(await condition(() => approved !== undefined, '10 days'))) {
      await tell({ employee: expense.employee, message: 'Nobody answered' });
      return 'EXPIRED';
    }
    if (!approved) {
      await tell({ employee: expense.employee, message: remark });
      return 'REJECTED';
    }
  }
  const receipt = await pay({ id: expense.id, amount: expense.amount });
  await tell({ employee: expense.employee, message: `Paid: ${receipt}` });
  return 'PAID';
}
