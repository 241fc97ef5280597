import { didYouMean } from '../../errors/suggest.ts';
import { parseDurationMs } from '../../model/units.ts';
import { fieldError } from './compile/scope.ts';
import { type Option, type OptionTable, optionTables, spreadOptions } from './field-options.ts';
import { DISTRIBUTIONS, type FieldKind, type RecordsSchema } from './schema.ts';
import { SchemaError } from './schema-error.ts';
import { timeOf } from './times.ts';

const MOST_NESTED = 50;
const MOST_ROWS = 2 ** 48;

/** A description as someone wrote it, with every option of the type it should have; what fields mean together is told when they are compiled. */
export function checkRecordsSchema(value: unknown): RecordsSchema {
  const schema = objectAt(value, 'the description');
  const tables = objectAt(schema.tables, 'tables');
  if (Object.keys(tables).length === 0) throw fieldError('tables', 'there are none');
  for (const [name, table] of Object.entries(tables)) checkTable(table, name);
  return schema as unknown as RecordsSchema;
}

function checkTable(value: unknown, name: string): void {
  if (name === '' || name.includes('.'))
    throw fieldError(`'${name}'`, 'is no name for a table: it needs one without dots');
  const table = objectAt(value, name);
  onlyKeys(table, ['count', 'fields', 'pointer', 'children'], name);
  if (table.count !== undefined && !(isWhole(table.count) && table.count >= 0 && table.count <= MOST_ROWS)) {
    throw fieldError(`${name}.count`, `should be a whole number of rows, not ${shown(table.count)}`);
  }
  if (table.children !== undefined) checkChildren(table.children, `${name}.children`);
  if (table.pointer !== undefined) return;
  const fields = objectAt(table.fields, `${name}.fields`);
  if (Object.keys(fields).length === 0) throw fieldError(name, 'has no fields');
  for (const [field, description] of Object.entries(fields)) {
    if (field.includes('.')) throw fieldError(`${name}.${field}`, 'names of fields have no dots in them');
    if (field === '__proto__') throw fieldError(`${name}.${field}`, 'is no name that a field can have');
    checkField(description, `${name}.${field}`, 0);
  }
}

function checkChildren(value: unknown, path: string): void {
  const children = objectAt(value, path);
  checkOptions(children, { of: 'text', min: 'integer', max: 'integer', ...spreadOptions }, { path, depth: 0 });
  for (const name of ['of', 'min', 'max'])
    if (children[name] === undefined) throw fieldError(path, `'${name}' is missing`);
  if (Number(children.min) < 0) throw fieldError(`${path}.min`, 'is below 0');
}

/** One field, with all that stands inside it. */
export function checkField(value: unknown, path: string, depth: number): void {
  if (depth > MOST_NESTED) throw fieldError(path, 'is nested too deeply');
  const { kind, ...options } = objectAt(value, path);
  const names = Object.keys(optionTables);
  if (typeof kind !== 'string' || !names.includes(kind)) {
    const hint = (typeof kind === 'string' ? didYouMean(kind, names) : undefined) ?? `there are ${names.join(', ')}`;
    throw fieldError(path, `there is no kind of field ${shown(kind)}`, { hint });
  }
  const table = optionTables[kind as FieldKind];
  checkOptions(options, { nullable: 'share', optional: 'share', unique: 'boolean', ...table }, { path, depth });
  for (const name of REQUIRED[kind] ?? []) {
    if (!Object.hasOwn(options, name)) throw fieldError(path, `'${name}' is missing`);
  }
}

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  fake: ['generator'],
  pick: ['values'],
  pattern: ['pattern'],
  object: ['fields'],
  list: ['of'],
  constant: ['value'],
  template: ['template'],
  compute: ['expression'],
  given: ['field', 'cases'],
  reference: ['to'],
  parent: ['to'],
  sum: ['of'],
  childCount: ['of'],
  lookup: ['path'],
  series: ['at'],
};

interface At {
  readonly path: string;
  readonly depth: number;
}

function checkOptions(options: Readonly<Record<string, unknown>>, table: OptionTable, at: At): void {
  onlyKeys(options, Object.keys(table), at.path);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checkOption(value, table[name] as Option, { path: `${at.path}.${name}`, depth: at.depth });
  }
}

function checkOption(value: unknown, option: Option, { path, depth }: At): void {
  if (option === 'field') checkField(value, path, depth + 1);
  else if (option === 'fields') {
    for (const [name, field] of Object.entries(objectAt(value, path))) checkField(field, `${path}.${name}`, depth + 1);
  } else if (option === 'correlate') {
    const correlate = objectAt(value, path);
    checkOptions(correlate, { with: 'text', r: 'correlation' }, { path, depth });
    if (correlate.with === undefined || correlate.r === undefined) throw fieldError(path, "needs 'with' and 'r'");
  } else if (!accepts(option, value)) {
    throw fieldError(path, `should be ${expectation(option)}, not ${shown(value)}`);
  }
}

type Check = { readonly expected: string; readonly accepts: (value: unknown) => boolean };

const CHECKS: Readonly<Record<Exclude<Extract<Option, string>, 'field' | 'fields' | 'correlate'>, Check>> = {
  any: { expected: 'anything', accepts: () => true },
  boolean: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  number: { expected: 'a number', accepts: isNumber },
  positive: { expected: 'a number above 0', accepts: (value) => isNumber(value) && value > 0 },
  integer: { expected: 'a whole number', accepts: isWhole },
  decimals: {
    expected: 'a whole number from 0 to 12',
    accepts: (value) => isWhole(value) && value >= 0 && value <= 12,
  },
  share: { expected: 'a share from 0 to 1', accepts: (value) => isNumber(value) && value >= 0 && value <= 1 },
  correlation: { expected: 'a number from -1 to 1', accepts: (value) => isNumber(value) && Math.abs(value) <= 1 },
  text: { expected: 'a text', accepts: (value) => typeof value === 'string' },
  texts: { expected: 'a list of texts', accepts: isTexts },
  ends: { expected: 'the names of two fields', accepts: (value) => isTexts(value) && value.length === 2 },
  list: { expected: 'a list', accepts: Array.isArray },
  numbers: { expected: 'a list of numbers', accepts: (value) => Array.isArray(value) && value.every(isNumber) },
  weights: { expected: 'a list of weights, none below 0', accepts: isWeights },
  weightMap: {
    expected: 'weights by name, such as { DE: 3, US: 5 }',
    accepts: (value) =>
      isPlain(value) && isWeights(Object.values(value)) && Object.values(value).some((weight) => Number(weight) > 0),
  },
  time: {
    expected: 'a date like 2026-01-31, a time with its zone, or milliseconds since 1970',
    accepts: (value) => (typeof value === 'string' || typeof value === 'number') && timeOf(value) !== undefined,
  },
  duration: {
    expected: "a duration like '90s', '2h' or '30d'",
    accepts: (value) => typeof value === 'string' && parseDurationMs(value) !== undefined,
  },
  distribution: {
    expected: `one of ${DISTRIBUTIONS.join(', ')}`,
    accepts: (value) => DISTRIBUTIONS.some((name) => name === value),
  },
  hours: {
    expected: "24 weights, or 'day', 'evening' or 'office'",
    accepts: (value) => ['day', 'evening', 'office'].includes(String(value)) || isHabit(value, 24),
  },
  weekdays: {
    expected: "7 weights from Monday, or 'office'",
    accepts: (value) => value === 'office' || isHabit(value, 7),
  },
};

function accepts(option: Option, value: unknown): boolean {
  if (typeof option !== 'string') return option.some((choice) => choice === value);
  return CHECKS[option as keyof typeof CHECKS].accepts(value);
}

function expectation(option: Option): string {
  return typeof option === 'string' ? CHECKS[option as keyof typeof CHECKS].expected : `one of ${option.join(', ')}`;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isWeights(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((weight) => isNumber(weight) && weight >= 0);
}

function isHabit(value: unknown, size: number): boolean {
  return isWeights(value) && value.length === size && value.some((weight) => weight > 0);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (isPlain(value)) return value;
  throw fieldError(path, `should be an object, not ${shown(value)}`);
}

function onlyKeys(value: Readonly<Record<string, unknown>>, known: readonly string[], path: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, known) ?? `there are ${known.join(', ')}`;
  throw new SchemaError({ shown: path, at: [...path.split('.'), unknown] }, `unknown key '${unknown}'`, {
    code: 'RECORDS_SCHEMA_INVALID',
    hint,
  });
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
