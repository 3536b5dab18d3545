/** What one can listen to: one's own part of a collection, another's (for administrators), or all of a shared one. */
export interface Topic {
  collection: string;
  owner?: string;
}

/** The same text for the same topic. */
export const topicKey = ({ collection, owner }: Topic) => JSON.stringify(owner ? [collection, owner] : [collection]);

/** A topic out of a message, where a missing owner may also be null. */
export const toTopic = ({ collection, owner }: { collection: string; owner?: string | null | undefined }): Topic =>
  owner ? { collection, owner } : { collection };
