import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { realtime } from '.';
import type { LiveCollection } from './feed';

/**
 * Keep the cached lists and documents of a collection as they are on the server while this page is open, whoever
 * changes them wherever. `owner` is for administrators who look at another's part of it.
 */
export function useLive(collection: LiveCollection, owner?: string): void {
  const client = useQueryClient();
  useEffect(() => realtime.watch(client, collection, owner), [client, collection, owner]);
}
