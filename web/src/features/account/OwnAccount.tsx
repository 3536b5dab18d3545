import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { User } from '../../api';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { Failure } from '../../shared/ui/Failure';
import { accountText } from '../../text/account';
import { CardSkeleton } from './CardSkeleton';

/** Shows what is made of the signed-in person's account, or where that is. */
export function OwnAccount({ children }: { children: (me: User) => ReactNode }) {
  const me = useQuery(usersGetMeOptions());
  if (me.data !== undefined) return children(me.data);
  if (me.isPending) return <CardSkeleton />;
  return (
    <div>
      <Failure what={accountText.failed} error={me.error} onRetry={() => void me.refetch()} />
    </div>
  );
}
