const SHAPE = 'flex-none rounded-full px-2.5 py-0.5 text-xs font-semibold';

const LOOKS = {
  good: 'bg-calm-soft text-calm',
  notable: 'bg-beak-soft text-on-beak',
  bad: 'bg-alarm-soft text-alarm',
  plain: 'bg-raised text-slate',
};

export type MarkLook = keyof typeof LOOKS;

/** The look of a word or two that say at a glance how something stands. */
export const markStyle = (look: MarkLook) => `${SHAPE} ${LOOKS[look]}`;
