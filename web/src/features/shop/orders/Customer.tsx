import { useQuery } from '@tanstack/react-query';
import { isProblem } from '../../../shared/http/problem-error';
import { Skeleton } from '../../../shared/ui/Skeleton';
import { shopText } from '../../../text/shop';
import { customerQuery } from './orders-query';

/** Whose order it is. */
export function Customer({ id }: { id: string }) {
  const words = shopText.everybodys;
  const customer = useQuery(customerQuery(id));
  if (customer.isPending) return <Skeleton className="my-1 h-4 w-48" />;
  return (
    <p className="text-[0.9375rem] text-slate wrap-anywhere">
      <span className="sr-only">{words.customer}: </span>
      {customer.data && [customer.data.name, customer.data.email].filter(Boolean).join(' · ')}
      {!customer.data && (isProblem(customer.error, 'not-found') ? words.noCustomer : words.unreadCustomer)}
    </p>
  );
}
