import { describe, expect, it } from 'vitest';
import type { Run } from '../../../model/run.ts';
import { exampleRun, passedRun } from '../fixtures/example-run.ts';
import { evidenceTexts } from './findings.ts';
import { renderSummary } from './summary.ts';
import { verdictReason } from './verdict.ts';

const limit = (passed: boolean | null, rest: { value?: number | null; reason?: string } = {}) => ({
  metric: 'http_req_duration',
  tags: {},
  rule: 'http_req_duration p95 < 200ms',
  value: 250,
  passed,
  ...rest,
});
const finding = (kind: string, title: string) => ({
  kind,
  title,
  severity: 'critical' as const,
  evidence: {},
  advice: '',
});
const withoutThrows = (run: Run): Run => ({
  ...run,
  metrics: run.metrics.filter(({ name }) => name !== 'iterations_failed'),
});
const quietRun = (changes: Partial<Run>) =>
  withoutThrows(exampleRun({ checks: [], findings: [], errors: [], ...changes }));

describe('verdictReason', () => {
  it.each([
    ['passed, with limits', passedRun(), 'both limits were kept'],
    ['passed, with none', quietRun({ verdict: 'passed', limits: [] }), 'no limits were set, and nothing else failed'],
    ['one limit crossed', quietRun({ limits: [limit(false)] }), 'http_req_duration p95 was 250ms, allowed is < 200ms'],
    [
      'two of three crossed',
      quietRun({ limits: [limit(false), limit(false), limit(true)] }),
      '2 of 3 limits were crossed',
    ],
    [
      'a limit without a sample',
      quietRun({ limits: [limit(false, { value: null, reason: 'no sample' })] }),
      'http_req_duration p95 < 200ms failed: no sample',
    ],
    [
      'failed checks',
      quietRun({ limits: [], checks: [{ name: 'is 200', group: '', scenario: 's', passes: 90, fails: 10 }] }),
      "check 'is 200' failed 10 of 100 times",
    ],
    ['thrown iterations', exampleRun({ limits: [], checks: [] }), '3 iterations failed'],
    [
      'not judged',
      quietRun({ verdict: 'inconclusive', limits: [limit(null, { reason: 'only 3 samples' }), limit(true)] }),
      'http_req_duration p95 < 200ms could not be judged: only 3 samples',
    ],
    [
      'aborted by a limit',
      quietRun({ verdict: 'aborted', limits: [limit(false)] }),
      'stopped early: http_req_duration p95 was 250ms, allowed is < 200ms',
    ],
    [
      'aborted otherwise',
      quietRun({ verdict: 'aborted', limits: [], events: [{ atMs: 1, kind: 'aborted', text: 'worker 2 died' }] }),
      'stopped early: worker 2 died',
    ],
    [
      'a target out of reach, whatever the limits',
      quietRun({
        limits: [limit(false)],
        findings: [finding('target-unreachable', 'localhost:1 could not be reached')],
      }),
      'localhost:1 could not be reached',
    ],
    [
      'too few samples',
      quietRun({
        verdict: 'inconclusive',
        limits: [limit(true)],
        findings: [finding('few-samples', 'held on 3 samples')],
      }),
      'held on 3 samples',
    ],
    ['interrupted', quietRun({ verdict: 'interrupted' }), 'stopped after 1m; what was measured until then is below'],
    ['failed for no reason known', quietRun({ limits: [] }), 'see the findings below'],
  ])('%s', (_, run, reason) => {
    expect(verdictReason(run)).toBe(reason);
  });
});

const summaryOf = (run: Run) => renderSummary(run, { columns: 80, color: false, unicode: true });

describe('why', () => {
  it('is left away where the first line has said it all', () => {
    expect(summaryOf(quietRun({ limits: [limit(false), limit(true)] }))).not.toContain('\nWhy\n');
  });

  it('lists everything that failed', () => {
    const text = summaryOf(exampleRun({ limits: [limit(false), limit(false, { value: 900 })] }));
    expect(text.slice(text.indexOf('Why'), text.indexOf('Can the'))).toMatchInlineSnapshot(`
      "Why
           Limit                  Measured  Allowed
        ✗  http_req_duration p95     250ms  < 200ms  25% over
        ✗  http_req_duration p95     900ms  < 200ms  4.5× the limit
        ✗  check 'is 200' failed 20 of 6,000 times
        ✗  3 iterations failed

      "
    `);
  });
});

describe('trust', () => {
  it('names the finding when the generator spoiled the numbers', () => {
    const finding = {
      kind: 'generator-saturated',
      severity: 'major' as const,
      title: 'the generator was the bottleneck',
    };
    const text = summaryOf(
      exampleRun({
        findings: [
          {
            ...finding,
            evidence: { cpuPercent: 99.2, loopDelayP99: 44, worker: null, untrusted: 'all' },
            advice: 'add workers',
          },
        ],
      }),
    );
    expect(text).toContain('! the generator was the bottleneck');
    expect(text).toContain('cpu 99.20% · loop delay p99 44.0ms');
    expect(text).not.toContain('kept up');
  });

  it('does not praise a generator that dropped arrivals', () => {
    expect(summaryOf(exampleRun({ findings: [] }))).toContain('! 12 arrivals dropped');
  });
});

describe('findings', () => {
  it('give their evidence in words and units, and not what the title says already', () => {
    const evidence = {
      rule: 'x',
      value: 0.02,
      threshold: 0.01,
      unit: 'share',
      share: 0.5,
      longest: 12,
      planned: 6000,
      kind: 'timeout',
      most: 'GET /a',
    };
    expect(evidenceTexts(evidence, "failed with 'timeout'")).toEqual([
      'value 2.00%',
      'threshold 1.00%',
      'share 50.0%',
      'longest 12.0ms',
      'planned 6,000',
      'most GET /a',
    ]);
  });
});

describe('limits', () => {
  it('say once what makes several of them doubtful', () => {
    const reason = 'a lower bound, since arrivals were dropped';
    const text = summaryOf(
      exampleRun({ limits: [limit(true, { reason }), limit(true, { reason }), limit(null, { reason: 'too short' })] }),
    );
    expect(text).toContain(`!  2 limits: ${reason}\n`);
    expect(text).toContain('!  http_req_duration p95 < 200ms: too short\n');
  });
});
