import type { Export } from '../../api';
import { ProblemError } from '../../shared/http/problem-error';

/** What has been read of an export so far. */
export interface Gathered {
  /** The pages as the server wrote them: a parser of ours would round numbers that have more digits than a float. */
  pages: readonly string[];
  documents: number;
  /** Where to read on: nothing at the beginning, `null` at the end. */
  cursor?: string | null;
}

export const NOTHING_YET: Gathered = { pages: [], documents: 0 };

type ReadPage = (cursor: string | undefined) => Promise<string>;

/**
 * Read what is left of an export, page after page. `tell` gets each state on the way, from which reading can go on
 * after a failure.
 */
export async function gather(read: ReadPage, from: Gathered, tell: (gathered: Gathered) => void): Promise<Gathered> {
  let gathered = from;
  while (gathered.cursor !== null) {
    gathered = withPage(gathered, await read(gathered.cursor));
    tell(gathered);
  }
  return gathered;
}

/** Where to go on after a failure: at the beginning when the server no longer knows the place (a cursor grew old). */
export const resumeFrom = (gathered: Gathered, error: unknown): Gathered =>
  error instanceof ProblemError && error.status === 400 ? NOTHING_YET : gathered;

/** The file: an array of the pages, the account and its sessions in the first, documents in each. */
export function fileOf({ pages }: Gathered): Blob {
  const parts = pages.flatMap((page, index) => [index === 0 ? '[\n' : ',\n', page]);
  return new Blob([...parts, '\n]\n'], { type: 'application/json' });
}

function withPage({ pages, documents }: Gathered, page: string): Gathered {
  const { documents: more, next_cursor: cursor }: Export = JSON.parse(page);
  return { pages: [...pages, page], documents: documents + more.length, cursor };
}
