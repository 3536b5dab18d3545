import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { SelectField } from '../../../shared/ui/SelectField';
import { shopText } from '../../../text/shop';
import type { ShopSearch } from '../routes';

const CHOICE =
  'inline-flex min-h-11 items-center rounded-full border border-line bg-surface px-4 text-[0.9375rem] font-medium ' +
  'text-slate transition-colors hover:border-field hover:text-ink aria-[current=page]:border-sea ' +
  'aria-[current=page]:bg-sea aria-[current=page]:text-on-sea';

const CATEGORIES = Object.entries(shopText.categories) as [NonNullable<ShopSearch['category']>, string][];

/** Which products, and in which order. The address has both, so that they can be shared and gone back to. */
export function CatalogueFilter() {
  const words = shopText.catalogue;
  const { category: chosen, sort } = useSearch({ from: '/shop' });
  const navigate = useNavigate({ from: '/shop' });
  const choices = [[undefined, words.all] as const, ...CATEGORIES];
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <nav aria-label={words.categories}>
        <ul className="flex flex-wrap gap-2">
          {choices.map(([category, name]) => (
            <li key={name}>
              <Link
                to="/shop"
                search={{ category, sort }}
                resetScroll={false}
                activeOptions={{ exact: true }}
                className={CHOICE}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <SelectField
        name="sort"
        label={words.sort}
        options={words.sorts}
        value={sort ?? 'newest'}
        onChange={(by) =>
          void navigate({
            search: { category: chosen, sort: by === 'newest' ? undefined : by },
            resetScroll: false,
          })
        }
        className="w-full sm:w-56"
      />
    </div>
  );
}
