import { expect, it, vi } from 'vitest';
import { ProblemError } from '../../shared/http/problem-error';
import { fileOf, type Gathered, gather, NOTHING_YET, resumeFrom } from './own-export';

const page = (documents: number, next_cursor: string | null) =>
  JSON.stringify({ account: null, sessions: [], documents: Array(documents).fill({}), next_cursor });

it('reads on until there is no cursor, over empty pages too', async () => {
  const read = vi
    .fn()
    .mockResolvedValueOnce(page(2, 'b'))
    .mockResolvedValueOnce(page(0, 'c'))
    .mockResolvedValueOnce(page(1, null));

  const all = await gather(read, NOTHING_YET, () => undefined);

  expect(read.mock.calls).toEqual([[undefined], ['b'], ['c']]);
  expect(all.documents).toBe(3);
});

it('goes on after a failure where it was', async () => {
  const read = vi
    .fn()
    .mockResolvedValueOnce(page(2, 'b'))
    .mockRejectedValueOnce(new ProblemError({ status: 503 }))
    .mockResolvedValueOnce(page(1, null));
  let reached: Gathered = NOTHING_YET;
  const tell = (gathered: Gathered) => {
    reached = gathered;
  };

  const failure: unknown = await gather(read, NOTHING_YET, tell).catch((error: unknown) => error);
  const all = await gather(read, resumeFrom(reached, failure), tell);

  expect(read).toHaveBeenLastCalledWith('b');
  expect(all.documents).toBe(3);
});

it('begins anew when the server no longer knows the place', () => {
  const reached = { pages: [page(1, 'b')], documents: 1, cursor: 'b' };
  expect(resumeFrom(reached, new ProblemError({ status: 400 }))).toBe(NOTHING_YET);
});

it('leaves numbers as the server wrote them', async () => {
  const exact = '{"documents":[{"data":{"amount":12345678901234567890.5}}],"next_cursor":null}';
  const file = fileOf(
    await gather(
      async () => exact,
      NOTHING_YET,
      () => undefined,
    ),
  );

  expect(await file.text()).toContain('12345678901234567890.5');
  expect(JSON.parse(await file.text())).toHaveLength(1);
});
