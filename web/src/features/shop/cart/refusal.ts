import type { ProblemError as FieldProblem, ProductPublic } from '../../../api';

/** A product as it is now; nothing where it is not for sale any more. */
export type ProductNow = Pick<ProductPublic, 'name' | 'price' | 'stock'> | undefined;

/** What stands between somebody and a product. */
export type Reason =
  | { kind: 'gone'; name: string | undefined }
  | { kind: 'short'; name: string; left: number }
  | { kind: 'price'; name: string; before: string; now: string };

/**
 * Why no order was made of a cart: `products` have reasons; `unheard`: the answer was lost, so nobody knows; `earlier`:
 * an order whose answer was lost had been placed; `deleted`: so it was, and deleted since; `conflict`: others were faster.
 */
export type Refusal =
  | { kind: 'products'; reasons: readonly Reason[] }
  | { kind: 'unheard' | 'earlier' | 'deleted' | 'conflict' };

/** A checkout that was refused, in terms of the shop. */
export class CheckoutRefused extends Error {
  override readonly name = 'CheckoutRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/** Compare what somebody saw with what is there now: they buy nothing that is gone, and at no price they did not see. */
export const changesSince = (shown: readonly ProductNow[], now: readonly ProductNow[]): Reason[] =>
  now.flatMap((product, position): Reason[] => {
    const before = shown[position];
    if (product === undefined) return [{ kind: 'gone', name: before?.name }];
    if (before === undefined || before.price === product.price) return [];
    return [{ kind: 'price', name: product.name, before: before.price, now: product.price }];
  });

/** What the API refused, by its pointers into the list of items ("/items/1"), in terms of products. */
export const reasonsOf = (problems: readonly FieldProblem[], now: readonly ProductNow[]): Reason[] =>
  positionsOf(problems).map((position): Reason => {
    const product = now[position];
    if (product === undefined) return { kind: 'gone', name: undefined };
    return { kind: 'short', name: product.name, left: product.stock };
  });

/** The positions of the items that were refused. */
export const positionsOf = (problems: readonly FieldProblem[]): number[] => [
  ...new Set(problems.flatMap(({ pointer }) => /^\/items\/(\d+)/.exec(pointer)?.[1] ?? []).map(Number)),
];
