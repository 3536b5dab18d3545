import { Link } from '@tanstack/react-router';
import { CheckoutSchema } from '../../../api/schemas.gen';
import { session } from '../../../shared/session';
import { useSessionStatus } from '../../../shared/session/use-session-status';
import { buttonStyle } from '../../../shared/ui/button-style';
import { CallForm } from '../../../shared/ui/CallForm';
import { Skeleton } from '../../../shared/ui/Skeleton';
import { TextField } from '../../../shared/ui/TextField';
import { shopText } from '../../../text/shop';
import { CheckoutProblem } from './CheckoutProblem';
import type { Cart } from './cart';
import { useCheckout } from './use-checkout';

const rules = CheckoutSchema.properties;

/** Orders what is in the cart. Whoever is not signed in does that first, and comes back. */
export function CheckoutForm({ cart }: { cart: Cart }) {
  const words = shopText.checkout;
  const status = useSessionStatus();
  const checkout = useCheckout();
  if (status !== 'signed-in' && session.isLikely()) return <Skeleton className="h-11 rounded-full" />;
  if (status !== 'signed-in') {
    return (
      <div className="flex flex-col gap-2">
        <Link to="/sign-in" search={{ from: '/cart' }} className={buttonStyle()}>
          {words.signIn}
        </Link>
        <p className="text-center text-sm text-slate">{words.signInWhy}</p>
      </div>
    );
  }
  return (
    <CallForm
      call={checkout}
      submit={words.submit}
      pending={words.pending}
      onSubmit={(fields) =>
        checkout.mutate({ cart, address: String(fields.get('address')), remark: String(fields.get('remark')) })
      }
      describe={(error) => <CheckoutProblem error={error} />}
      className="gap-4"
    >
      <TextField
        name="address"
        label={words.address}
        description={words.addressHelp}
        rows={3}
        isOptional
        autoComplete="street-address"
        maxLength={rules.address.maxLength}
      />
      <TextField name="remark" label={words.remark} rows={2} isOptional maxLength={rules.remark.maxLength} />
    </CallForm>
  );
}
