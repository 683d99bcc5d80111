import type { PreparedCheckout } from '../../store/checkouts.ts';
import type { User } from '../../store/users.ts';
import type { Mail } from '../mailer.ts';
import { composeMail } from './compose.ts';
import { moneyText } from './money-text.ts';

/** Tells the customer that the order is on its way. */
export function dispatchMail({
  checkout,
  user,
  courier,
}: {
  checkout: PreparedCheckout;
  user: User;
  courier: string;
}): Mail {
  return composeMail({
    key: `checkout-${checkout._id}.dispatch`,
    to: user,
    subject: `Your order of “${checkout.title}”`,
    lead: 'Your order will be dispatched in 24 hours.',
    facts: [
      ['Order', checkout._id],
      ['Book', checkout.title],
      ['Quantity', String(checkout.quantity)],
      ['Total', moneyText(checkout.total)],
      ['Points used', String(checkout.pointsRedeemed)],
      ['Billed', moneyText(checkout.amountBilled)],
      ['Courier', courier],
    ],
    closing: 'Thank you for your order.',
  });
}
