import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type UserSession, usersEndMySession } from '../../api';
import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { Alert } from '../../shared/ui/Alert';
import { buttonStyle } from '../../shared/ui/button-style';
import { markStyle } from '../../shared/ui/mark-style';
import { accountText } from '../../text/account';
import { deviceName } from './device-name';
import { SessionFacts } from './SessionFacts';
import { keepInCache } from './sessions-query';

interface SessionCardProps {
  session: UserSession;
  onEnded: (device: string) => void;
}

/** One sign-in on one device. The one that looks on is ended by signing out, as everywhere. */
export function SessionCard({ session, onEnded }: SessionCardProps) {
  const words = accountText.sessions;
  const device = deviceName(session.device);
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: async () => {
      try {
        await usersEndMySession({ path: { id: session.id } });
      } catch (error) {
        // It ended meanwhile, which is what was asked for.
        if (!isProblem(error, 'not-found')) throw error;
      }
    },
    onSuccess: () => {
      onEnded(device);
      keepInCache(queryClient, ({ id }) => id !== session.id);
    },
  });

  return (
    <article className="card flex flex-col gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-52">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="line-clamp-3 min-w-0 text-lg leading-snug font-bold wrap-anywhere">{device}</h2>
            {session.current && <span className={markStyle('good')}>{words.current}</span>}
          </div>
          <SessionFacts session={session} />
        </div>
        {!session.current && (
          <button
            type="button"
            aria-disabled={end.isPending}
            onClick={() => !end.isPending && end.mutate()}
            className={`${buttonStyle('quiet')} flex-none`}
          >
            {end.isPending ? words.ending : words.end} <span className="sr-only">{device}</span>
          </button>
        )}
      </div>
      {end.isError && (
        <Alert>
          <p className="font-semibold">{words.endFailed}</p>
          <p>{describeProblem(end.error)}</p>
        </Alert>
      )}
    </article>
  );
}
