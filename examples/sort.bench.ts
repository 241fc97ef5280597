import { bench, group, range } from 'plimsoll';

/** Numbers in an order that looks random and is always the same. */
function shuffled(size: number): number[] {
  return Array.from({ length: size }, (_, at) => (at * 7919) % size);
}

group('ten thousand numbers', () => {
  const list = shuffled(10_000);
  bench.baseline('sort', () => [...list].sort((a, b) => a - b));
  bench('typed array', () => Float64Array.from(list).sort());
});

group('how sorting grows', () => {
  bench(
    'size $size',
    {
      params: { size: range(100, 10_000, { multiply: 10 }) },
      setup: ({ size }) => shuffled(size),
      items: ({ size }) => size,
      requirements: { maxExecutionTime: 500 },
    },
    (_, list) => [...list].sort((a, b) => a - b),
  );
});
