import type { CheckStep, Expectation } from '../../model/steps.ts';
import type { Duration, StatusSet } from '../../model/test-spec.ts';
import { isObject } from '../shape/check-shape.ts';
import { asList, below, defined, invalid, oneOf, type Place, type Raw, unusable } from './read-context.ts';

export interface ReadExpectations {
  readonly expectations: readonly Expectation[];
  /** Comparisons of values with each other, to be made after the request. */
  readonly checks: readonly CheckStep[];
}

type Bare<E> = E extends Expectation ? Omit<E, 'name' | 'not'> : never;
type BareExpectation = Bare<Expectation>;

/** `expect` in both spellings, and Artillery's `match`. */
export function readExpectations(request: Place): ReadExpectations {
  const places = listPlaces(request, 'expect');
  const expectations = places.flatMap(readExpectation);
  const matches = listPlaces(request, 'match').map(
    ({ raw }): Expectation => ({ kind: 'json', path: String(raw.json), equals: raw.value }),
  );
  return { expectations: [...expectations, ...matches], checks: places.flatMap(readEqualValues) };
}

/** One object may hold several expectations: `{ status: 200, contentType: json }`. */
function readExpectation(place: Place): Expectation[] {
  const { raw } = place;
  const negated = raw.not === true;
  const marks = (flip: boolean): { name?: string; not?: boolean } =>
    defined({ name: raw.name as string | undefined, not: flip ? !negated : (raw.not as boolean | undefined) });
  const found = [...plain(place), ...headers(place), ...json(place), ...body(raw)];
  const inverse = inverted(raw);
  if (found.length + inverse.length === 0 && !Array.isArray(raw.equals)) {
    invalid(place, 'expects nothing; give a status, header, contentType, json, body or maxDuration');
  }
  if (found.length > 1 && typeof raw.json === 'string' && typeof raw.header === 'string' && modified(raw)) {
    invalid(place, "'equals' and 'matches' could mean the header or the JSON path; write two expectations");
  }
  return [
    ...found.map((each) => ({ ...marks(false), ...each }) as Expectation),
    ...inverse.map((each) => ({ ...marks(true), ...each }) as Expectation),
  ];
}

function modified(raw: Raw): boolean {
  return raw.equals !== undefined || raw.matches !== undefined;
}

function plain(place: Place): BareExpectation[] {
  const { raw } = place;
  const status = oneOf(place, 'status', 'statusCode');
  const found: BareExpectation[] = [];
  if (status !== undefined) found.push({ kind: 'status', status: flat(status) });
  if (raw.contentType !== undefined) found.push({ kind: 'contentType', contentType: String(raw.contentType) });
  if (raw.maxDuration !== undefined) found.push({ kind: 'duration', below: raw.maxDuration as Duration });
  return found;
}

function headers(place: Place): BareExpectation[] {
  const { raw } = place;
  const { header } = raw;
  const found: BareExpectation[] = [];
  if (typeof header === 'string') {
    const equals = raw.equals === undefined ? undefined : String(raw.equals);
    found.push(
      defined<Bare<Expectation & { kind: 'header' }>>({
        kind: 'header',
        header,
        equals,
        matches: raw.matches as string | undefined,
      }),
    );
  } else if (isObject(header)) {
    found.push(
      ...Object.entries(header).map(([name, value]) => ({
        kind: 'header' as const,
        header: name,
        equals: String(value),
      })),
    );
  }
  if (raw.hasHeader !== undefined) found.push({ kind: 'header', header: String(raw.hasHeader) });
  const [name, value] = asList(raw.headerEquals);
  if (name !== undefined) {
    if (value === undefined) invalid(place, 'expected a name and a value', 'headerEquals');
    found.push({ kind: 'header', header: String(name), equals: String(value) });
  }
  return found;
}

function json({ raw }: Place): BareExpectation[] {
  const { json: path } = raw;
  const found: BareExpectation[] = [];
  if (typeof path === 'string') {
    const { equals, matches, exists } = raw;
    found.push(
      defined<Bare<Expectation & { kind: 'json' }>>({
        kind: 'json',
        path,
        equals,
        matches: matches as string | undefined,
        exists: exists as boolean | undefined,
      }),
    );
  } else if (isObject(path)) {
    found.push(...Object.entries(path).map(([each, equals]) => ({ kind: 'json' as const, path: each, equals })));
  }
  if (raw.hasProperty !== undefined) found.push({ kind: 'json', path: jsonPath(raw.hasProperty), exists: true });
  return found;
}

function body(raw: Raw): BareExpectation[] {
  const found: BareExpectation[] = [];
  if (typeof raw.body === 'string') found.push({ kind: 'body', contains: raw.body });
  else if (isObject(raw.body)) found.push({ kind: 'body', ...raw.body });
  if (raw.matchesRegexp !== undefined) found.push({ kind: 'body', matches: String(raw.matchesRegexp) });
  return found;
}

function inverted(raw: Raw): BareExpectation[] {
  const found: BareExpectation[] = [];
  if (raw.notStatusCode !== undefined) found.push({ kind: 'status', status: flat(raw.notStatusCode) });
  if (raw.notHasProperty !== undefined) found.push({ kind: 'json', path: jsonPath(raw.notHasProperty), exists: true });
  return found;
}

/** Artillery's `equals: [a, b, …]`: values from variables that are all the same. */
function readEqualValues(place: Place): CheckStep[] {
  const { equals } = place.raw;
  const ownsEquals = place.raw.json !== undefined || place.raw.header !== undefined;
  if (ownsEquals || equals === undefined) return [];
  const operands = asList(equals).map(operand);
  const [first, ...others] = operands;
  if (first === undefined || others.length === 0 || others.includes(undefined)) {
    unusable(place, "'equals' compares variables and plain values: [ '{{ a }}', '{{ b }}' ]", 'equals');
    return [];
  }
  const condition = others.map((other) => `${first} == ${other}`).join(' and ');
  return [{ kind: 'check', name: String(place.raw.name ?? condition), condition }];
}

/** A value as it stands in an expression, or undefined where it can't. */
function operand(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const variable = /^\s*\{\{\s*([\w$.[\]]+)\s*\}\}\s*$/.exec(value)?.[1];
  if (variable !== undefined) return variable;
  return value.includes('{{') ? undefined : JSON.stringify(value);
}

function flat(status: unknown): StatusSet {
  return (Array.isArray(status) ? status.flat() : status) as StatusSet;
}

/** `a.b[0]`, as Artillery writes paths, is `$.a.b[0]`. */
function jsonPath(path: unknown): string {
  const text = String(path);
  if (text.startsWith('$')) return text;
  return text.startsWith('[') ? `$${text}` : `$.${text}`;
}

export function listPlaces(parent: Place, key: string): Place[] {
  const value = parent.raw[key];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((_, index) => below(parent, key, index)) : [below(parent, key)];
}
