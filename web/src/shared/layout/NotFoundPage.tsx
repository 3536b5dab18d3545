import { Link } from '@tanstack/react-router';
import { text } from '../../text';
import { buttonStyle } from '../ui/button-style';
import { PageHeading } from './PageHeading';

/** There is no page at this address. */
export function NotFoundPage() {
  return (
    <div className="page flex flex-1 flex-col items-center justify-center gap-4 py-16 text-center">
      <p className="font-display text-7xl font-bold tracking-tight text-on-beak" aria-hidden="true">
        404
      </p>
      <PageHeading title={text.notFound.title}>{text.notFound.heading}</PageHeading>
      <p className="max-w-md text-slate">{text.notFound.body}</p>
      <Link to="/" className={`${buttonStyle()} mt-2`}>
        {text.notFound.home}
      </Link>
    </div>
  );
}
