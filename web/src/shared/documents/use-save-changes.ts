import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { compareChanges } from '../clash/clash';
import { ifMatch } from '../http/if-match';
import { isProblem } from '../http/problem-error';

interface Writable<Fields, Document> {
  /** Of the mutation: the collection's name and the document's id, so that live changes of it wait meanwhile. */
  mutationKey: readonly [string, string];
  read: () => Promise<{ data: Document }>;
  patch: (body: Partial<Fields>, headers: { 'If-Match': string }) => Promise<{ data: Document }>;
}

/** What was entered here for a document that was `base`, and is `now`; `fields` were changed both here and elsewhere. */
interface Clash<Fields, Document> {
  fields: (keyof Fields)[];
  base: Document;
  entered: Partial<Fields>;
  now: Document;
}

interface Attempt<Fields, Document> {
  base: Document;
  entered: Partial<Fields>;
}

// How often others may be faster in a row before one is told.
const ATTEMPTS = 3;

/**
 * Save what was changed in a form that began with `begun`, and nothing else. Where somebody changed other fields
 * meanwhile, both changes stay; where they changed the same ones, `clash` says so until it is settled.
 */
export function useSaveChanges<Fields extends object, Document extends Fields & { version: number }>(
  begun: Document,
  { mutationKey, read, patch }: Writable<Fields, Document>,
  onSaved: (document: Document) => void,
) {
  const [clash, setClash] = useState<Clash<Fields, Document>>();

  const change = useMutation({
    mutationKey,
    mutationFn: async ({ base, entered }: Attempt<Fields, Document>) => {
      let now = base;
      for (let attempt = 1; ; attempt += 1) {
        const { mine, clashing } = compareChanges<Fields>(base, entered, now);
        if (clashing.length > 0) return setClash({ fields: clashing, base, entered, now });
        if (Object.keys(mine).length === 0) return onSaved(now);
        try {
          return onSaved((await patch(mine, ifMatch(now))).data);
        } catch (error) {
          if (!meansChanged(error) || attempt === ATTEMPTS) throw error;
          now = (await read()).data;
        }
      }
    },
  });

  return {
    error: change.error,
    isError: change.isError,
    isPending: change.isPending,
    clash,

    save: (entered: Partial<Fields>): void => change.mutate({ base: begun, entered }),

    /** Go on with what was entered in these fields, and with what there is by now in the other clashing ones. */
    settle(mine: (keyof Fields)[]): void {
      if (clash === undefined) return;
      const entered = compareChanges<Fields>(clash.base, clash.entered, clash.now).mine;
      for (const field of clash.fields) if (!mine.includes(field)) delete entered[field];
      setClash(undefined);
      change.mutate({ base: clash.now, entered });
    },

    unsettle: (): void => setClash(undefined),
  };
}

const meansChanged = (error: unknown) =>
  isProblem(error, 'precondition-failed') || isProblem(error, 'version-conflict');
