import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.ts';
import type { Benchmark } from '../../model/benchmark.ts';
import type { Run } from '../../model/run.ts';
import { importBenchmarks } from './import-benchmarks.ts';

const folder = fileURLToPath(new URL('../../../test/fixtures/benchmarks/', import.meta.url));

function textOf(file: string): string {
  return readFileSync(`${folder}${file}`, 'utf8');
}

function imported(text: string, file = 'results.json'): Run {
  const [run] = importBenchmarks({ text, file, writtenAt: new Date('2025-03-01T10:15:00Z') });
  return run as Run;
}

function lines({ benchmarks = [] }: Run): string[] {
  return benchmarks.map(({ name, group, time, processes, error }) => {
    const of = group === '' ? name : `${group} › ${name}`;
    return `${of}: ${error ?? `${Number(time.median.toPrecision(4))} ns, ${processes}`}`;
  });
}

function find(run: Run, name: string): Benchmark {
  const found = run.benchmarks?.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('what each tool writes becomes benchmarks, times in nanoseconds', () => {
  it.each([
    [
      'mitata-1.0.json',
      [
        'JSON.parse: 253.6 ns, 0',
        'fill 10: 31.58 ns, 0',
        'fill 100: 161.4 ns, 0',
        'strings › concat: 138.6 ns, 0',
        'strings › throws: boom',
      ],
    ],
    ['mitata-0.1.json', ['JSON.parse: 249.4 ns, 1', 'strings › concat: 153.2 ns, 1', 'strings › throws: boom']],
    ['tinybench-2.json', ['fast: 40 ns, 1', 'bad: it threw, or was not run', 'async: 140 ns, 1']],
    ['tinybench-4.json', ['fast: 40 ns, 1', 'bad: it threw, or was not run', 'async: 200 ns, 1']],
    ['tinybench-6.json', ['fast: 40 ns, 0', 'bad: it threw, or was not run', 'async: 220 ns, 0']],
    ['tinybench-table.json', ['fast: 40 ns, 0', 'bad: nope', 'async: 200 ns, 0']],
    [
      'vitest-4.json',
      [
        'top: 50 ns, 0',
        'sort › inner › normal: 190 ns, 0',
        'sort › inner › throws: it threw, or was not run',
        'sort › inner › reverse: 191 ns, 0',
      ],
    ],
    [
      'google-1.8.json',
      [
        'BM_StringCopy/64/repeats:3: 56.14 ns, 3',
        'BM_FrogJump: 388600 ns, 1',
        'BM_OnlyAggregates: 2400000 ns, 0',
        'BM_Broken: no such file',
      ],
    ],
    [
      'hyperfine-1.19.json',
      ['sleep 0.02: 22200000 ns, 4', './run --size 10: 110000000 ns, 1', 'old: 1400000000 ns, 0'],
    ],
    ['cargo-criterion.jsonl', ['norm › fast: 3420 ns, 1']],
    [
      'go.txt',
      [
        'example.com/gob › Repeat: 86.14 ns, 3',
        'example.com/gob › Sub/size=10: 34.66 ns, 3',
        'example.com/gob › Sub/size=100: 57.17 ns, 3',
        'example.com/gob › Fails: a_test.go:6: no',
      ],
    ],
    ['go.jsonl', ['example.com/gob › Repeat: 67.44 ns, 1']],
  ])('%s', (file, expected) => {
    const run = imported(textOf(file), file);
    expect(lines(run)).toEqual(expected);
    expect(run.verdict).toBe(expected.some((line) => !line.includes(' ns, ')) ? 'failed' : 'passed');
  });

  it('of vitest 1 too, whose groups are keys', () => {
    const run = imported(JSON.stringify({ testResults: { 'sort > inner': [{ name: 'a', mean: 0.002, hz: 5e5 }] } }));
    expect(lines(run)).toEqual(['sort › inner › a: 2000 ns, 0']);
  });

  it('of Google benchmark before 1.5, where the end of a name tells an aggregate', () => {
    const entry = (name: string, real_time: number) => ({
      name,
      iterations: 10,
      real_time,
      cpu_time: 1,
      time_unit: 'us',
    });
    const benchmarks = [entry('BM_A', 2), entry('BM_A', 4), entry('BM_A_mean', 3), entry('BM_A_stddev', 1)];
    expect(lines(imported(JSON.stringify({ context: {}, benchmarks })))).toEqual(['BM_A: 3000 ns, 2']);
  });

  it('throughput, allocation, parameters and places where a file has them', () => {
    const go = imported(textOf('go.txt'), 'go.txt');
    expect(find(go, 'Sub/size=100')).toMatchObject({
      params: { size: 100 },
      throughput: { unit: 'bytes/s', value: expect.closeTo(1.74838e9, -4) },
      allocatedBytes: { value: 112, low: 112, high: 112 },
      metadata: { tool: 'go test -bench', 'allocs/op': 1, 'widgets/op': 50 },
    });
    expect(go.environment).toMatchObject({ cpu: 'AMD EPYC', os: 'linux amd64' });
    expect(find(imported(textOf('mitata-1.0.json')), 'fill 10')).toMatchObject({ params: { size: 10 }, group: '' });
    const hyperfine = imported(textOf('hyperfine-1.19.json'));
    expect(find(hyperfine, 'sleep 0.02')).toMatchObject({ peakBytes: 1_900_544, successRate: 1 });
    expect(find(hyperfine, './run --size 10')).toMatchObject({ params: { size: '10' }, successRate: 0 });
    expect(find(imported(textOf('cargo-criterion.jsonl')), 'fast').throughput?.value).toBeCloseTo(1024e9 / 3420, 0);
  });

  it('each repetition is a process to compare with, and aggregates alone are none', () => {
    const run = imported(textOf('hyperfine-1.19.json'));
    const samples = (run.samples ?? []).filter(({ metric }) => metric === 'bench_time');
    expect(samples.map(({ tags, process, values }) => [tags.name, process, values.length])).toEqual([
      ['sleep 0.02', 0, 1],
      ['sleep 0.02', 1, 1],
      ['sleep 0.02', 2, 1],
      ['sleep 0.02', 3, 1],
      ['./run --size 10', 0, 1],
    ]);
    const kinds = run.benchmarks?.map(({ findings }) => findings.map(({ kind }) => kind));
    expect(kinds).toEqual([[], ['bench-one-process'], ['bench-only-aggregates']]);
    expect(find(run, 'old').findings[0]?.title).toContain('it has no p95, p99');
  });

  it('custom units of Go are samples of their own', () => {
    const { samples = [] } = imported(textOf('go.txt'), 'go.txt');
    expect([...new Set(samples.map(({ metric }) => metric))]).toEqual([
      'bench_time',
      'bench_allocated',
      'allocs/op',
      'widgets/op',
    ]);
  });

  it('the number of threads leaves the names of Go where all have the same, and stays where it is varied', () => {
    const line = (name: string) => `${name} 100 5.0 ns/op`;
    expect(lines(imported(['BenchmarkA-8', 'BenchmarkB/x-8'].map(line).join('\n')))).toEqual([
      'A: 5 ns, 1',
      'B/x: 5 ns, 1',
    ]);
    expect(lines(imported(['BenchmarkA', 'BenchmarkA-2'].map(line).join('\n')))).toEqual([
      'A: 5 ns, 1',
      'A-2: 5 ns, 1',
    ]);
  });

  it('a name that Go printed on a line of its own belongs to the figures behind it', () => {
    expect(lines(imported('BenchmarkA-2\nsome log\n   \t 100\t 7.5 ns/op\nPASS\n'))).toEqual(['A: 7.5 ns, 1']);
  });

  it('the same file is the same run', () => {
    const id = (file: string) => imported(textOf('go.txt'), file).id;
    expect(id('go.txt')).toBe('20250301-101500-'.concat(id('go.txt').slice(-6)));
    expect(id('a/go.txt')).toBe(id('b/go.txt'));
  });

  it('benchmarks of one name are told apart', () => {
    const result = (command: string) => ({ command, mean: 1, times: [1, 1.1] });
    const run = imported(JSON.stringify({ results: [result('a'), result('a'), result('b')] }));
    expect(run.benchmarks?.map(({ name }) => name)).toEqual(['a', 'a (2)', 'b']);
  });
});

describe('what cannot be read is one error with its place', () => {
  const messageOf = (text: string): string => {
    try {
      JSON.stringify(imported(text), (key, value: unknown) => {
        if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
        return value;
      });
    } catch (error) {
      if (error instanceof UserError) return `${error.code} ${error.message}`;
      throw error;
    }
    return 'it was read';
  };
  const hyperfine = textOf('hyperfine-1.19.json');

  it.each([
    ['', 'INVALID_BENCH_FILE results.json: it is empty'],
    ['hello', 'UNKNOWN_BENCH_FORMAT results.json: no benchmarks of a kind that can be read are in it'],
    ['{"a": 1}', 'UNKNOWN_BENCH_FORMAT results.json: no benchmarks of a kind that can be read are in it'],
    ['[1, 2]', 'UNKNOWN_BENCH_FORMAT results.json: no benchmarks of a kind that can be read are in it'],
    ['{"benchmarks": []}', 'INVALID_BENCH_FILE results.json: no benchmark of Google benchmark is in it'],
    [
      '{"results": [{"command": "a", "mean": 1, "times": [1, "2"]}]}',
      'INVALID_BENCH_FILE results.json: results[0].times: should have numbers of 0 or more, but [1] is "2"',
    ],
    [
      '{"results": [{"command": "a", "mean": 1, "times": [1e300, 1]}]}',
      'INVALID_BENCH_FILE results.json: results[0].times: should have numbers of 0 to 1e30, but [0] is 1e+300',
    ],
    [
      '{"context": {"now": 1e20}, "layout": [], "benchmarks": [{"runs": []}]}',
      'INVALID_BENCH_FILE results.json: context.now: is no time that a calendar has',
    ],
    [
      '{"results": [{"command": "a", "mean": -1}]}',
      'INVALID_BENCH_FILE results.json: results[0].mean: should be a number of 0 or more, not -1',
    ],
    [
      '{"context": {}, "benchmarks": [{"name": "a", "real_time": 1, "time_unit": "weeks"}]}',
      "INVALID_BENCH_FILE results.json: benchmarks[0]: has the unknown time_unit 'weeks'",
    ],
    [
      'pkg: x\nBenchmarkA-8 100 5.0 ns/op 16',
      'INVALID_BENCH_FILE results.json, line 2: a value of BenchmarkA-8 has no unit: the line may be cut off',
    ],
    [
      '{"reason":"benchmark-complete","id":"a","unit":"cycles"}',
      "INVALID_BENCH_FILE results.json, line 1: is measured in 'cycles', which is no time",
    ],
    [
      '{"mean": {"point_estimate": "5"}}',
      'INVALID_BENCH_FILE results.json: mean.point_estimate: should be a number of 0 or more, not "5"',
    ],
  ])('%j', (text, expected) => {
    expect(messageOf(text)).toBe(expected);
  });

  it('a file that is cut off says where it ends', () => {
    expect(messageOf(hyperfine.slice(0, 300))).toMatch(
      /^INVALID_BENCH_FILE results\.json, line \d+, column \d+: it is no JSON, or its end is missing$/,
    );
  });

  it('wherever a file is cut off and whatever is put into it, it is read or told of', () => {
    const files = [
      'mitata-1.0.json',
      'google-1.8.json',
      'vitest-4.json',
      'go.txt',
      'cargo-criterion.jsonl',
      'tinybench-6.json',
    ];
    const texts = files.map(textOf);
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string(),
        (text, at, put) => {
          const place = Math.floor(text.length * at);
          for (const changed of [text.slice(0, place), text.slice(0, place) + put + text.slice(place)])
            messageOf(changed);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('values of other types anywhere are told of, or read', () => {
    const files = [
      'hyperfine-1.19.json',
      'mitata-1.0.json',
      'tinybench-6.json',
      'tinybench-table.json',
      'vitest-4.json',
    ];
    const roots = files.map((file) => JSON.parse(textOf(file)) as unknown);
    fc.assert(
      fc.property(fc.constantFrom(...roots), fc.jsonValue(), fc.nat(80), (root, value, at) => {
        let place = 0;
        const changed = JSON.stringify(root, (_, member: unknown) => (place++ === at ? value : member));
        messageOf(changed ?? 'null');
      }),
      { numRuns: 200 },
    );
  });
});
