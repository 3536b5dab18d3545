import { Button } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField } from 'react-aria-components/NumberField';
import { labelStyle } from '../../shared/ui/field-style';
import { shopText } from '../../text/shop';

interface QuantityFieldProps {
  label: string;
  /** Where the page says it already: for screen readers alone. */
  isLabelHidden?: boolean;
  value: number;
  most: number;
  onChange: (quantity: number) => void;
}

const STEP =
  'flex size-11 flex-none cursor-pointer items-center justify-center rounded-lg text-slate hover:bg-raised ' +
  'hover:text-ink data-disabled:cursor-default data-disabled:opacity-40 data-disabled:hover:bg-transparent';

/** How many: to type, or one more and one fewer. */
export function QuantityField({ label, isLabelHidden = false, value, most, onChange }: QuantityFieldProps) {
  const words = shopText.product;
  return (
    <NumberField
      value={value}
      minValue={1}
      maxValue={most}
      // An emptied field is no number, and changes nothing.
      onChange={(quantity) => Number.isInteger(quantity) && onChange(quantity)}
      className="flex flex-col items-start gap-1.5"
    >
      <Label className={isLabelHidden ? 'sr-only' : labelStyle}>{label}</Label>
      <Group className="flex items-center rounded-xl border border-field bg-surface data-focus-within:border-sea">
        <Button slot="decrement" aria-label={words.fewer} className={STEP}>
          <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 stroke-current stroke-2">
            <path d="M3 8h10" strokeLinecap="round" />
          </svg>
        </Button>
        <Input className="min-h-11 w-12 rounded-md bg-transparent text-center text-base text-ink tabular-nums" />
        <Button slot="increment" aria-label={words.more} className={STEP}>
          <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 stroke-current stroke-2">
            <path d="M3 8h10M8 3v10" strokeLinecap="round" />
          </svg>
        </Button>
      </Group>
    </NumberField>
  );
}
