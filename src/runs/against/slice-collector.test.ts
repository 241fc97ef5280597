import { describe, expect, it } from 'vitest';
import type { SeriesKey, Snapshot, Stretch } from '../../model/snapshot.ts';
import { Histogram } from '../../stats/histogram.ts';
import { planTurns } from './plan-turns.ts';
import { SliceCollector } from './slice-collector.ts';

const turns = planTurns({ fromMs: 0, toMs: 20_000, sliceMs: 500, seed: 5, measuredFromMs: 1 });
const MEASURED_MS = 400;

const SERIES: readonly SeriesKey[] = [
  { id: 0, metric: 'http_req_duration', type: 'trend', unit: 'ms', tags: { name: 'GET /items' } },
  { id: 1, metric: 'http_reqs', type: 'counter', unit: 'count', tags: { name: 'GET /items' } },
  { id: 2, metric: 'http_req_failed', type: 'rate', unit: 'share', tags: { name: 'GET /items' } },
  { id: 3, metric: 'http_req_duration', type: 'trend', unit: 'ms', tags: { group: '::setup', name: 'GET /login' } },
  { id: 5, metric: 'iteration_duration', type: 'trend', unit: 'ms', tags: {} },
  { id: 4, metric: 'http_reqs', type: 'counter', unit: 'count', tags: { name: 'GET /items', error: 'refused' } },
];

interface Told {
  readonly shard: number;
  readonly slice: number;
  readonly part: Stretch['part'];
  readonly us: readonly number[];
  readonly failed?: number;
  readonly refused?: number;
}

/** One worker: its shard for the test's own target is 0, that for the other one 1. */
class Fed {
  readonly slices: SliceCollector;
  readonly #known = new Set<number>();

  constructor(users?: number) {
    this.slices = new SliceCollector({ workers: 1, ...(users === undefined ? {} : { usersIn: () => users }) });
    this.slices.expect(turns);
  }

  tell({ shard, slice, part, us, failed = 0, refused = 0 }: Told): void {
    const histogram = new Histogram();
    for (const each of us) histogram.record(each);
    const setup = new Histogram();
    setup.record(1_000_000);
    const snapshot: Snapshot = {
      shard,
      second: 0,
      final: false,
      stretch: { slice, part, lastedMs: part === 'measured' ? MEASURED_MS : 100 },
      added: this.#known.has(shard) ? [] : SERIES,
      trends: [
        { id: 0, histogram: histogram.encode() },
        { id: 3, histogram: setup.encode() },
        { id: 5, histogram: histogram.encode() },
      ],
      counters: [
        { id: 1, total: us.length },
        { id: 4, total: refused },
      ],
      rates: [{ id: 2, passes: failed, fails: us.length - failed }],
      gauges: [],
      errors: [],
      logs: [],
    };
    this.#known.add(shard);
    this.slices.add(snapshot);
  }

  blocks(untilMs = Number.POSITIVE_INFINITY) {
    return this.slices.blocks(this.slices.subject(), untilMs);
  }
}

describe('the slices of two targets', () => {
  function wholeTurn(fed: Fed) {
    for (const shard of [0, 1]) {
      fed.tell({ shard, slice: 1, part: 'settling', us: [900] });
      fed.tell({ shard, slice: 1, part: 'measured', us: [100, 200], failed: 1 });
      fed.tell({ shard, slice: 1, part: 'after', us: [5000] });
    }
    return fed.blocks()[0];
  }

  it('hold what was measured after settling, and what ended late', () => {
    const block = wholeTurn(new Fed());
    const figures = block?.before.figures.get('');
    expect(figures).toMatchObject({ failed: 1, all: 3 });
    expect(figures?.times).toMatchObject({ count: 3, min: 100, max: 5000 });
    expect([...(block?.after.figures.keys() ?? [])]).toEqual(['', 'GET /items']);
  });

  it('count all that became of arrivals, over the length of the turn', () => {
    const block = wholeTurn(new Fed());
    expect(block?.after.countedMs).toBe(500);
    expect(block?.after.figures.get('')?.counted).toBe(4);
  });

  it('count what users did in the time that they were at it', () => {
    const block = wholeTurn(new Fed(2));
    expect(block?.after.countedMs).toBeCloseTo((900 + 100 + 200 + 5000) / 1000 / 2, 9);
    expect(block?.after.figures.get('')?.counted).toBe(4);
  });

  it('tell the two targets apart by their shards', () => {
    const fed = new Fed();
    fed.tell({ shard: 0, slice: 2, part: 'measured', us: [100] });
    fed.tell({ shard: 1, slice: 2, part: 'measured', us: [300] });
    const [block] = fed.blocks();
    expect(block?.after.figures.get('')?.times.max).toBe(100);
    expect(block?.before.figures.get('')?.times.max).toBe(300);
  });

  it('count only where both were measured whole, before the end, and after the warm-up', () => {
    const fed = new Fed();
    for (const slice of [0, 1, 2]) for (const shard of [0, 1]) fed.tell({ shard, slice, part: 'measured', us: [100] });
    fed.tell({ shard: 0, slice: 3, part: 'measured', us: [100] });
    expect(fed.blocks()).toHaveLength(2);
    expect(fed.blocks(2100)).toHaveLength(1);
  });

  it('know which target never answered', () => {
    const fed = new Fed();
    fed.tell({ shard: 0, slice: 1, part: 'measured', us: [100, 100] });
    fed.tell({ shard: 1, slice: 1, part: 'settling', us: [], refused: 7 });
    expect(fed.slices.reached('before')).toMatchObject({ requests: 7, unreachable: new Map([['refused', 7]]) });
    expect(fed.slices.reached('after')).toMatchObject({ requests: 2, unreachable: new Map() });
  });
});
