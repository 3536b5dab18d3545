export interface Toast {
  words: string;
  /** What one may still do about it. */
  action?: { label: string; run: () => void };
  tone?: 'plain' | 'alarm';
}

export type ShownToast = Toast & { id: number };

/** Short messages about what just happened, the newest last; `ToastRegion` shows them and takes them away. */
export function createToasts(most = 3) {
  let shown: readonly ShownToast[] = [];
  let made = 0;
  const listeners = new Set<() => void>();

  function change(next: readonly ShownToast[]): void {
    shown = next;
    for (const listener of [...listeners]) listener();
  }

  return {
    shown: () => shown,

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    show(toast: Toast): void {
      made += 1;
      change([...shown, { ...toast, id: made }].slice(-most));
    },

    dismiss(id: number): void {
      change(shown.filter((toast) => toast.id !== id));
    },
  };
}
