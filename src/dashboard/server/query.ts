import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { QueryPair } from './target.ts';

/** A parameter that a route knows. */
export type QueryField = TextField | IntegerField;

interface Described {
  readonly description: string;
  readonly isRequired?: boolean;
}

export interface TextField extends Described {
  readonly type: 'text';
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly isList?: boolean;
  /** A moment, ISO 8601. */
  readonly isTime?: boolean;
}

export interface IntegerField extends Described {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}

const LONGEST = 2000;

/** The values that were given, by what their fields say of them. */
export class QueryValues {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** Undefined where it is missing or empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)?.[0];
    return value === '' ? undefined : value;
  }

  texts(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== '');
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }
}

/** Reads a query; throws for what the route does not know, and for values that it does not take. */
export function readQuery(pairs: readonly QueryPair[], fields: Readonly<Record<string, QueryField>> = {}): QueryValues {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw unknownField(name, Object.keys(fields));
    const found = values.get(name) ?? [];
    if (found.length > 0 && !(field.type === 'text' && field.isList === true)) {
      throw wrong(`'${name}' is given twice`, 'give it once');
    }
    if (value !== '') checkValue(name, value, field);
    values.set(name, [...found, value]);
  }
  const missing = Object.entries(fields).find(
    ([name, { isRequired }]) => isRequired === true && !values.get(name)?.[0],
  );
  if (missing !== undefined) throw wrong(`'${missing[0]}' is missing`, missing[1].description);
  return new QueryValues(values);
}

function checkValue(name: string, value: string, field: QueryField): void {
  if (value.length > LONGEST) throw wrong(`'${name}' is too long`, `${LONGEST} characters are read`);
  if (field.type === 'integer') {
    const { min, max } = field;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw wrong(`'${name}' is no whole number from ${min} to ${max}`);
    return;
  }
  const { choices, isTime } = field;
  if (choices !== undefined && !choices.includes(value)) {
    throw wrong(
      `'${name}' can't be '${value.slice(0, 40)}'`,
      didYouMean(value, choices) ?? `one of ${choices.join(', ')}`,
    );
  }
  if (isTime === true && !isTimeText(value)) throw wrong(`'${name}' is no time`, 'write 2026-03-14T09:26:53Z');
}

function isTimeText(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(value) && Number.isFinite(Date.parse(value));
}

function unknownField(name: string, known: readonly string[]): UserError {
  const some = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
  return wrong(`there is no parameter '${name.slice(0, 40)}' here`, didYouMean(name.slice(0, 40), known) ?? some);
}

function wrong(message: string, hint?: string): UserError {
  return new UserError(message, { code: 'REQUEST_INVALID', ...(hint === undefined ? {} : { hint }) });
}
