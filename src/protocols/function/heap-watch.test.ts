import { describe, expect, it } from 'vitest';
import { HeapWatch } from './heap-watch.ts';

const MB = 1e6;

function watch() {
  let nowUs = 0;
  const heap = new HeapWatch({ nowUs: () => nowUs });
  heap.start();
  return {
    heap,
    pass: (us: number) => {
      nowUs += us;
    },
  };
}

describe('the peak of a call', () => {
  it('is what it took at most, though no timer could fire and all of it was let go', () => {
    const { heap } = watch();
    heap.begin(true);
    for (let round = 0; round < 5; round++) fill(30 * MB);
    const { peakBytes = 0, overlapped } = heap.end() ?? {};
    expect(peakBytes).toBeGreaterThan(29 * MB);
    expect(overlapped).toBe(false);
  });

  it('holds buffers and objects alike', () => {
    const { heap } = watch();
    heap.begin(true);
    const kept = Array.from({ length: 200_000 }, (_, index) => ({ index }));
    const { peakBytes = 0 } = heap.end() ?? {};
    expect(kept).toHaveLength(200_000);
    expect(peakBytes).toBeGreaterThan(4 * MB);
    expect(peakBytes).toBeLessThan(40 * MB);
  });

  it('is told of all together, and marked, where calls overlap', () => {
    const { heap } = watch();
    heap.begin(true);
    heap.begin(true);
    fill(20 * MB);
    expect(heap.end()).toBeUndefined();
    expect(heap.end()).toMatchObject({ overlapped: true });
  });

  it('is told once a second while calls overlap without a gap', () => {
    const { heap, pass } = watch();
    heap.begin(true);
    heap.begin(true);
    pass(1_100_000);
    expect(heap.end()).toMatchObject({ overlapped: true });
    heap.begin(true);
    pass(100_000);
    expect(heap.end()).toBeUndefined();
    expect(heap.end()).toMatchObject({ overlapped: true });
  });

  it('is not told of calls for which it is not asked, which make others overlap all the same', () => {
    const { heap } = watch();
    heap.begin(false);
    expect(heap.end()).toBeUndefined();
    heap.begin(true);
    heap.begin(false);
    heap.end();
    expect(heap.end()).toMatchObject({ overlapped: true });
  });
});

describe('growth', () => {
  it('is what is still held after garbage was collected', () => {
    const { heap } = watch();
    fill(30 * MB);
    expect(Math.abs(heap.growth() ?? Number.NaN)).toBeLessThan(5 * MB);
    const kept = Buffer.alloc(30 * MB, 1);
    expect(heap.growth()).toBeGreaterThan(29 * MB);
    expect(kept).toHaveLength(30 * MB);
  });

  it('is asked for between calls only, and no more often than it costs little', () => {
    const { heap, pass } = watch();
    heap.begin(true);
    expect(heap.growthIfCheap()).toBeUndefined();
    heap.end();
    pass(60_000_000);
    expect(heap.growthIfCheap()).toBeTypeOf('number');
  });

  it('has no meaning without a start', () => {
    expect(new HeapWatch({ nowUs: () => 0 }).growth()).toBeUndefined();
  });
});

function fill(bytes: number): number {
  return Buffer.alloc(bytes, 1).length;
}
