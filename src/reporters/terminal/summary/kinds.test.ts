import { describe, expect, it } from 'vitest';
import type { Comparison, Level, Metric, Run } from '../../../model/run.ts';
import { renderCsv } from '../../csv.ts';
import { renderJunit } from '../../junit.ts';
import { renderMarkdown } from '../../markdown.ts';
import { exampleRun, passedRun } from '../fixtures/example-run.ts';
import { displayWidth } from '../text/text-width.ts';
import { renderSummary } from './summary.ts';

const trend = (value: number): Metric => ({
  name: 'http_req_duration',
  type: 'trend',
  unit: 'ms',
  tags: {},
  count: 100,
  min: value,
  mean: value,
  max: value,
  stddev: 0,
  percentiles: { 50: value, 95: value * 2, 99: value * 3 },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
});

const level = (name: string, load: number, more: Partial<Level> & { rate: number; failed?: number }): Level => {
  const { rate, failed = 0, ...rest } = more;
  const share = { passes: failed * 100, fails: 100 - failed * 100, value: failed };
  const metrics: Metric[] = [
    { name: 'http_reqs', type: 'counter', unit: 'count', tags: {}, total: rate * 10, perSecond: rate },
    { name: 'http_req_failed', type: 'rate', unit: 'share', tags: {}, ...share },
    trend(load / 2),
  ];
  return { name, load, unit: 'users', startMs: 2000, endMs: 12_000, metrics, ...rest };
};

const levels: readonly Level[] = [
  level('nominal', 20, { rate: 400, decided: 'within' }),
  level('peak', 30, { rate: 450, failed: 0.02, decided: 'crossed' }),
];

const scaling: NonNullable<Run['scaling']> = {
  law: 'usl',
  lambda: { value: 100, low: 98, high: 102 },
  sigma: { value: 0.05, low: 0.04, high: 0.06 },
  kappa: { value: 0.001, low: 0, high: Number.MAX_VALUE },
  r2: 0.998,
  peak: { load: { value: 30.8, low: 25, high: Number.MAX_VALUE }, throughput: 820 },
  knee: null,
  points: [
    { load: 1, throughput: 100, efficiency: 1, fitted: 100 },
    { load: 32, throughput: 800, efficiency: 0.25, fitted: 815 },
  ],
};

const comparison = (aggregate: string, ratio: number, more: Partial<Comparison> = {}): Comparison => ({
  metric: 'http_req_duration',
  tags: {},
  aggregate,
  against: '20250301-101500-shop',
  before: 20,
  after: 20 * ratio,
  ratio,
  low: ratio * 0.95,
  high: ratio * 1.05,
  verdict: 'same',
  ...more,
});
const comparisons: readonly Comparison[] = [
  comparison('p50', 1.01),
  comparison('p95', 1.62, { verdict: 'slower', severity: 'critical' }),
  comparison('p99', 0.5, { verdict: 'faster', tags: { name: 'GET /items' } }),
];

const kindRun = (): Run => ({ ...passedRun(), levels, scaling, comparisons });

function section(title: string, run: Run = kindRun(), columns = 120): string[] {
  const lines = renderSummary(run, { columns, color: false, unicode: true, files: [] }).split('\n');
  const from = lines.findIndex((line) => line.startsWith(title));
  return from < 0 ? [] : lines.slice(from, lines.indexOf('', from)).map((line) => line.trimEnd());
}

describe('the summary of a kind of test', () => {
  it('has a row for each level', () => {
    expect(section('What happened')).toMatchInlineSnapshot(`
      [
        "What happened at each level?",
        "     Level    Users   Rate                Failed     p50     p95     p99",
        "  ✓  nominal     20  400/s  ██████████▋       0%  10.0ms  20.0ms  30.0ms",
        "  ✗  peak        30  450/s  ████████████   2.00%  15.0ms  30.0ms  45.0ms",
      ]
    `);
  });

  it('has the law of scaling beside what was measured', () => {
    expect(section('How does it scale?')).toMatchInlineSnapshot(`
      [
        "How does it scale?  Universal Scalability Law",
        "  Load  Measured    Law  Efficiency",
        "     1     100/s  100/s        100%  ███",
        "    32     800/s  815/s       25.0%  ████████████████████████",
        "  one user 100/s · contention σ 0.05 (0.04 to 0.06) · coherency κ 0.001 (0 to ∞) · peak 820/s at 30.8 (25 to ∞)",
        "  R² 0.998",
      ]
    `);
  });

  it('has each comparison, the gravest first', () => {
    expect(section('How does it compare?')).toMatchInlineSnapshot(`
      [
        "How does it compare?  with 20250301-101500-shop",
        "          Figure                 Step        Baseline     Now  Change  Between",
        "  worse   http_req_duration p95                  20ms  32.4ms    +62%  +54% to +70%",
        "  same    http_req_duration p50                  20ms  20.2ms     +1%  -4% to +6%",
        "  better  http_req_duration p99  GET /items      20ms    10ms    -50%  -52% to -47%",
      ]
    `);
  });

  it('marks limits that the kind brought along, and those of a level', () => {
    const [limit] = exampleRun().limits;
    const marked = { ...kindRun(), limits: [{ ...limit!, isDefault: true, level: 'peak' }] };
    expect(section('Limits', marked).at(-1)).toMatch(/default, at peak$/);
    expect(section('Limits', exampleRun()).join()).not.toContain('default');
  });

  it('fits into a narrow terminal', () => {
    const lines = renderSummary(kindRun(), { columns: 50, color: false, unicode: true, files: [] }).split('\n');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(50);
  });

  it('leaves out what the kind does not have', () => {
    for (const title of ['What happened', 'How does it']) expect(section(title, passedRun())).toEqual([]);
    expect(section('What happened', { ...passedRun(), levels: levels.slice(0, 1) })).toEqual([]);
    expect(section('What happened', { ...kindRun(), kind: 'capacity' })).toEqual([]);
  });
});

describe('the reports of a kind of test', () => {
  it('have tables in Markdown', () => {
    const text = renderMarkdown(kindRun());
    const after = text.slice(text.indexOf('### Compared'), text.indexOf('### Steps')).trim();
    expect(after).toMatchInlineSnapshot(`
      "### Compared with \`20250301-101500-shop\`

      | Figure | Step | Baseline | Now | Change | Between |  |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`http_req_duration p95\` |  | 20ms | 32.4ms | +62% | +54% to +70% | **slower**, critical |
      | \`http_req_duration p50\` |  | 20ms | 20.2ms | +1% | -4% to +6% | same |
      | \`http_req_duration p99\` | \`GET /items\` | 20ms | 10ms | -50% | -52% to -47% | faster |

      ### Levels

      | Level | Load | Rate | Failed | p50 | p95 | p99 | Within limits |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`nominal\` | 20 users | 400/s | 0% | 10ms | 20ms | 30ms | yes |
      | \`peak\` | 30 users | 450/s | 2% | 15ms | 30ms | 45ms | **no** |

      ### Scaling

      law \`usl\` · one user 100/s · σ 0.05 (0.04 to 0.06) · κ 0.001 (0 to ∞) · peak 820/s at 30.8 (25 to ∞) · R² 0.998

      | Load | Measured | Law | Efficiency |
      | --- | ---: | ---: | ---: |
      | 1 | 100/s | 100/s | 100% |
      | 32 | 800/s | 815/s | 25% |"
    `);
  });

  it('have a test case for each comparison, which fails where it is critical', () => {
    const cases = renderJunit(kindRun())
      .split('\n')
      .filter((line) => line.includes('.comparisons'));
    expect(cases).toHaveLength(3);
    expect(cases.filter((line) => line.includes('<failure'))).toHaveLength(1);
    expect(cases[0]).toContain('slower: 20ms before, 32.4ms now, +62% (+54% to +70%)');
  });

  it('have the levels in CSV, as steps of their own', () => {
    const lines = renderCsv(kindRun())
      .split('\r\n')
      .filter((line) => line.includes('level=peak'));
    expect(lines).toContain(`${kindRun().id},http_reqs,level=peak;users=30,2000,10000,perSecond,450`);
    expect(lines).toContain(`${kindRun().id},http_req_duration,level=peak;users=30,2000,10000,p95,30`);
  });
});
