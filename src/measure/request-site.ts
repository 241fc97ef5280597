import { type BuiltInMetric, type ErrorKind, OTHER } from '../model/metrics.ts';
import { Histogram } from '../stats/histogram.ts';
import type { CounterCell, RateCell, TrendCell } from './cells.ts';
import type { Recorder, Tags } from './recorder.ts';

export interface SiteKey {
  readonly scenario: string;
  /** `::a::b`, or empty. */
  readonly group: string;
  readonly name: string;
  readonly method: string;
  readonly tags?: Tags;
}

/** Times of one request, in microseconds. */
export interface RequestTimings {
  readonly blocked: number;
  readonly connecting: number;
  readonly tls: number;
  readonly sending: number;
  readonly waiting: number;
  readonly receiving: number;
}

/** Remembered at one site; the recorder knows as many of a tag. */
const MOST_INSTANCES = 1000;

type Bounds = ReadonlyMap<string, readonly number[]> | undefined;

/** Where the requests of one step are measured; a leaf for each status and kind of failure. */
export class RequestSite {
  readonly key: SiteKey;
  readonly #recorder: Recorder;
  readonly #bounds: Bounds;
  readonly #byStatus: (RequestLeaf | undefined)[] = [];
  readonly #byError = new Map<ErrorKind, RequestLeaf>();
  readonly #leaves: RequestLeaf[] = [];
  #byInstance: Map<string, RequestSite> | undefined;
  #cacheHits: RateCell | undefined;
  #retries: CounterCell | undefined;

  constructor(recorder: Recorder, key: SiteKey, bounds: Bounds) {
    this.#recorder = recorder;
    this.key = key;
    this.#bounds = bounds;
  }

  status(status: number): RequestLeaf {
    return this.#byStatus[status] ?? this.#addStatus(status);
  }

  failure(kind: ErrorKind): RequestLeaf {
    let leaf = this.#byError.get(kind);
    if (leaf === undefined) {
      leaf = this.#leaf({ error: kind, status: '0' });
      this.#byError.set(kind, leaf);
    }
    return leaf;
  }

  /** The same requests as answered by one instance; beyond the bound on values of a tag, by any other. */
  ofInstance(instance: string): RequestSite {
    return this.#byInstance?.get(instance) ?? this.#addInstance(instance);
  }

  /** Counts an answer that a cache gave, or did not. */
  cacheHit(hit: boolean): void {
    if (this.#cacheHits === undefined) {
      const { scenario, group, name, method, tags } = this.key;
      this.#cacheHits = this.#recorder.rate('cache_hits', 'share', { ...tags, scenario, group, name, method });
    }
    this.#cacheHits.add(hit);
  }

  /** Counts a request sent again because its policy says so. */
  retried(): void {
    if (this.#retries === undefined) {
      const { scenario, group, name, method, tags } = this.key;
      this.#retries = this.#recorder.counter('request_retries', 'count', { ...tags, scenario, group, name, method });
    }
    this.#retries.add(1);
  }

  /** Moves what was measured into the recorder's cells. */
  flush(): void {
    for (const leaf of this.#leaves) leaf.flush();
  }

  #addInstance(instance: string): RequestSite {
    this.#byInstance ??= new Map();
    const isOver = this.#byInstance.size >= MOST_INSTANCES;
    const value = isOver ? OTHER : instance;
    const site = this.#recorder.requestSite({ ...this.key, tags: { ...this.key.tags, instance: value } });
    if (!isOver) this.#byInstance.set(instance, site);
    return site;
  }

  #addStatus(status: number): RequestLeaf {
    const leaf = this.#leaf({ status: String(status) });
    this.#byStatus[status] = leaf;
    return leaf;
  }

  #leaf(result: Tags): RequestLeaf {
    const { scenario, group, name, method, tags } = this.key;
    const leaf = new RequestLeaf(this.#recorder, { ...tags, scenario, group, name, method, ...result }, this.#bounds);
    this.#leaves.push(leaf);
    return leaf;
  }
}

/**
 * Requests of one step that ended alike. A response that came whole, in one read, over a connection that was open costs one
 * histogram record: its waiting equals its duration, and its other timings are zero, which `flush` writes out.
 */
export class RequestLeaf {
  /** Whole responses to requests sent when they were due. */
  readonly #prompt: Histogram;
  /** Whole responses to requests sent late. */
  readonly #whole: Histogram;
  readonly #cells: LeafCells;
  #count = 0;
  #failed = 0;
  #sent = 0;
  #received = 0;

  constructor(recorder: Recorder, tags: Tags, bounds: Bounds) {
    this.#prompt = new Histogram();
    this.#whole = new Histogram();
    const exact = bounds?.get('http_req_duration');
    if (exact !== undefined) for (const histogram of [this.#prompt, this.#whole]) histogram.countWithin(exact);
    this.#cells = leafCells(recorder, tags);
  }

  /** A response that came whole over an open connection, its request sent when it was due. */
  prompt(durationUs: number): void {
    this.#prompt.record(durationUs);
  }

  /** The same, but the request was due earlier than it was sent. */
  whole(durationUs: number, responseUs: number): void {
    this.#whole.record(durationUs);
    this.#cells.responseTime.addUs(responseUs);
  }

  /** A complete response with all its timings. */
  complete(timings: RequestTimings, responseUs: number): void {
    const cells = this.#cells;
    this.#count++;
    cells.duration.addUs(timings.sending + timings.waiting + timings.receiving);
    cells.waiting.addUs(timings.waiting);
    cells.receiving.addUs(timings.receiving);
    cells.sending.addUs(timings.sending);
    cells.blocked.addUs(timings.blocked);
    cells.connecting.addUs(timings.connecting);
    cells.tls.addUs(timings.tls);
    cells.responseTime.addUs(responseUs);
  }

  /** A request without a complete response. */
  incomplete(responseUs: number): void {
    this.#count++;
    this.#failed++;
    this.#cells.responseTime.addUs(responseUs);
  }

  /** Marks one of the requests above as not what was expected. */
  unexpected(): void {
    this.#failed++;
  }

  bytes(sent: number, received: number): void {
    this.#sent += sent;
    this.#received += received;
  }

  flush(): void {
    const cells = this.#cells;
    const kept = this.#prompt.count + this.#whole.count;
    const count = this.#count + kept;
    cells.sent.add(this.#sent);
    cells.received.add(this.#received);
    this.#sent = 0;
    this.#received = 0;
    if (count === 0) return;
    if (kept > 0) this.#flushKept(kept);
    cells.requests.add(count);
    cells.failed.addMany(this.#failed, count - this.#failed);
    this.#count = 0;
    this.#failed = 0;
  }

  #flushKept(kept: number): void {
    const cells = this.#cells;
    for (const histogram of [this.#prompt, this.#whole]) {
      cells.duration.histogram.merge(histogram);
      cells.waiting.histogram.merge(histogram);
    }
    cells.responseTime.histogram.merge(this.#prompt);
    for (const cell of [cells.receiving, cells.sending, cells.blocked, cells.connecting, cells.tls]) {
      cell.histogram.addZeros(kept);
    }
    this.#prompt.reset();
    this.#whole.reset();
  }
}

interface LeafCells {
  readonly requests: CounterCell;
  readonly failed: RateCell;
  readonly duration: TrendCell;
  readonly waiting: TrendCell;
  readonly receiving: TrendCell;
  readonly sending: TrendCell;
  readonly blocked: TrendCell;
  readonly connecting: TrendCell;
  readonly tls: TrendCell;
  readonly responseTime: TrendCell;
  readonly sent: CounterCell;
  readonly received: CounterCell;
}

function leafCells(recorder: Recorder, tags: Tags): LeafCells {
  const trend = (metric: BuiltInMetric) => recorder.trend(metric, 'ms', tags);
  return {
    requests: recorder.counter('http_reqs', 'count', tags),
    failed: recorder.rate('http_req_failed', 'share', tags),
    duration: trend('http_req_duration'),
    waiting: trend('http_req_waiting'),
    receiving: trend('http_req_receiving'),
    sending: trend('http_req_sending'),
    blocked: trend('http_req_blocked'),
    connecting: trend('http_req_connecting'),
    tls: trend('http_req_tls_handshaking'),
    responseTime: trend('response_time'),
    sent: recorder.counter('data_sent', 'bytes', tags),
    received: recorder.counter('data_received', 'bytes', tags),
  };
}
