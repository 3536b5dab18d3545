import { expect, it } from 'vitest';
import { createLeadership } from './leadership';

/** Web Locks, as far as leadership uses them: one name, a queue, and stealing. */
function fakeLocks() {
  interface Holder {
    grant: () => Promise<unknown>;
    reject: (reason: unknown) => void;
    resolve: (value: unknown) => void;
  }
  let holder: Holder | undefined;
  const queue: Holder[] = [];

  function next(): void {
    holder = queue.shift();
    const mine = holder;
    mine?.grant().then((value) => {
      mine.resolve(value);
      if (holder === mine) next();
    });
  }

  const request = (_: string, options: LockOptions, grant: () => Promise<unknown>) =>
    new Promise((resolve, reject) => {
      const mine = { grant, resolve, reject };
      options.signal?.addEventListener('abort', () => {
        if (!queue.includes(mine)) return;
        queue.splice(queue.indexOf(mine), 1);
        reject(options.signal?.reason);
      });
      if (options.steal) {
        holder?.reject(new DOMException('stolen', 'AbortError'));
        holder = undefined;
        queue.unshift(mine);
      } else {
        queue.push(mine);
      }
      if (holder === undefined) next();
    });
  return { request } as Pick<LockManager, 'request'>;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

function candidates(names: string[], locks: Pick<LockManager, 'request'> | undefined = fakeLocks()) {
  const leading = new Set<string>();
  const tabs = new Map(
    names.map((name) => {
      const lead = () => {
        leading.add(name);
        return () => leading.delete(name);
      };
      return [name, createLeadership('lock', lead, locks)] as const;
    }),
  );
  return { tab: (name: string) => tabs.get(name), leading: () => [...leading] };
}

it('has one tab lead, and the next when that one goes', async () => {
  const { tab, leading } = candidates(['a', 'b', 'c']);
  await settled();
  expect(leading()).toEqual(['a']);

  tab('b')?.resign();
  tab('a')?.resign();
  await settled();
  expect(leading()).toEqual(['c']);
});

it('lets a tab take over from one that does not answer, which queues up again', async () => {
  const { tab, leading } = candidates(['a', 'b']);
  await settled();
  tab('b')?.takeOver();
  await settled();
  expect(leading()).toEqual(['b']);

  tab('b')?.resign();
  await settled();
  expect(leading()).toEqual(['a']);
});

it('changes nothing when the leading tab takes over', async () => {
  const { tab, leading } = candidates(['a', 'b']);
  await settled();
  tab('a')?.takeOver();
  await settled();
  expect(leading()).toEqual(['a']);
});

it('does not lead any more after resigning, whatever it is granted later', async () => {
  const { tab, leading } = candidates(['a', 'b']);
  await settled();
  tab('a')?.resign();
  tab('b')?.resign();
  tab('b')?.takeOver();
  await settled();
  expect(leading()).toEqual([]);
});
