import type {
  EmailOptions,
  Field,
  FieldOptions,
  KeyOptions,
  LengthOptions,
  NumberOptions,
  PersonOptions,
  RecordsSchema,
  ReferenceOptions,
  SeriesOptions,
  TableSchema,
  TimeOptions,
} from './schema.ts';

/** A table with its name, as a file of descriptions exports it. */
export interface NamedTable extends TableSchema {
  readonly name: string;
}

type Weights = Readonly<Record<string, number>>;
type Of<Kind extends Field['kind']> = Omit<Extract<Field, { kind: Kind }>, 'kind'>;

/**
 * A table of records, described field by field.
 *
 * @example
 * table('users', { id: key(), email: email({ unique: true }), age: integer({ min: 18, max: 90 }) }, { count: 1000 })
 */
export function table(
  name: string,
  fields: Readonly<Record<string, Field>>,
  options: Omit<TableSchema, 'fields' | 'pointer'> = {},
): NamedTable {
  return { name, fields, ...options };
}

/** Tables as one description: what `generateData` takes as its option `schema`. */
export function schemaOf(tables: readonly NamedTable[]): RecordsSchema {
  return { tables: Object.fromEntries(tables.map(({ name, ...rest }) => [name, rest])) };
}

/** The same field with no value in two rows alike. */
export function unique<F extends Field>(field: F): F {
  return { ...field, unique: true };
}

/** The same field, null in a share of the rows. */
export function nullable<F extends Field>(field: F, share = 0.1): F {
  return { ...field, nullable: share };
}

/** The same field, left away in a share of the rows. */
export function optional<F extends Field>(field: F, share = 0.1): F {
  return { ...field, optional: share };
}

export const key = (options: KeyOptions = {}): Field => ({ kind: 'key', ...options });
export const integer = (options: NumberOptions = {}): Field => ({ kind: 'integer', ...options });
export const number = (options: NumberOptions = {}): Field => ({ kind: 'number', ...options });
/** An amount with two decimals. */
export const money = (options: NumberOptions = {}): Field => ({ kind: 'money', ...options });
/** True in a share of the rows. */
export const boolean = (share = 0.5, options: Of<'boolean'> = {}): Field => ({ kind: 'boolean', share, ...options });
export const timestamp = (options: TimeOptions = {}): Field => ({ kind: 'timestamp', ...options });
export const date = (options: TimeOptions = {}): Field => ({ kind: 'date', ...options });
export const words = (options: LengthOptions = {}): Field => ({ kind: 'words', ...options });
export const sentence = (options: LengthOptions = {}): Field => ({ kind: 'sentence', ...options });
export const paragraphs = (options: LengthOptions = {}): Field => ({ kind: 'paragraphs', ...options });
export const firstName = (options: PersonOptions = {}): Field => ({ kind: 'firstName', ...options });
export const lastName = (options: PersonOptions = {}): Field => ({ kind: 'lastName', ...options });
export const fullName = (options: PersonOptions = {}): Field => ({ kind: 'fullName', ...options });
export const username = (options: PersonOptions = {}): Field => ({ kind: 'username', ...options });
export const email = (options: EmailOptions = {}): Field => ({ kind: 'email', ...options });
export const phone = (options: PersonOptions = {}): Field => ({ kind: 'phone', ...options });
export const street = (options: PersonOptions = {}): Field => ({ kind: 'street', ...options });
export const city = (options: PersonOptions = {}): Field => ({ kind: 'city', ...options });
export const postcode = (options: PersonOptions = {}): Field => ({ kind: 'postcode', ...options });
/** Street, postal code, city and country as one object. */
export const address = (options: PersonOptions = {}): Field => ({ kind: 'address', ...options });
export const currency = (options: PersonOptions = {}): Field => ({ kind: 'currency', ...options });
/** The code of a country, by weight. */
export const country = (weights?: Weights): Field => ({
  kind: 'country',
  ...(weights === undefined ? {} : { weights }),
});
export const ip = (options: FieldOptions = {}): Field => ({ kind: 'ip', ...options });
export const url = (options: FieldOptions = {}): Field => ({ kind: 'url', ...options });
export const userAgent = (options: FieldOptions = {}): Field => ({ kind: 'userAgent', ...options });
export const uuid = (options: FieldOptions = {}): Field => ({ kind: 'uuid', ...options });
export const product = (options: FieldOptions = {}): Field => ({ kind: 'product', ...options });
export const company = (options: FieldOptions = {}): Field => ({ kind: 'company', ...options });
export const sku = (options: Of<'sku'> = {}): Field => ({ kind: 'sku', ...options });
/** By one of the generators of templates: `fake('jobTitle')`. */
export const fake = (generator: string, ...args: readonly unknown[]): Field => ({ kind: 'fake', generator, args });

/** One of the values, evenly or by weight: `pick(['a', 'b'])`, `pick({ DE: 3, US: 5 })`. */
export function pick(values: readonly unknown[] | Weights, options: Omit<Of<'pick'>, 'values'> = {}): Field {
  if (isList(values)) return { kind: 'pick', values, ...options };
  return { kind: 'pick', ...options, values: Object.keys(values), weights: Object.values(values) };
}

/** Texts that match a regular expression. */
export const pattern = (expression: string | RegExp, options: FieldOptions = {}): Field => ({
  kind: 'pattern',
  pattern: typeof expression === 'string' ? expression : expression.source,
  ...options,
});
export const object = (fields: Readonly<Record<string, Field>>, options: FieldOptions = {}): Field => ({
  kind: 'object',
  fields,
  ...options,
});
export const list = (of: Field, options: Omit<Of<'list'>, 'of'> = {}): Field => ({ kind: 'list', of, ...options });
export const constant = (value: unknown): Field => ({ kind: 'constant', value });
/** Other fields put together: `template('{{first | slug}}-{{#}}@example.com')`. */
export const template = (text: string, options: FieldOptions = {}): Field => ({
  kind: 'template',
  template: text,
  ...options,
});
/** From other fields: `compute('round(price * quantity, 2)')`. */
export const compute = (expression: string, options: Omit<Of<'compute'>, 'expression'> = {}): Field => ({
  kind: 'compute',
  expression,
  ...options,
});
/** One description or another, by the value of another field. */
export const given = (field: string, cases: Readonly<Record<string, Field>>, otherwise?: Field): Field => ({
  kind: 'given',
  field,
  cases,
  ...(otherwise === undefined ? {} : { otherwise }),
});
/** The key of a row of another table. */
export const reference = (to: string, options: ReferenceOptions = {}): Field => ({ kind: 'reference', to, ...options });
/** In a table of children: the key of the row that it belongs to. */
export const parent = (to: string): Field => ({ kind: 'parent', to });
/** In a table of children: 1 for the first of its parent, and so on. */
export const line = (): Field => ({ kind: 'line' });
/** The sum of a field over the children of a row. */
export const sum = (of: string, options: Omit<Of<'sum'>, 'of'> = {}): Field => ({ kind: 'sum', of, ...options });
/** How many children a row has. */
export const childCount = (of: string): Field => ({ kind: 'childCount', of });
/** What a reference leads to: `lookup('productId.price')`. */
export const lookup = (path: string, options: FieldOptions = {}): Field => ({ kind: 'lookup', path, ...options });
export const series = (options: SeriesOptions): Field => ({ kind: 'series', ...options });
/** Values that are valid under a JSON Schema. */
export const fromJsonSchema = (schema: unknown, options: FieldOptions = {}): Field => ({
  kind: 'schema',
  schema,
  ...options,
});

function isList(values: readonly unknown[] | Weights): values is readonly unknown[] {
  return Array.isArray(values);
}
