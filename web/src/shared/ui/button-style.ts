const SHAPE =
  'inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-full px-5 text-[0.9375rem] ' +
  'font-semibold transition-colors duration-150 aria-disabled:cursor-progress aria-disabled:opacity-75';

const LOOKS = {
  primary: 'bg-sea text-on-sea hover:bg-sea-deep',
  quiet: 'border border-line bg-surface text-ink hover:border-field hover:bg-raised',
  danger: 'bg-alarm text-on-alarm hover:opacity-90',
  bare: 'px-3! font-medium! text-slate hover:bg-raised hover:text-ink',
};

/** The look of buttons and of links that act like one. */
export const buttonStyle = (look: keyof typeof LOOKS = 'primary') => `${SHAPE} ${LOOKS[look]}`;
