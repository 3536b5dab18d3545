import { isProblem } from '../http/problem-error';

/** A question for the password that waits for its answer. */
export interface Question {
  /** The password was given: what waits goes on. */
  answered(): void;
  /** Somebody would rather not. */
  declined(): void;
}

/** Holds at most one question at a time; calls that are refused while one is open wait for the same answer. */
export function createReauthentication() {
  let open: { question: Question; answer: Promise<boolean> } | undefined;
  const listeners = new Set<() => void>();

  function change(next: typeof open): void {
    open = next;
    for (const listener of [...listeners]) listener();
  }

  function ask(): Promise<boolean> {
    if (open !== undefined) return open.answer;
    let settle: (isGiven: boolean) => void = () => undefined;
    const answer = new Promise<boolean>((resolve) => {
      settle = (isGiven) => {
        change(undefined);
        resolve(isGiven);
      };
    });
    change({ question: { answered: () => settle(true), declined: () => settle(false) }, answer });
    return answer;
  }

  return {
    question: () => open?.question,

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async around<T>(call: () => Promise<T>): Promise<T> {
      try {
        return await call();
      } catch (error) {
        if (!isProblem(error, 'reauthentication-required') || !(await ask())) throw error;
        return call();
      }
    },
  };
}
