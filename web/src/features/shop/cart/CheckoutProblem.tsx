import { Link } from '@tanstack/react-router';
import { describeProblem } from '../../../shared/http/describe-problem';
import { linkStyle } from '../../../shared/ui/link-style';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { CheckoutRefused, type Reason } from './refusal';

/** Why there is no order yet, and what to do about it. */
export function CheckoutProblem({ error }: { error: unknown }) {
  const words = shopText.checkout;
  if (!(error instanceof CheckoutRefused)) return <p>{describeProblem(error)}</p>;
  const { refusal } = error;
  if (refusal.kind === 'products') {
    return (
      <>
        <p className="font-semibold">{words.refused}</p>
        <ul className="wrap-anywhere">
          {refusal.reasons.map((reason) => (
            <li key={`${reason.kind} ${reason.name}`}>{describe(reason)}</li>
          ))}
        </ul>
        {refusal.reasons.every(({ kind }) => kind === 'price') && <p>{words.priceThen}</p>}
      </>
    );
  }
  return (
    <>
      <p>{words[refusal.kind]}</p>
      {refusal.kind === 'earlier' && (
        <Link to="/orders" className={`${linkStyle} inline-flex min-h-11 items-center`}>
          {words.toOrders}
        </Link>
      )}
    </>
  );
}

function describe(reason: Reason): string {
  const words = shopText.checkout;
  switch (reason.kind) {
    case 'gone':
      return words.gone(reason.name ?? words.something);
    case 'short':
      return words.short(reason.name, reason.left);
    case 'price':
      return words.price(reason.name, money(reason.before), money(reason.now));
  }
}
