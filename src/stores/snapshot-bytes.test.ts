import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../model/snapshot.ts';
import { Histogram } from '../stats/histogram.ts';
import { entriesFromBytes, entriesToBytes } from './snapshot-bytes.ts';
import type { JournalEntry } from './store.ts';

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each) => (ArrayBuffer.isView(each) ? Array.from(each as Uint32Array) : asText(each))),
  );
/** JSON has no words for these. */
const asText = (value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);

function snapshotOf(values: readonly number[]): Snapshot {
  const histogram = new Histogram();
  histogram.countWithin([10, 1000]);
  for (const value of values) histogram.record(value);
  return {
    ...{ shard: -1, second: 12, final: true, logs: [] },
    added: [{ id: 300, metric: 'ü✓', type: 'trend', unit: 'ms', tags: { a: '\0"' } }],
    trends: [{ id: 300, histogram: histogram.encode() }],
    counters: values.map((total, id) => ({ id, total })),
    rates: [{ id: 2 ** 31, passes: 2 ** 40, fails: 0 }],
    gauges: [{ id: 1, last: -0.5, min: Number.NEGATIVE_INFINITY, max: Number.MAX_VALUE, mean: 1e-300, weightMs: 1000 }],
    errors: [{ kind: 'timeout', name: 'a', count: 2, samples: [{ atMs: 1.5, text: 'x' }] }],
  };
}

describe('entries of a journal', () => {
  it('come back as they went in, whatever is measured', () => {
    const numbers = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.nat(), fc.constant(0)), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(numbers, (values) => {
        const entries: JournalEntry[] = [{ note: { kind: 'a', values } }, { snapshot: snapshotOf(values) }];
        expect(plain([...entriesFromBytes(entriesToBytes(entries))])).toEqual(plain(entries));
      }),
      { numRuns: 50 },
    );
  });

  it('keep what snapshots get besides', () => {
    const snapshot = {
      ...snapshotOf([1]),
      partial: true,
      stretch: { slice: 3, part: 'measured', lastedMs: 2.5 },
    } as Snapshot;
    expect(plain([...entriesFromBytes(entriesToBytes([{ snapshot }]))])).toEqual(plain([{ snapshot }]));
  });

  it('leave out what scripts logged', () => {
    const snapshot: Snapshot = { ...snapshotOf([]), logs: [{ atMs: 1, level: 'info', text: 'secret' }] };
    const bytes = entriesToBytes([{ snapshot }]);
    expect(Buffer.from(bytes).includes('secret')).toBe(false);
  });

  it('that are cut or of something else end in an error, and never in an endless loop', () => {
    const bytes = entriesToBytes([{ snapshot: snapshotOf([1, 5, 900]) }]);
    for (let length = 1; length < bytes.length; length++) {
      expect(() => [...entriesFromBytes(bytes.subarray(0, length))]).toThrow();
    }
    expect(() => [...entriesFromBytes(Uint8Array.of(9))]).toThrow('no entry of kind 9');
  });
});
