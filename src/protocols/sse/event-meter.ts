import type { CounterCell, GaugeCell, RateCell, TrendCell } from '../../measure/cells.ts';
import type { Recorder, Tags } from '../../measure/recorder.ts';
import type { RequestSite } from '../../measure/request-site.ts';
import type { ErrorKind } from '../../model/metrics.ts';

/** Where the event streams of one step are measured. */
export class EventMeter {
  readonly name: string;
  readonly recorder: Recorder;
  readonly connecting: TrendCell;
  readonly failed: RateCell;
  readonly events: CounterCell;
  readonly #tags: Tags;
  readonly #connections: GaugeCell;
  #latency: TrendCell | undefined;
  #discarded: CounterCell | undefined;
  #reconnects: CounterCell | undefined;

  private constructor(recorder: Recorder, site: RequestSite) {
    const { scenario, group, name, tags } = site.key;
    const all = { ...tags, scenario, group, name };
    this.name = name;
    this.recorder = recorder;
    this.#tags = all;
    this.connecting = recorder.trend('sse_connecting', 'ms', all);
    this.failed = recorder.rate('sse_failed', 'share', all);
    this.events = recorder.counter('sse_events', 'count', all);
    this.#connections = recorder.gauge('sse_connections', 'count', all);
  }

  /** One for each site, as a gauge is kept by one hand. */
  static of(recorder: Recorder, site: RequestSite): EventMeter {
    let meter = ofSite.get(site);
    if (meter === undefined) {
      meter = new EventMeter(recorder, site);
      ofSite.set(site, meter);
    }
    return meter;
  }

  /** A stream more, or one less. */
  count(change: 1 | -1): void {
    this.#connections.set(this.#connections.value + change);
  }

  latency(us: number): void {
    this.#latency ??= this.recorder.trend('sse_event_latency', 'ms', this.#tags);
    this.#latency.addUs(us);
  }

  discarded(): void {
    this.#discarded ??= this.recorder.counter('sse_discarded', 'count', this.#tags);
    this.#discarded.add(1);
  }

  reconnects(): void {
    this.#reconnects ??= this.recorder.counter('sse_reconnects', 'count', this.#tags);
    this.#reconnects.add(1);
  }

  interrupted(kind: ErrorKind): void {
    this.recorder.counter('sse_interrupted', 'count', { ...this.#tags, error: kind }).add(1);
  }
}

const ofSite = new WeakMap<RequestSite, EventMeter>();
