import type { ProductPublic } from '../../../api';

const GLYPHS: Readonly<Record<ProductPublic['category'], string>> = {
  // A jacket, an open book, a compass, a lifebelt.
  clothing: 'M16 8 7 14l4 9 4-2v19h18V21l4 2 4-9-9-6c-1.500 3-4.500 5-8 5s-6.500-2-8-5Zm8 5v27',
  books: 'M24 13c-4-3-9.500-4-17-4v27c7.500 0 13 1 17 4 4-3 9.500-4 17-4V9c-7.500 0-13 1-17 4Zm0 0v27',
  gear: 'M24 7a17 17 0 1 0 0 34 17 17 0 0 0 0-34Zm7.500 9.500-5 10-10 5 5-10 10-5ZM24 7v3m0 28v3m17-17h-3M10 24H7',
  other:
    'M24 7a17 17 0 1 0 0 34 17 17 0 0 0 0-34Zm0 10a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0-10v10m0 14v10m17-17H31M17 24H7',
};

interface CategoryMarkProps {
  product: Pick<ProductPublic, 'category' | 'id'>;
  className?: string;
}

/** What kind of thing it is, over the sea: there are no pictures. Each product has its hour of the day. Decorative. */
export function CategoryMark({ product: { category, id }, className = '' }: CategoryMarkProps) {
  const hour = hourOf(id);
  return (
    <div className={`relative overflow-hidden bg-raised ${className}`}>
      <svg
        aria-hidden="true"
        viewBox="0 0 320 160"
        preserveAspectRatio="xMidYMax slice"
        className="absolute inset-0 size-full"
      >
        <circle cx={72 + hour * 11} cy={44 + Math.abs(hour - 8) * 4} r="26" className="fill-beak/25" />
        <path className="fill-sea/10" d="M0 104c36-10 68-10 104 0s70 10 108 0 72-10 108 0v56H0Z" />
        <path className="fill-sea/10" d="M0 124c44-12 78-10 116 1s66 9 104-2 66-10 100 0v37H0Z" />
      </svg>
      <svg
        viewBox="0 0 48 48"
        aria-hidden="true"
        className="absolute inset-0 m-auto h-1/2 max-h-28 fill-surface stroke-sea stroke-[1.75] [stroke-linecap:round] [stroke-linejoin:round]"
      >
        <path fillRule="evenodd" d={GLYPHS[category]} />
      </svg>
    </div>
  );
}

const HOURS = 17;

/** A number below `HOURS` that is always the same for an id. */
const hourOf = (id: string) => [...id].reduce((sum, character) => (sum * 7 + character.charCodeAt(0)) % HOURS, 0);
