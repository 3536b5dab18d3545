import type { QueryClient } from '@tanstack/react-query';
import type { RealtimeChange } from '../api';
import { isProblem } from '../shared/http/problem-error';
import { type CachedQueries, cachedVersion, dropDocument, isOf, placeDocument } from './cached-lists';
import type { ListedDocument } from './placement';

/** A change, from the socket or from the collection's feed. */
export type Change = Pick<RealtimeChange, 'id' | 'op' | 'version'> & { document?: object | null };

interface ChangePage {
  changes: Change[];
  next_cursor: string;
  has_more: boolean;
}

/** What a page has to know of a collection to show it live. */
export interface LiveCollection {
  /** As the API names it. */
  name: string;
  queries: CachedQueries;
  /** The generated call that reads what changed, of a collection that is declared with `sync=True`. */
  changes?: (options: { query: { since: string; limit: number; owner?: string } }) => Promise<{ data: ChangePage }>;
}

export type Feed = ReturnType<typeof createFeed>;

const PAGE = 100;
// `since=now` tells the last two minutes; what was read longer ago than this is read again instead.
const RECENT_MS = 60_000;
const REMEMBERED = 5_000;

/**
 * Brings the changes of one collection into the cache: each once and none that is older than what is there, whatever
 * comes twice or late. After every connection it asks for what was missed.
 */
export function createFeed(client: QueryClient, collection: LiveCollection, owner?: string) {
  const { queries } = collection;
  // Of each document the newest version that was told: what was deleted stays so when an older change comes late.
  const told = new Map<string, number>();
  // Changes of documents that somebody is writing here just now. Shown at once, they would take back what that person
  // sees, until the answer comes.
  const held = new Map<string, Change>();
  let cursor: string | undefined;
  let isOver = false;

  const isBeingWritten = (id: string) => client.isMutating({ mutationKey: [collection.name, id] }) > 0;

  function take(change: Change): void {
    if (change.version <= (told.get(change.id) ?? 0)) return;
    if (isBeingWritten(change.id)) {
      if (change.version > (held.get(change.id)?.version ?? 0)) held.set(change.id, change);
      return;
    }
    remember(change);
    if (change.version < (cachedVersion(client, queries, change.id) ?? 0)) return;
    if (change.op === 'deleted') dropDocument(client, queries, change.id);
    else if (change.document) placeDocument(client, queries, change.document as ListedDocument, owner);
    // Too large for its frame.
    else void readAgain();
  }

  function remember({ id, version }: Change): void {
    told.delete(id);
    told.set(id, version);
    const oldest = told.keys().next().value;
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
  }

  function release(): void {
    for (const [id, change] of held) {
      if (isBeingWritten(id)) continue;
      held.delete(id);
      take(change);
    }
  }

  const readAgain = () => client.invalidateQueries(isOf(queries));

  function wasReadLongAgo(): boolean {
    const read = client.getQueryCache().findAll({ ...isOf(queries), type: 'active' });
    return read.some(({ state }) => state.data !== undefined && Date.now() - state.dataUpdatedAt > RECENT_MS);
  }

  async function readChanges(changes: NonNullable<LiveCollection['changes']>): Promise<void> {
    for (let hasMore = true; hasMore && !isOver; ) {
      const query = { since: cursor ?? 'now', limit: PAGE, ...(owner && { owner }) };
      const { data } = await changes({ query });
      if (isOver) return;
      for (const change of data.changes) take(change);
      cursor = data.next_cursor;
      hasMore = data.has_more;
    }
  }

  // Held changes go on as soon as the writing is over, after its own answer was put into the cache.
  const stopWatching = client.getMutationCache().subscribe(({ type }) => {
    if (type === 'updated' && held.size > 0) queueMicrotask(release);
  });

  return {
    take,

    /** Ask for what happened while there was no connection. Throws what the API answered. */
    async catchUp(): Promise<void> {
      if (collection.changes === undefined) return readAgain();
      const isFirst = cursor === undefined;
      try {
        await readChanges(collection.changes);
      } catch (error) {
        if (!isProblem(error, 'gone')) throw error;
        cursor = undefined;
        await readAgain();
        return;
      }
      if (isFirst && wasReadLongAgo()) await readAgain();
    },

    close(): void {
      isOver = true;
      stopWatching();
    },
  };
}
