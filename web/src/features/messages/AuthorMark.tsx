// Spread over the colour wheel, so that people who write one after the other look different.
const HUES = 12;

interface AuthorMarkProps {
  id: string;
  name: string | null | undefined;
}

/** The first letter of a name, in a colour that stays the same person's. Decorative; the name stands beside it. */
export function AuthorMark({ id, name }: AuthorMarkProps) {
  const hue = (Number.parseInt(id.slice(-4), 16) % HUES) * (360 / HUES);
  return (
    <span
      aria-hidden="true"
      style={{ backgroundColor: `light-dark(oklch(0.9 0.06 ${hue}), oklch(0.36 0.06 ${hue}))` }}
      className="flex size-10 flex-none items-center justify-center rounded-full font-display text-lg font-bold uppercase"
    >
      {name ? [...name][0] : '·'}
    </span>
  );
}
