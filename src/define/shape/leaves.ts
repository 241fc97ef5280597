import { parseBytes, parseDurationMs, parseDurationRange } from '../../model/units.ts';
import { either, type LeafShape, leaf, list, type Shape } from './shape.ts';

const TEMPLATE = '\\{\\{';
const DURATION = '^\\s*[\\d.][\\d.\\sA-Za-z]*$';

/** Values with `{{ … }}` are known only when the step is carried out. */
export function isTemplate(value: unknown): value is string {
  return typeof value === 'string' && value.includes('{{');
}

export const anything = leaf('a value', {}, (value) => value !== undefined);
export const text = leaf('a text', { type: 'string' }, isText);
export const flag = leaf('true or false', { type: 'boolean' }, (value) => typeof value === 'boolean');
export const number = leaf('a number', { type: 'number' }, isNumber);
export const nothing = leaf('nothing', { type: 'null' }, (value) => value === null);

export const nonEmptyText = leaf(
  'a text that is not empty',
  { type: 'string', minLength: 1 },
  (value) => typeof value === 'string' && value !== '',
);

/** Header values and the like: numbers are taken for their text. */
export const scalar = leaf('a text or a number', { type: ['string', 'number', 'boolean'] }, isScalar);

export const amount = atLeast(0);
export const duration = leaf(
  "a duration such as '30s', '1m30s' or a number of seconds",
  { type: ['string', 'number'], pattern: DURATION, minimum: 0 },
  isDuration,
);
export const durationTemplate = leaf(
  "a duration such as '30s' or a number of seconds",
  { type: ['string', 'number'], pattern: `${DURATION}|${TEMPLATE}`, minimum: 0 },
  (value) => isDuration(value) || isTemplate(value),
);
export const thinkTime = leaf(
  "a duration such as '2s', a range such as '1s..3s', or a number of seconds",
  { type: ['string', 'number'], pattern: `${DURATION}|\\.\\.|${TEMPLATE}`, minimum: 0 },
  (value) =>
    isDuration(value) || isTemplate(value) || (typeof value === 'string' && parseDurationRange(value) !== undefined),
);
export const bytes = leaf(
  "a number of bytes, or a size such as '10MB'",
  { type: ['number', 'string'], minimum: 0, pattern: '^\\s*\\d*\\.?\\d+\\s*[A-Za-z]*\\s*$' },
  (value) => (typeof value === 'number' || typeof value === 'string') && parseBytes(value) !== undefined,
);
export const percent = leaf(
  'a number from 0 to 100',
  { type: ['number', 'string'], minimum: 0, maximum: 100, pattern: '^\\s*\\d*\\.?\\d+\\s*%?\\s*$' },
  (value) => {
    const share = parsePercent(value);
    return share !== undefined && share <= 100;
  },
);
const statuses = leaf(
  "a status such as 200, '2xx' or '200-399'",
  {
    type: ['integer', 'string'],
    minimum: 100,
    maximum: 599,
    pattern: '^([1-5]xx|[1-5]\\d\\d(\\s*-\\s*[1-5]\\d\\d)?)$',
  },
  isStatus,
);
export const statusSet: Shape = either(
  "a status such as 200, '2xx' or '200-399', or a list of these",
  statuses,
  list(statuses),
);

export function atLeast(minimum: number): LeafShape {
  return leaf(
    `a number of at least ${minimum}`,
    { type: 'number', minimum },
    (value) => isNumber(value) && value >= minimum,
  );
}

export function wholeAtLeast(minimum: number): LeafShape {
  return leaf(
    `a whole number of at least ${minimum}`,
    { type: 'integer', minimum },
    (value) => Number.isSafeInteger(value) && Number(value) >= minimum,
  );
}

export function choice(...words: readonly string[]): LeafShape {
  const accepts = (value: unknown): boolean => words.includes(String(value)) && typeof value === 'string';
  return { ...leaf(oneOf(words), { enum: words }, accepts), words };
}

/** `20`, `'20'` and `'20%'` are 20. */
export function parsePercent(value: unknown): number | undefined {
  if (isNumber(value)) return value >= 0 ? value : undefined;
  if (typeof value !== 'string' || !/^\s*(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*%?\s*$/i.test(value)) return undefined;
  return Number.parseFloat(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isScalar(value: unknown): boolean {
  return isText(value) || isNumber(value) || typeof value === 'boolean';
}

function isDuration(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && parseDurationMs(value) !== undefined;
}

function isStatus(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 100 && value <= 599;
  return typeof value === 'string' && /^([1-5]xx|[1-5]\d\d(\s*-\s*[1-5]\d\d)?)$/i.test(value.trim());
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
