import type { LimitAggregate } from './limit.ts';
import { formatThreshold, type Quantity, quantityAt, toUnit, unitsFor } from './limit-quantity.ts';
import type { LimitReader } from './limit-reader.ts';
import { BUILT_IN_METRICS, type MetricType } from './metrics.ts';

/** Custom metrics as declared. */
export type DeclaredMetrics = Readonly<Record<string, { readonly type: MetricType; readonly unit?: string }>>;

/** The aggregates of each type of metric, as they are written. */
const AGGREGATES: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['count', 'perSecond'],
  rate: ['rate'],
  gauge: ['value', 'min', 'mean', 'max'],
  trend: ['min', 'mean', 'median', 'max', 'p95', 'p(99.9)', 'count', 'within(300ms)'],
};

/** What a metric is, built in or declared. */
export function definitionOf(
  metric: string,
  declared: DeclaredMetrics,
): { type: MetricType; unit: string } | undefined {
  if (Object.hasOwn(BUILT_IN_METRICS, metric)) return BUILT_IN_METRICS[metric as keyof typeof BUILT_IN_METRICS];
  const spec = Object.hasOwn(declared, metric) ? declared[metric] : undefined;
  return spec === undefined
    ? undefined
    : { type: spec.type, unit: spec.unit ?? (spec.type === 'rate' ? 'share' : 'count') };
}

const SYNONYMS: Readonly<Record<string, string>> = {
  avg: 'mean',
  average: 'mean',
  med: 'median',
  minimum: 'min',
  maximum: 'max',
  per_second: 'persecond',
};
const PERCENTILE = /^p(?:\(([^)]*)\)|(\d.*))$/i;

/** What a metric is; undefined where it is neither built in nor declared. */
export type Definition = { readonly type: MetricType; readonly unit: string } | undefined;

export function readAggregate(reader: LimitReader, metric: string, definition: Definition): LimitAggregate {
  reader.skipSpace();
  const at = reader.at;
  const offered = definition === undefined ? Object.values(AGGREGATES).flat() : AGGREGATES[definition.type];
  const hint =
    definition === undefined
      ? `aggregates are ${listed([...new Set(offered)])}`
      : `a ${definition.type} such as ${metric} has ${listed(offered)}`;
  const word = reader.take(/[A-Za-z_]+[\w.]*(?:\s*\([^)]*\)?)?/y);
  if (word === undefined) return reader.fail(`the aggregate is missing after '${metric}'`, hint);
  const end = reader.at;
  reader.at = at;
  const aggregate = toAggregate(word, reader, definition);
  if (aggregate === undefined) {
    const known = ['count', 'rate', 'perSecond', 'value', 'min', 'mean', 'avg', 'max', 'median', 'med', 'within'];
    return reader.fail(`'${word}' is not an aggregate`, hint, { word: word.replace(/\(.*/, ''), known });
  }
  const fitting = aggregateFor(aggregate, definition?.type);
  if (fitting === undefined) {
    return reader.fail(`${metric} is a ${definition?.type}, which has no ${word.replace(/\s+/g, '')}`, hint);
  }
  reader.at = end;
  return fitting;
}

function toAggregate(word: string, reader: LimitReader, definition: Definition): LimitAggregate | undefined {
  const percentile = PERCENTILE.exec(word.replace(/\s+/g, ''));
  if (percentile !== null) return toPercentile(percentile[1] ?? percentile[2] ?? '', reader);
  const within = /^within\b\s*(?:\(([^)]*)(\))?)?$/i.exec(word);
  if (within !== null) return toWithin(within[2] === undefined ? '' : (within[1] ?? ''), reader, definition);
  const lower = word.toLowerCase();
  switch (SYNONYMS[lower] ?? lower) {
    case 'count':
      return { kind: 'count' };
    case 'rate':
      return { kind: 'rate' };
    case 'persecond':
      return { kind: 'perSecond' };
    case 'value':
      return { kind: 'value' };
    case 'min':
      return { kind: 'min' };
    case 'mean':
      return { kind: 'mean' };
    case 'max':
      return { kind: 'max' };
    case 'median':
      return { kind: 'percentile', percentile: 50 };
  }
  return undefined;
}

function toPercentile(text: string, reader: LimitReader): LimitAggregate {
  const percentile = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (percentile >= 0 && percentile <= 100) return { kind: 'percentile', percentile };
  return Number.isNaN(percentile)
    ? reader.fail(`'${text}' is not a percentile`, 'percentiles read p95, p99.9 or p(99.9)')
    : reader.fail(`there is no p${text}`, 'percentiles go from p0 to p100');
}

function toWithin(text: string, reader: LimitReader, definition: Definition): LimitAggregate {
  const hint = "within takes a bound, as in 'http_req_duration within(300ms) > 99%'";
  if (text.trim() === '') return reader.fail('within lacks its bound', hint);
  const quantity = quantityAt(text, 0);
  if (quantity === undefined || text.slice(quantity.end).trim() !== '') {
    return reader.fail(`'${text.trim()}' is not a bound for within`, hint);
  }
  const unit = definition?.unit ?? quantity.kind;
  const bound = toUnit(quantity, unit);
  if (bound === undefined) return reader.fail(wrongUnit('the bound of within', quantity, unit), unitsFor(unit));
  return { kind: 'within', bound };
}

/** k6 says `rate` of a counter for what it counts in a second. */
function aggregateFor(aggregate: LimitAggregate, type: MetricType | undefined): LimitAggregate | undefined {
  const { kind } = aggregate;
  switch (type) {
    case undefined:
      return aggregate;
    case 'counter':
      return kind === 'rate' ? { kind: 'perSecond' } : kind === 'count' || kind === 'perSecond' ? aggregate : undefined;
    case 'rate':
      return kind === 'rate' ? aggregate : undefined;
    case 'gauge':
      return kind === 'value' || kind === 'min' || kind === 'mean' || kind === 'max' ? aggregate : undefined;
    case 'trend':
      return kind === 'rate' || kind === 'perSecond' || kind === 'value' ? undefined : aggregate;
  }
}

export function formatAggregate(aggregate: LimitAggregate, unit: string | undefined): string {
  if (aggregate.kind === 'within') return `within(${formatThreshold(aggregate.bound, unit)})`;
  if (aggregate.kind === 'percentile') return aggregate.percentile === 50 ? 'median' : `p${aggregate.percentile}`;
  return aggregate.kind;
}

export function isShare(aggregate: LimitAggregate): boolean {
  return aggregate.kind === 'rate' || aggregate.kind === 'within';
}

export function wrongUnit(what: string, quantity: Quantity, unit: string): string {
  const kinds: Readonly<Record<string, string>> = {
    ms: 'a time',
    bytes: 'a number of bytes',
    share: 'a share',
    percent: 'a percentage',
  };
  return `${what} is ${kinds[unit] ?? (unit === 'count' ? 'a number' : `in ${unit}`)}, and '${quantity.text}' is not`;
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
