/** A description of tables of records: plain JSON throughout, so that it travels to workers and into manifests. */
export interface RecordsSchema {
  readonly tables: Readonly<Record<string, TableSchema>>;
  /** The JSON Schema that `pointer`s point into. */
  readonly document?: unknown;
}

export interface TableSchema {
  /** How many rows; a table of children gets as many as its parents have. */
  readonly count?: number;
  readonly fields?: Readonly<Record<string, Field>>;
  /** Whole rows by a part of the document, a JSON Schema, instead of by fields. */
  readonly pointer?: string;
  /** Rows that come in groups, each belonging to one row of another table and lying together in its order. */
  readonly children?: ChildrenOptions;
}

/** How many children a parent has. */
export interface ChildrenOptions extends Spread {
  readonly of: string;
  readonly min: number;
  readonly max: number;
}

/** How numbers are spread; `min` and `max` cut the distribution off. */
export interface Spread {
  readonly distribution?: (typeof DISTRIBUTIONS)[number];
  readonly mean?: number;
  readonly deviation?: number;
  readonly median?: number;
  /** Of the logarithm, for `log-normal`. */
  readonly sigma?: number;
  /** The exponent of `zipf`. */
  readonly s?: number;
  /** Of `pareto`, which begins at `scale` or `min`. */
  readonly shape?: number;
  readonly scale?: number;
  /** Of `histogram`: one more than weights. */
  readonly edges?: readonly number[];
  readonly weights?: readonly number[];
}

export const DISTRIBUTIONS = [
  'uniform',
  'normal',
  'log-normal',
  'exponential',
  'zipf',
  'pareto',
  'poisson',
  'histogram',
] as const;

/** What every field may have. */
export interface FieldOptions {
  /** The share of rows in which it is null. */
  readonly nullable?: number;
  /** The share of rows in which it is left away. */
  readonly optional?: number;
  /** No two rows have the same. */
  readonly unique?: boolean;
}

/** Moves with another field: `r` is the correlation of their normal scores (a Gaussian copula). */
export interface Correlation {
  readonly with: string;
  readonly r: number;
}

export interface KeyOptions extends FieldOptions {
  readonly style?: 'sequence' | 'uuid' | 'uuid7';
  /** Of a sequence. */
  readonly start?: number;
  /** Makes the sequence a text: `order-000017`. */
  readonly prefix?: string;
  readonly digits?: number;
  /** The years that the times in `uuid7` come from. */
  readonly from?: Time;
  readonly to?: Time;
}

export interface NumberOptions extends FieldOptions, Spread {
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly correlate?: Correlation;
}

export interface TimeOptions extends FieldOptions, Spread {
  readonly from?: Time;
  readonly to?: Time;
  /** `recent`: ever more towards the end; `growing`: in proportion to the time gone by. */
  readonly skew?: 'uniform' | 'recent' | 'growing';
  /** Row by row later, as in a log. */
  readonly ascending?: boolean;
  /** 24 weights, or the habits of day time, evenings or offices. */
  readonly hours?: readonly number[] | 'day' | 'evening' | 'office';
  /** 7 weights from Monday, or those of offices. */
  readonly weekdays?: readonly number[] | 'office';
  /** Later than this field, by `min` to `max`. */
  readonly after?: string;
  /** Durations like '2h', for `after`. */
  readonly min?: string;
  readonly max?: string;
  readonly average?: string;
  /** Never beyond this field. */
  readonly before?: string;
  /** From one field to another; in a table of children rising through the rows of a parent. */
  readonly between?: readonly [string, string];
  /** ISO 8601 in UTC, or a number since 1970. */
  readonly as?: 'iso' | 'milliseconds' | 'seconds';
  readonly correlate?: Correlation;
}

export interface LengthOptions extends FieldOptions, Spread {
  /** Words of a text, sentences of a paragraph, elements of a list. */
  readonly min?: number;
  readonly max?: number;
}

export interface PersonOptions extends FieldOptions {
  /** One of the locales, or `any`. */
  readonly locale?: string;
  /** The field with the country's code that names, towns and numbers follow. */
  readonly country?: string;
}

export interface EmailOptions extends PersonOptions {
  /** Fields that it is made of; otherwise it makes up names. */
  readonly from?: readonly string[];
  readonly domains?: readonly string[];
}

export interface ReferenceOptions extends FieldOptions {
  /** Which rows are referred to more often; `tree` is for references within one table. */
  readonly skew?: 'uniform' | 'zipf' | 'recent' | 'tree';
  /** The exponent of `zipf`. */
  readonly s?: number;
  /** How far back `recent` reaches on average, as a share of the table; how many children a row has in a `tree`. */
  readonly share?: number;
  readonly fanOut?: number;
  /** Each row at most once. */
  readonly oneToOne?: boolean;
  /** Each row at least once. */
  readonly each?: boolean;
  /** Different in all rows of one parent. */
  readonly distinct?: boolean;
}

export interface SeriesOptions extends FieldOptions {
  /** The field with the time. */
  readonly at: string;
  /** The field that tells one series from another. */
  readonly per?: string;
  readonly mean?: number;
  /** How far the series differ from each other. */
  readonly offset?: number;
  /** Of the wave, and how long it takes. */
  readonly amplitude?: number;
  readonly period?: string;
  /** The deviation of what wanders smoothly about it, and how long it takes to turn. */
  readonly wander?: number;
  readonly smoothness?: string;
  /** The deviation of what differs from row to row. */
  readonly noise?: number;
  /** The share of values that stand out, and by how much. */
  readonly spikes?: number;
  readonly spikeSize?: number;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
}

/** Milliseconds since 1970, or a date like '2026-01-31' or '2026-01-31T12:00:00Z'. */
export type Time = string | number;

export type Field =
  | ({ readonly kind: 'key' } & KeyOptions)
  | ({ readonly kind: 'integer' | 'number' | 'money' } & NumberOptions)
  | ({ readonly kind: 'boolean'; readonly share?: number; readonly correlate?: Correlation } & FieldOptions)
  | ({ readonly kind: 'timestamp' | 'date' } & TimeOptions)
  | ({ readonly kind: 'words' | 'sentence' | 'paragraphs' } & LengthOptions)
  | ({ readonly kind: 'firstName' | 'lastName' | 'fullName' | 'username' } & PersonOptions)
  | ({ readonly kind: 'phone' | 'street' | 'city' | 'postcode' | 'address' | 'currency' } & PersonOptions)
  | ({ readonly kind: 'country'; readonly weights?: Readonly<Record<string, number>> } & FieldOptions)
  | ({ readonly kind: 'email' } & EmailOptions)
  | ({ readonly kind: 'ip' | 'url' | 'userAgent' | 'uuid' | 'product' | 'company' } & FieldOptions)
  | ({ readonly kind: 'sku'; readonly prefix?: string } & FieldOptions)
  | ({ readonly kind: 'fake'; readonly generator: string; readonly args?: readonly unknown[] } & FieldOptions)
  | ({
      readonly kind: 'pick';
      readonly values: readonly unknown[];
      readonly weights?: readonly number[];
      readonly correlate?: Correlation;
    } & FieldOptions)
  | ({ readonly kind: 'pattern'; readonly pattern: string } & FieldOptions)
  | ({ readonly kind: 'object'; readonly fields: Readonly<Record<string, Field>> } & FieldOptions)
  | ({ readonly kind: 'list'; readonly of: Field; readonly distinct?: boolean } & LengthOptions)
  | ({ readonly kind: 'constant'; readonly value: unknown } & FieldOptions)
  | ({ readonly kind: 'template'; readonly template: string } & FieldOptions)
  | ({ readonly kind: 'compute'; readonly expression: string; readonly decimals?: number } & FieldOptions)
  | ({
      readonly kind: 'given';
      readonly field: string;
      readonly cases: Readonly<Record<string, Field>>;
      readonly otherwise?: Field;
    } & FieldOptions)
  | ({ readonly kind: 'reference'; readonly to: string } & ReferenceOptions)
  | ({ readonly kind: 'parent'; readonly to: string } & FieldOptions)
  | ({ readonly kind: 'line' } & FieldOptions)
  | ({ readonly kind: 'sum'; readonly of: string; readonly decimals?: number } & FieldOptions)
  | ({ readonly kind: 'childCount'; readonly of: string } & FieldOptions)
  | ({ readonly kind: 'lookup'; readonly path: string } & FieldOptions)
  | ({ readonly kind: 'series' } & SeriesOptions)
  /** By a JSON Schema of its own, or by a part of the document. */
  | ({ readonly kind: 'schema'; readonly schema?: unknown; readonly pointer?: string } & FieldOptions);

export type FieldKind = Field['kind'];
