import { useRef } from 'react';
import { buttonStyle } from '../../shared/ui/button-style';
import { Failure } from '../../shared/ui/Failure';
import { accountText } from '../../text/account';
import { useExport } from './use-export';

const words = accountText.data.export;

/** A copy of everything, as a file. */
export function TakeAlong() {
  const { call, documents, start, resume, stop } = useExport();
  const button = useRef<HTMLButtonElement>(null);

  function goOn(): void {
    resume();
    // What was pressed goes away.
    button.current?.focus();
  }

  return (
    <section aria-labelledby="take-along" className="card flex flex-col items-start gap-4 p-5 sm:p-7">
      <div>
        <h2 id="take-along" className="text-xl font-bold">
          {words.heading}
        </h2>
        <p className="mt-1 text-slate">{words.body}</p>
      </div>
      {call.isError && <Failure what={words.failed} error={call.error} onRetry={goOn} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        {/* One button for both, so that the focus stays. */}
        <button
          ref={button}
          type="button"
          onClick={call.isPending ? stop : start}
          className={buttonStyle(call.isPending ? 'quiet' : 'primary')}
        >
          {call.isPending ? words.stop : words.submit}
        </button>
        <p role="status" className="min-w-0 text-[0.9375rem] text-slate">
          {call.isPending && words.reading(documents)}
          {call.isSuccess && words.done(documents)}
        </p>
      </div>
    </section>
  );
}
