import { useMutation, useQueryClient } from '@tanstack/react-query';
import { usersEndMyOtherSessions } from '../../api';
import { describeProblem } from '../../shared/http/describe-problem';
import { Alert } from '../../shared/ui/Alert';
import { buttonStyle } from '../../shared/ui/button-style';
import { accountText } from '../../text/account';
import { keepInCache } from './sessions-query';

/** Ends every session but this one. */
export function EndOthers({ onEnded }: { onEnded: () => void }) {
  const words = accountText.sessions;
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => usersEndMyOtherSessions(),
    onSuccess: () => {
      onEnded();
      keepInCache(queryClient, ({ current }) => current);
    },
  });
  return (
    <div className="flex flex-col gap-3">
      {end.isError && (
        <Alert>
          <p className="font-semibold">{words.endOthersFailed}</p>
          <p>{describeProblem(end.error)}</p>
        </Alert>
      )}
      <button
        type="button"
        aria-disabled={end.isPending}
        onClick={() => !end.isPending && end.mutate()}
        className={`${buttonStyle('quiet')} self-center`}
      >
        {end.isPending ? words.endingOthers : words.endOthers}
      </button>
    </div>
  );
}
