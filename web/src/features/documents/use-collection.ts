import { useParams } from '@tanstack/react-router';
import { collections } from '../../api/collections.gen';
import type { CollectionDescription } from './collection';

/** The collection that the address names, if there is one. */
export function useCollection(): CollectionDescription | undefined {
  const { collection } = useParams({ strict: false });
  return collections.find(({ name }) => name === collection);
}
