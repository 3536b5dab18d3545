/** The look of an input, whatever its type. */
export const fieldStyle =
  'w-full min-h-11 rounded-lg border border-field bg-surface px-3.5 py-2 text-base text-ink ' +
  'placeholder:text-slate hover:border-slate data-focused:border-sea data-focused:outline-2 ' +
  'data-focused:-outline-offset-1 data-focused:outline-sea data-invalid:border-alarm data-invalid:outline-alarm';

export const labelStyle = 'text-sm font-semibold text-ink';
