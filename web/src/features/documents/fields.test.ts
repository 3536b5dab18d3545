import { expect, it } from 'vitest';
import type { JsonSchema } from './collection';
import { problemOf, toBody, toText, toValue } from './field-values';
import { fieldsOf, fieldsOfEdit } from './fields';

const BODY: JsonSchema = {
  required: ['name', 'price'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 120, description: 'What it is called.' },
    about: { type: 'string', maxLength: 4000, default: '' },
    price: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] },
    weight: { type: 'number' },
    pieces: { type: 'integer', default: 1 },
    isNew: { type: 'boolean', default: false },
    category: { type: 'string', enum: ['books', 'gear'], default: 'gear' },
    level: { type: 'integer', enum: [1, 2] },
    due: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    seen: { type: 'string', format: 'date-time' },
    tags: { type: 'array', items: { type: 'string' }, default: [] },
    lines: { type: 'array', items: { type: 'object' } },
    extra: { type: 'object', default: {} },
    either: { anyOf: [{ type: 'integer' }, { type: 'array' }] },
  },
};
const fields = fieldsOf(BODY);
const field = (name: string) => {
  const found = fields.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const form = (entries: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(entries)) data.set(name, value);
  return data;
};

it.each([
  ['name', 'text'],
  ['about', 'long-text'],
  ['price', 'decimal'],
  ['weight', 'number'],
  ['pieces', 'integer'],
  ['isNew', 'boolean'],
  ['category', 'choice'],
  ['level', 'choice'],
  ['due', 'date'],
  ['seen', 'moment'],
  ['tags', 'lines'],
  ['lines', 'json'],
  ['extra', 'json'],
  ['either', 'json'],
])('edits %s as %s', (name, kind) => {
  expect(field(name).kind).toBe(kind);
});

it('says what is required, may be null, and is told about', () => {
  expect(fields.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(['name', 'price']);
  expect(fields.filter(({ isNullable }) => isNullable).map(({ name }) => name)).toEqual(['due']);
  expect(field('name').schema.description).toBe('What it is called.');
});

it.each([
  ['name', 'Rope', 'Rope'],
  ['price', '12.50', '12.50'],
  ['price', '100000000000000000.01', '100000000000000000.01'],
  ['weight', '1.5', 1.5],
  ['pieces', '-3', -3],
  ['isNew', 'true', true],
  ['isNew', 'false', false],
  ['level', '2', 2],
  ['due', '2026-12-01', '2026-12-01'],
  ['due', '', null],
  ['tags', 'a\n\n b \nc', ['a', ' b ', 'c']],
  ['extra', '{"a": [1]}', { a: [1] }],
])('reads %s from %j and writes it back', (name, text, value) => {
  expect(toValue(field(name), text)).toEqual(value);
  expect(toValue(field(name), toText(field(name), value))).toEqual(value);
});

it.each([
  ['price', '1,5'],
  ['price', '1e3'],
  ['weight', 'heavy'],
  ['pieces', '1.5'],
  ['pieces', '9007199254740993'],
  ['extra', '{a: 1}'],
])('refuses in %s what it cannot hold: %s', (name, text) => {
  expect(problemOf(field(name), text)).not.toBeNull();
});

it('begins with the defaults', () => {
  expect(toText(field('pieces'), undefined)).toBe('1');
  expect(toText(field('category'), undefined)).toBe('gear');
  expect(toText(field('name'), undefined)).toBe('');
});

it('leaves out of a new document what was left empty', () => {
  const body = toBody(fields, form({ name: 'Rope', price: '2', about: '', weight: '', due: '', tags: '', extra: '' }));
  expect(body).toEqual({ name: 'Rope', price: '2' });
});

it('removes and empties what there was before', () => {
  const before = { name: 'Rope', about: 'Long', due: '2026-12-01', tags: ['a'], price: '2' };
  const body = toBody(fields, form({ name: 'Rope', price: '2', about: '', due: '', tags: '' }), before);
  expect(body).toEqual({ name: 'Rope', price: '2', about: '', due: null, tags: [] });
});

it('takes null as a value only where the document may hold it', () => {
  const nullable = { anyOf: [{ type: 'string' }, { type: 'null' }] };
  const edit = fieldsOfEdit({
    patch: { properties: { text: nullable, due: nullable } },
    read: { properties: { text: { type: 'string' }, due: nullable } },
  });
  const before = { text: 'a', due: 'b' };
  expect(toBody(edit, form({ text: '', due: '' }), before)).toEqual({ text: '', due: null });
  expect(toBody(edit, form({ text: '', due: '' }), { text: '', due: null })).toEqual({ text: '', due: null });
});
