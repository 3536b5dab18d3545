import { useNavigate, useSearch } from '@tanstack/react-router';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { SelectField } from '../../../shared/ui/SelectField';
import { shopText } from '../../../text/shop';
import { EverybodysOrders } from './EverybodysOrders';

/** The orders of all customers, for administrators. */
export function EverybodysOrdersPage() {
  const words = shopText.everybodys;
  const { status = 'placed' } = useSearch({ from: '/signed-in/admin/admin/orders' });
  const navigate = useNavigate({ from: '/admin/orders' });
  return (
    <>
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="text-slate">{words.lead}</p>
      </div>
      <SelectField
        name="status"
        label={words.statuses}
        options={shopText.orders.statuses}
        value={status}
        onChange={(chosen) => void navigate({ search: { status: chosen }, resetScroll: false })}
        className="w-full sm:w-56"
      />
      <EverybodysOrders status={status} />
    </>
  );
}
