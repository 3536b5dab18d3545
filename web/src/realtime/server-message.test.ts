import { expect, it } from 'vitest';
import { readServerMessage } from './server-message';

it.each([
  { type: 'changes', changes: [] },
  { type: 'subscribed', collection: 'notes' },
  { type: 'pong' },
  { type: 'error', code: 'not-found', detail: 'No.' },
])('reads $type', (message) => {
  expect(readServerMessage(JSON.stringify(message))).toEqual(message);
});

it.each([
  'nonsense',
  '',
  'null',
  '[]',
  '"changes"',
  '{}',
  '{"type":"changes"}',
  '{"type":"subscribed"}',
  '{"type":"from a newer server"}',
  new ArrayBuffer(2),
])('ignores %j', (frame) => {
  expect(readServerMessage(frame)).toBeUndefined();
});
