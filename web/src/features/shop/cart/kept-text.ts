/** The part of `Storage` that is needed, which may be forbidden: then every call throws. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A text under a name in the browser's storage; where that is forbidden or full, in memory for as long as the page lives. */
export function keptText(name: string, shelf: () => Shelf = () => localStorage) {
  // Set once storage did not do what was asked of it, and from then on what counts.
  let memory: { text: string | null } | undefined;
  return {
    get(): string | null {
      if (memory !== undefined) return memory.text;
      try {
        return shelf().getItem(name);
      } catch {
        return null;
      }
    },
    set(text: string | null): void {
      try {
        if (text === null) shelf().removeItem(name);
        else shelf().setItem(name, text);
        memory = undefined;
      } catch {
        memory = { text };
      }
    },
  };
}

export type KeptText = ReturnType<typeof keptText>;
