import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { text } from '../../text';
import { Failure } from '../ui/Failure';
import { usePage } from './use-page';

/** Stands where a page would be that could not be shown. */
export function ErrorPage({ error }: ErrorComponentProps) {
  const router = useRouter();
  usePage(text.failure.title);
  return (
    <div className="page max-w-2xl py-16">
      <Failure what={text.failure.heading} error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
}
