import { momentOf } from './dates';

/** When something was, for people and for machines. */
export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{momentOf(at)}</time>;
}
