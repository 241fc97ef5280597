import type { FieldKind } from './schema.ts';

/** What an option of a field may be; a list means one of its texts. */
export type Option =
  | 'any'
  | 'boolean'
  | 'number'
  | 'positive'
  | 'integer'
  | 'decimals'
  | 'share'
  | 'correlation'
  | 'text'
  | 'texts'
  | 'ends'
  | 'list'
  | 'numbers'
  | 'weights'
  | 'weightMap'
  | 'time'
  | 'duration'
  | 'distribution'
  | 'hours'
  | 'weekdays'
  | 'field'
  | 'fields'
  | 'correlate'
  | readonly string[];

export type OptionTable = Readonly<Record<string, Option>>;

/** How numbers are spread. */
export const spreadOptions: OptionTable = {
  distribution: 'distribution',
  mean: 'number',
  deviation: 'positive',
  median: 'positive',
  sigma: 'positive',
  s: 'positive',
  shape: 'positive',
  scale: 'positive',
  edges: 'numbers',
  weights: 'weights',
};
const numeric: OptionTable = {
  ...spreadOptions,
  min: 'number',
  max: 'number',
  decimals: 'decimals',
  correlate: 'correlate',
};
const length: OptionTable = { ...spreadOptions, min: 'integer', max: 'integer' };
const person: OptionTable = { locale: 'text', country: 'text' };
const time: OptionTable = {
  ...spreadOptions,
  from: 'time',
  to: 'time',
  skew: ['uniform', 'recent', 'growing'],
  ascending: 'boolean',
  hours: 'hours',
  weekdays: 'weekdays',
  after: 'text',
  min: 'duration',
  max: 'duration',
  average: 'duration',
  before: 'text',
  between: 'ends',
  as: ['iso', 'milliseconds', 'seconds'],
  correlate: 'correlate',
};

/** The options of every kind of field, beside those that all have. */
export const optionTables: Readonly<Record<FieldKind, OptionTable>> = {
  key: {
    style: ['sequence', 'uuid', 'uuid7'],
    start: 'integer',
    prefix: 'text',
    digits: 'decimals',
    from: 'time',
    to: 'time',
  },
  integer: numeric,
  number: numeric,
  money: numeric,
  boolean: { share: 'share', correlate: 'correlate' },
  timestamp: time,
  date: time,
  words: length,
  sentence: length,
  paragraphs: length,
  firstName: person,
  lastName: person,
  fullName: person,
  username: person,
  phone: person,
  street: person,
  city: person,
  postcode: person,
  address: person,
  currency: person,
  country: { weights: 'weightMap' },
  email: { ...person, from: 'texts', domains: 'texts' },
  ip: {},
  url: {},
  userAgent: {},
  uuid: {},
  product: {},
  company: {},
  sku: { prefix: 'text' },
  fake: { generator: 'text', args: 'list' },
  pick: { values: 'list', weights: 'weights', correlate: 'correlate' },
  pattern: { pattern: 'text' },
  object: { fields: 'fields' },
  list: { ...length, of: 'field', distinct: 'boolean' },
  constant: { value: 'any' },
  template: { template: 'text' },
  compute: { expression: 'text', decimals: 'decimals' },
  given: { field: 'text', cases: 'fields', otherwise: 'field' },
  reference: {
    to: 'text',
    skew: ['uniform', 'zipf', 'recent', 'tree'],
    s: 'positive',
    share: 'positive',
    fanOut: 'positive',
    oneToOne: 'boolean',
    each: 'boolean',
    distinct: 'boolean',
  },
  parent: { to: 'text' },
  line: {},
  sum: { of: 'text', decimals: 'decimals' },
  childCount: { of: 'text' },
  lookup: { path: 'text' },
  series: {
    at: 'text',
    per: 'text',
    mean: 'number',
    offset: 'number',
    amplitude: 'number',
    period: 'duration',
    wander: 'number',
    smoothness: 'duration',
    noise: 'number',
    spikes: 'share',
    spikeSize: 'number',
    min: 'number',
    max: 'number',
    decimals: 'decimals',
  },
  schema: { schema: 'any', pointer: 'text' },
};
