import { getElementsByTagName } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { renderCsv } from './csv.ts';
import { benchmark, exampleBenchRun } from './fixtures/example-bench-run.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';

const NASTY =
  '</style><script>alert(1)</script>|`x`|<img src=x onerror=alert(1)> @me [a](http://b) "\' \u0000\u001b[31m\u202e';

function nasty(): Run {
  const run = exampleBenchRun({ name: NASTY });
  const benchmarks = [
    benchmark({ name: NASTY, group: NASTY, median: 5, params: { [NASTY]: NASTY }, error: NASTY }),
    benchmark({
      name: '=cmd|"calc"!A1',
      group: '',
      median: 5,
      findings: [{ kind: 'x', severity: 'major', title: NASTY, advice: NASTY, evidence: {} }],
    }),
  ];
  return {
    ...run,
    benchmarks,
    comparisons: (run.comparisons ?? []).map((each) => ({ ...each, tags: { name: NASTY } })),
  };
}

describe('Markdown', () => {
  it('has comparisons first, then a table for each group', () => {
    expect(renderMarkdown(exampleBenchRun())).toMatchInlineSnapshot(`
      "## parse.bench.ts: failed

      42.3s from 2025-03-01T10\\:15\\:00.000Z · test \`bench/parse.bench.ts\`

      sort › broken threw; parse › parseFast does not keep its maxMemoryUsage; parseSafe is far worse

      ### Compared: 1 slower, 1 faster, 1 unclear, 1 same

      | Benchmark |  | Ratio | Between | Of | Against | It took | This | Noise | Visible | To be clear |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`parse › parseSafe\` | **slower**, critical | 1.62× | 1.55–1.70 | time | \`20250228-090000-aa11bb\` | 762.0 ns | 1.234 µs | 0.8% | 1.2% |  |
      | \`parse › parseFast\` | faster | 1.32× | 1.29–1.35 | time | \`20250228-090000-aa11bb\` | 17.00 ns | 12.87 ns | 0.8% | 1.2% |  |
      | \`sort › n=10\` | unclear | 1.020× | 0.970–1.080 | time | \`20250228-090000-aa11bb\` | 804.0 ns | 820.0 ns | 0.8% | 1.2% | about 12 more processes |
      | \`parse › JSON.parse\` | same | 1.002× | 0.995–1.009 | time | \`20250228-090000-aa11bb\` | 41.20 ns | 41.31 ns | 0.8% | 1.2% |  |

      Noise is how far the same code differs here by chance; visible is the least change seen 4 times in 5.

      ### parse

      | Benchmark | Time | ± | min … max | p95 | p99 | per s | Allocated |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`JSON.parse\`, baseline | 41.31 ns | ±1.1% | 39.24 ns … 132.2 ns | 46.27 ns | 57.83 ns | 24.2M/s | 112 B |
      | \`parseFast\` | 12.87 ns | ±1.1% | 12.23 ns … 41.18 ns | 14.41 ns | 18.02 ns | 77.7M/s | 0 B |
      | \`parseSafe\` | 1.234 µs | ±1.1% | 1.173 µs … 3.950 µs | 1.383 µs | 1.728 µs | 810k/s | 18.4 kB |

      ### sort

      | Benchmark | Time | ± | min … max | p95 | p99 | per s |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`n=10\` | 820.0 ns | ±1.1% | 779.0 ns … 2.624 µs | 918.4 ns | 1.148 µs | 12.2M items/s |
      | \`n=1000\` | 104.2 µs | ±1.1% | 99.02 µs … 333.5 µs | 116.7 µs | 145.9 µs | 9.59k/s |
      | \`n=100000\` | 17.82 ms | ±1.1% | 16.93 ms … 57.03 ms | 19.96 ms | 24.95 ms | 56.1/s |
      | \`broken\`, **threw** \`TypeError: x is not a function\` |  |  |  |  |  |  |

      ### Growth

      - \`sort › n=$n\` with \`n\`: O\\(n log n\\), slope 1.08 \\(1.05–1.12\\); may also be O\\(n\\)

      ### Requirements

      | Benchmark |  | Allowed | Measured | Held |
      | --- | ---: | ---: | ---: | ---: |
      | \`parse › parseFast\` | maxExecutionTime | ≤ 20.00 ns | 12.87 ns | yes |
      | \`parse › parseFast\` | maxMemoryUsage | ≤ 1 MB | 2.4 MB | **no** |

      ### Warnings

      - **minor**: parseSafe got 4.1% slower while it was measured, in one process as in the next  
        Something grows from iteration to iteration. Start each from the same state \\(beforeEach\\).
      - **info**: n=1000 takes either 98.00 µs or 131.0 µs  
        A single figure tells little of it.
      - **major**: n=100000 looks optimised away\\: it takes no longer than a function that does nothing  
        Return what it computes, and compute from parameters or state instead of constants.
      "
    `);
  });

  it('makes no markup of names', () => {
    const text = renderMarkdown(nasty());
    expect(text.replace(/`[^\n]*`/g, '')).not.toMatch(/<script|<img|(?<!\\)\[a\]/);
  });
});

describe('CSV', () => {
  it('has a line for each benchmark, with the comparison of its time', () => {
    const [header = '', ...lines] = renderCsv(exampleBenchRun()).trimEnd().split('\r\n');
    expect(header.split(',').slice(0, 4)).toEqual(['run', 'file', 'group', 'name']);
    expect(lines).toHaveLength(7);
    const columns = header.split(',');
    const cells = (lines[2] ?? '').split(',');
    const at = (name: string) => cells[columns.indexOf(name)];
    expect([at('name'), at('median_ns'), at('ratio'), at('verdict'), at('severity')]).toEqual([
      'parseSafe',
      '1234.5',
      '1.62',
      'slower',
      'critical',
    ]);
    expect(lines.at(-1)).toContain('TypeError: x is not a function');
    expect(lines.every((line) => line.split(',').length === columns.length)).toBe(true);
  });

  it('runs nothing that a name holds as a formula', () => {
    expect(renderCsv(nasty())).toContain(`"'=cmd|""calc""!A1"`);
  });
});

describe('JUnit', () => {
  const cases = (run: Run) => {
    const document = parseDocument(renderJunit(run), { xmlMode: true });
    return getElementsByTagName('testcase', document).map((element) => {
      const [failed] = [...getElementsByTagName('failure', element), ...getElementsByTagName('error', element)];
      return [element.attribs.name, failed === undefined ? 'passed' : `${failed.name}: ${failed.attribs.message}`];
    });
  };

  it('fails by requirements that are not kept, critical regressions and what threw', () => {
    expect(cases(exampleBenchRun())).toEqual([
      ['verdict', 'failure: the run was failed'],
      ['JSON.parse', 'passed'],
      ['parseFast', 'failure: maxMemoryUsage: 2.4 MB, allowed is ≤ 1 MB'],
      [
        'parseSafe',
        'failure: time 1.62× slower (1.55–1.70): 1.234 µs against 762.0 ns of 20250228-090000-aa11bb; noise 0.8%, visible from 1.2%',
      ],
      ['n=10', 'passed'],
      ['n=1000', 'passed'],
      ['n=100000', 'passed'],
      ['broken', 'error: TypeError: x is not a function'],
    ]);
  });

  it('has a case for a comparison without a benchmark', () => {
    const run = exampleBenchRun({ benchmarks: [] });
    expect(cases(run).map(([name]) => name)).toEqual([
      'verdict',
      'parse › parseSafe',
      'parse › parseFast',
      'sort › n=10',
      'parse › JSON.parse',
    ]);
  });
});

describe('JSON', () => {
  it('has the parts of benchmarks in the order of the schema, fractions to nine digits', () => {
    const value = 41.309_999_999_999_995;
    const run = exampleBenchRun({
      samples: [{ values: [value, 3], process: 0, aggregate: 'time', tags: {}, metric: 'bench_time' }],
    });
    const text = renderJson(run);
    expect(Object.keys(JSON.parse(text)).slice(-9)).toEqual([
      'samples',
      'benchmarks',
      'growth',
      'comparisons',
      'checks',
      'limits',
      'errors',
      'findings',
      'events',
    ]);
    expect(text).toContain('"values": [41.31,3]');
    expect(Object.keys(JSON.parse(text).benchmarks[0]).slice(0, 5)).toEqual([
      'name',
      'group',
      'file',
      'params',
      'isBaseline',
    ]);
    expect(Object.keys(JSON.parse(text).comparisons[0]).slice(-4)).toEqual([
      'verdict',
      'unit',
      'noiseFloor',
      'smallest',
    ]);
  });
});
