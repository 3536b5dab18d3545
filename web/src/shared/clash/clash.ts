/**
 * Compare what was entered here with what the server has by now, against what both began with. `mine` is what was
 * changed here, `clashing` those of its fields that were changed elsewhere, too, to something else.
 */
export function compareChanges<Fields extends object>(base: Fields, entered: Partial<Fields>, now: Fields) {
  const names = Object.keys(entered) as (keyof Fields)[];
  const changed = names.filter((name) => !isSame(entered[name], base[name]));
  const mine: Partial<Fields> = {};
  for (const name of changed) mine[name] = entered[name];
  const clashing = changed.filter((name) => !isSame(now[name], base[name]) && !isSame(now[name], entered[name]));
  return { mine, clashing };
}

/** Values of JSON, whose members come from the server in one order. */
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
