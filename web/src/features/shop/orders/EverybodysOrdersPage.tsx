import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { usersGetMeOptions } from '../../../api/@tanstack/react-query.gen';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { PendingPage } from '../../../shared/layout/PendingPage';
import { buttonStyle } from '../../../shared/ui/button-style';
import { SelectField } from '../../../shared/ui/SelectField';
import { shopText } from '../../../text/shop';
import { Gone } from '../Gone';
import { EverybodysOrders } from './EverybodysOrders';

const ADMIN = 'admin';

/** The orders of all customers, for administrators. Nobody else would get them from the API either. */
export function EverybodysOrdersPage() {
  const words = shopText.everybodys;
  const { status = 'placed' } = useSearch({ from: '/signed-in/admin/orders' });
  const navigate = useNavigate({ from: '/admin/orders' });
  const me = useQuery(usersGetMeOptions());
  if (me.isPending) return <PendingPage />;
  if (me.data && !me.data.roles.includes(ADMIN)) {
    return (
      <Gone words={words.forbidden}>
        <Link to="/orders" className={buttonStyle()}>
          {words.forbidden.toOrders}
        </Link>
      </Gone>
    );
  }
  return (
    <div className="page flex max-w-4xl flex-col gap-6 py-8 sm:py-12">
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
    </div>
  );
}
