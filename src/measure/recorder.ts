/**
 * measure/ turns what users do into numbers. Each shard has one Recorder: cells for every metric and combination of tags,
 * filled on the hot path without strings, maps or objects, and emptied once a second into a Snapshot. The main thread
 * merges snapshots into totals and series (`merge.ts`). Only full tag combinations are recorded; every roll-up, by scenario,
 * step, status or whatever a limit names, is a sum of cells.
 */
import { type MetricType, OTHER } from '../model/metrics.ts';
import type { ErrorExcerpt, ErrorSample, LogLine, SeriesKey, Snapshot } from '../model/snapshot.ts';
import { CounterCell, GaugeCell, RateCell, TrendCell } from './cells.ts';
import { RequestSite, type SiteKey } from './request-site.ts';

export type Tags = Readonly<Record<string, string>>;

export interface RecorderOptions {
  readonly shard: number;
  /** Bounds whose `within` counts are kept exactly, by metric name, in recorded units (µs for times). */
  readonly bounds?: ReadonlyMap<string, readonly number[]>;
  readonly nowUs: () => number;
  /** Takes secrets out of names and other tags. */
  readonly maskName?: (text: string) => string;
}

/** Distinct values kept for one tag; further ones are recorded as `(other)`. */
export const MAX_TAG_VALUES = 1000;
const MAX_EXCERPTS = 5;
const MAX_LOGS_A_SECOND = 200;

type Cell = TrendCell | CounterCell | RateCell | GaugeCell;

interface PendingError {
  readonly kind: string;
  readonly name: string;
  count: number;
  readonly samples: ErrorExcerpt[];
}

/** All measurement of one shard. */
export class Recorder {
  /** When the first iteration was due, and the last response and iteration ended: what rates are divided by. */
  firstDueUs = Number.POSITIVE_INFINITY;
  lastResponseUs = 0;
  lastIterationUs = 0;
  readonly #options: RecorderOptions;
  readonly #cells = new Map<string, Cell>();
  readonly #sites = new Map<string, RequestSite>();
  /** By tag, then by value as it came: as it is recorded. */
  readonly #tagValues = new Map<string, Map<string, string>>();
  readonly #excerptsTaken = new Map<string, number>();
  #errors = new Map<string, PendingError>();
  #logs: LogLine[] = [];
  #added: SeriesKey[] = [];
  #nextId = 0;
  readonly #readings: (() => void)[] = [];

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Called before each snapshot: for what is not followed, but read once a second. */
  beforeSnapshot(read: () => void): void {
    this.#readings.push(read);
  }

  /** A distribution; unit `ms` takes whole microseconds through `addUs`. */
  trend(metric: string, unit: string, tags: Tags): TrendCell {
    return this.#cell({ metric, unit, tags, type: 'trend' }, TrendCell, (id) => {
      return new TrendCell(id, unit, this.#options.bounds?.get(metric));
    });
  }

  counter(metric: string, unit: string, tags: Tags): CounterCell {
    return this.#cell({ metric, unit, tags, type: 'counter' }, CounterCell, (id) => new CounterCell(id));
  }

  rate(metric: string, unit: string, tags: Tags): RateCell {
    return this.#cell({ metric, unit, tags, type: 'rate' }, RateCell, (id) => new RateCell(id));
  }

  gauge(metric: string, unit: string, tags: Tags): GaugeCell {
    return this.#cell({ metric, unit, tags, type: 'gauge' }, GaugeCell, (id) => new GaugeCell(id, this.#options.nowUs));
  }

  /** Where requests of one step are measured; ask once and keep it. */
  requestSite(key: SiteKey): RequestSite {
    const text = siteText(key);
    const known = this.#sites.get(text);
    if (known !== undefined) return known;
    const { scenario, group, name, method } = this.#boundTags({
      scenario: key.scenario,
      group: key.group,
      name: key.name,
      method: key.method,
    });
    const bounded: SiteKey = {
      scenario: scenario ?? '',
      group: group ?? '',
      name: name ?? '',
      method: method ?? '',
      ...(key.tags === undefined ? {} : { tags: this.#boundTags(key.tags) }),
    };
    // Sites have histograms, so names beyond the bound share one.
    const boundedText = siteText(bounded);
    let site = this.#sites.get(boundedText);
    if (site === undefined) {
      site = new RequestSite(this, bounded, this.#options.bounds);
      this.#sites.set(boundedText, site);
    }
    return site;
  }

  /** Counts a failure; `excerpt` is called for the first few of a kind and name only. */
  error(kind: string, rawName: string, excerpt: () => Omit<ErrorExcerpt, 'atMs'>): void {
    const name = this.#bound('name of an error', rawName);
    const key = `${kind}\0${name}`;
    let pending = this.#errors.get(key);
    if (pending === undefined) {
      pending = { kind, name, count: 0, samples: [] };
      this.#errors.set(key, pending);
    }
    pending.count++;
    const taken = this.#excerptsTaken.get(key) ?? 0;
    if (taken >= MAX_EXCERPTS) return;
    this.#excerptsTaken.set(key, taken + 1);
    pending.samples.push({ atMs: this.#options.nowUs() / 1000, ...excerpt() });
  }

  log(level: LogLine['level'], text: string): void {
    if (this.#logs.length >= MAX_LOGS_A_SECOND) return;
    this.#logs.push({ atMs: this.#options.nowUs() / 1000, level, text });
  }

  /** Hands over what was measured since the last call, and starts anew. */
  snapshot(second: number, final = false): Snapshot {
    for (const read of this.#readings) read();
    for (const site of this.#sites.values()) site.flush();
    const out = {
      shard: this.#options.shard,
      second,
      final,
      trends: [] as Snapshot['trends'][number][],
      counters: [] as Snapshot['counters'][number][],
      rates: [] as Snapshot['rates'][number][],
      gauges: [] as Snapshot['gauges'][number][],
      errors: [...this.#errors.values()] as ErrorSample[],
      logs: this.#logs,
      added: this.#added,
    };
    for (const cell of this.#cells.values()) cell.drain(out);
    this.#errors = new Map();
    this.#logs = [];
    this.#added = [];
    return out;
  }

  #cell<C extends Cell>(
    series: { metric: string; unit: string; tags: Tags; type: MetricType },
    kind: abstract new (...args: never[]) => C,
    create: (id: number) => C,
  ): C {
    const tags = this.#boundTags(series.tags);
    const key = `${series.metric}${tagText(tags)}`;
    const known = this.#cells.get(key);
    if (known instanceof kind) return known;
    if (known !== undefined) throw new Error(`metric ${series.metric} is recorded as two types`);
    const id = this.#nextId++;
    const cell = create(id);
    this.#cells.set(key, cell);
    this.#added.push({ id, metric: series.metric, type: series.type, unit: series.unit, tags });
    return cell;
  }

  /** Drops empty tags, and puts values beyond the bound under `(other)`. */
  #boundTags(tags: Tags): Tags {
    const bounded: Record<string, string> = {};
    for (const [tag, value] of Object.entries(tags)) {
      if (value !== '') bounded[tag] = this.#bound(tag, value);
    }
    return bounded;
  }

  #bound(tag: string, value: string): string {
    let values = this.#tagValues.get(tag);
    if (values === undefined) {
      values = new Map();
      this.#tagValues.set(tag, values);
    }
    const known = values.get(value);
    if (known !== undefined) return known;
    if (values.size >= MAX_TAG_VALUES) return OTHER;
    const shown = this.#options.maskName?.(value) ?? value;
    values.set(value, shown);
    // As it is recorded it may come again.
    values.set(shown, shown);
    return shown;
  }
}

function siteText({ scenario, group, method, name, tags }: SiteKey): string {
  return `${scenario}\0${group}\0${method}\0${name}${tagText(tags)}`;
}

function tagText(tags: Tags | undefined): string {
  if (tags === undefined) return '';
  let text = '';
  for (const tag of Object.keys(tags).sort()) text += `\0${tag}=${tags[tag]}`;
  return text;
}
