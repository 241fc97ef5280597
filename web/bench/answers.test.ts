import { describe, expect, it } from 'vitest';
import { answersOf, fastestOf } from './answers.ts';
import { exampleBenchmark, exampleBenchmarks, exampleComparison } from './fixtures/example-benchmarks.ts';

describe('the answers of a run of benchmarks', () => {
  it('tell what is wrong first, then what changed against another build, then what is fastest', () => {
    const requirement = { name: 'maxExecutionTime', allowed: 0.00001, measured: 0.0001, passed: false } as const;
    const run = exampleBenchmarks(
      [
        exampleBenchmark('a', 100, { requirements: [requirement] }),
        exampleBenchmark('b', 200),
        exampleBenchmark('c', 0, { iterations: 0, error: 'Error: no\n    at here' }),
      ],
      {
        comparisons: [
          exampleComparison('a'),
          exampleComparison('b', { verdict: 'faster', ratio: 0.5, low: 0.4, high: 0.6 }),
        ],
      },
    );
    const answers = answersOf(run);
    expect(answers.map(({ tone, of }) => [tone, of])).toEqual([
      ['bad', 'parse › c'],
      ['bad', 'parse › a'],
      ['bad', 'parse › a'],
      ['good', 'parse › b'],
      ['quiet', 'parse › a'],
    ]);
    expect(answers[0]?.text).toBe('threw: Error: no');
    expect(answers[2]?.text).toBe('1.50× slower (1.40–1.60), against main');
    expect(answers[4]?.text).toBe('is the fastest of 2: 100.0 ns; b takes 2.00× of that');
  });

  it('count being slower than the baseline of the same group as no regression', () => {
    const run = exampleBenchmarks([exampleBenchmark('a', 100, { isBaseline: true }), exampleBenchmark('b', 150)], {
      comparisons: [exampleComparison('b', { against: 'parse › a' })],
    });
    expect(answersOf(run)).toEqual([
      {
        tone: 'quiet',
        of: 'parse › a',
        text: 'is the fastest of 2: 100.0 ns; b takes 1.50× (1.40–1.60) of that',
        section: 'measured',
      },
    ]);
  });

  it('name at most four of a kind, and how many more there are', () => {
    const names = Array.from({ length: 9 }, (_, at) => `n${at}`);
    const run = exampleBenchmarks([], { comparisons: names.map((name) => exampleComparison(name)) });
    expect(answersOf(run)).toHaveLength(5);
    expect(answersOf(run).at(-1)?.text).toBe('and 5 more like these, below');
  });

  it('say that nothing has changed where nothing has', () => {
    const same = exampleComparison('a', { verdict: 'same', ratio: 1, low: 0.99, high: 1.01 });
    const unclear = exampleComparison('b', { verdict: 'unclear', ratio: 1.1, low: 0.9, high: 1.3 });
    const [answer] = answersOf(exampleBenchmarks([], { comparisons: [same, unclear] }));
    expect(answer?.text).toBe('Nothing is shown to have changed against main: 1 figure the same, 1 unclear');
  });
});

describe('the fastest of a group', () => {
  it('is not called the fastest where intervals overlap', () => {
    const wide = { low: 90, high: 120 };
    const [found] = fastestOf(
      exampleBenchmarks([
        exampleBenchmark('a', 100, { interval: wide }),
        exampleBenchmark('b', 101, { interval: wide }),
      ]),
    );
    expect(found).toMatchObject({ isClear: false, count: 2 });
  });

  it('is looked for among those with the same parameters alone, and in groups alone', () => {
    const run = exampleBenchmarks([
      exampleBenchmark('sort 10', 100, { params: { size: 10 } }),
      exampleBenchmark('sort 99', 900, { params: { size: 99 } }),
      exampleBenchmark('fast 99', 300, { params: { size: 99 } }),
      exampleBenchmark('x', 1, { group: '' }),
      exampleBenchmark('y', 2, { group: '' }),
    ]);
    expect(fastestOf(run).map(({ fastest, params }) => [fastest.name, params])).toEqual([['fast 99', 'size 99']]);
  });
});
