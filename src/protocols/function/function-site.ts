import type { CounterCell, GaugeCell, RateCell, TrendCell } from '../../measure/cells.ts';
import type { Recorder, Tags } from '../../measure/recorder.ts';
import type { FunctionError } from '../../model/metrics.ts';
import type { CallEnd, MemoryReading } from './call.ts';

/** Where the calls of one function are measured, within one group of a scenario. */
export class FunctionSite {
  readonly #recorder: Recorder;
  readonly #tags: Tags;
  readonly #calls: CounterCell;
  readonly #failed: RateCell;
  readonly #duration: TrendCell;
  readonly #responseTime: TrendCell;
  readonly #blocking: TrendCell;
  readonly #failures = new Map<FunctionError, { readonly calls: CounterCell; readonly responseTime: TrendCell }>();
  #items: { readonly all: CounterCell; readonly each: TrendCell } | undefined;
  #bytes: { readonly all: CounterCell; readonly each: TrendCell } | undefined;
  #handover: TrendCell | undefined;
  #growth: GaugeCell | undefined;

  constructor(recorder: Recorder, tags: Tags) {
    this.#recorder = recorder;
    this.#tags = tags;
    this.#calls = recorder.counter('function_calls', 'count', tags);
    this.#failed = recorder.rate('function_failed', 'share', tags);
    this.#duration = recorder.trend('function_duration', 'ms', tags);
    this.#responseTime = recorder.trend('response_time', 'ms', tags);
    this.#blocking = recorder.trend('function_blocking', 'ms', tags);
  }

  /** `dueUs` is NaN for a call that was due when it was made. */
  record(ended: CallEnd, dueUs: number): void {
    const { startedUs, endedUs, failure, blockedUs, handoverUs = 0 } = ended;
    const sinceUs = Number.isNaN(dueUs) ? startedUs - handoverUs : dueUs;
    const responseUs = Math.max(0, Math.round(endedUs - sinceUs));
    this.#recorder.lastResponseUs = Math.max(this.#recorder.lastResponseUs, endedUs);
    this.#failed.add(failure !== undefined);
    if (failure === undefined) {
      this.#calls.add(1);
      this.#responseTime.addUs(responseUs);
      this.#duration.addUs(Math.max(0, Math.round(endedUs - startedUs)));
      this.#amounts(ended);
    } else {
      const cells = this.#failuresOf(failure.kind);
      cells.calls.add(1);
      cells.responseTime.addUs(responseUs);
    }
    if (blockedUs !== undefined) this.#blocking.addUs(Math.max(0, Math.round(blockedUs)));
    if (ended.handoverUs !== undefined) this.#handedOver(handoverUs);
    if (ended.memory !== undefined) this.#memory(ended.memory);
    if (ended.growthBytes !== undefined) this.grew(ended.growthBytes);
  }

  grew(bytes: number): void {
    this.#growth ??= this.#recorder.gauge('function_memory_growth', 'bytes', this.#tags);
    this.#growth.set(bytes);
  }

  restarted(): void {
    this.#recorder.counter('function_restarts', 'count', this.#tags).add(1);
  }

  #amounts({ items, bytes }: CallEnd): void {
    if (items !== undefined) {
      this.#items ??= this.#amountCells('items', 'count');
      this.#items.all.add(items);
      this.#items.each.add(items);
    }
    if (bytes !== undefined) {
      this.#bytes ??= this.#amountCells('bytes', 'bytes');
      this.#bytes.all.add(bytes);
      this.#bytes.each.add(bytes);
    }
  }

  #amountCells(what: 'items' | 'bytes', unit: string) {
    return {
      all: this.#recorder.counter(`function_${what}`, unit, this.#tags),
      each: this.#recorder.trend(`function_call_${what}`, unit, this.#tags),
    };
  }

  #handedOver(us: number): void {
    this.#handover ??= this.#recorder.trend('function_handover', 'ms', this.#tags);
    this.#handover.addUs(Math.max(0, Math.round(us)));
  }

  #memory({ peakBytes, rssPeakBytes, overlapped }: MemoryReading): void {
    const tags = { ...this.#tags, overlap: overlapped ? 'yes' : 'no' };
    this.#recorder.trend('function_memory_peak', 'bytes', tags).add(peakBytes);
    if (rssPeakBytes !== undefined) this.#recorder.trend('function_rss_peak', 'bytes', tags).add(rssPeakBytes);
  }

  #failuresOf(kind: FunctionError) {
    let cells = this.#failures.get(kind);
    if (cells === undefined) {
      const tags = { ...this.#tags, error: kind };
      cells = {
        calls: this.#recorder.counter('function_calls', 'count', tags),
        responseTime: this.#recorder.trend('response_time', 'ms', tags),
      };
      this.#failures.set(kind, cells);
    }
    return cells;
  }
}
