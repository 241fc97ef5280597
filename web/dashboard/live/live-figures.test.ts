import { describe, expect, it } from 'vitest';
import type { LiveSecond } from '../../../src/model/live-run.ts';
import type { Run } from '../../../src/model/run.ts';
import { liveFigures } from './live-figures.ts';

function run(change: Partial<Run>): Run {
  return { metrics: [], series: [], limits: [], ...change } as unknown as Run;
}

const limit = { metric: 'checks', tags: {}, rule: 'checks rate > 99%', value: 1 };

describe('the figures of a run under way', () => {
  it('are dashes before anything is measured', () => {
    expect(liveFigures(run({}), undefined)).toMatchObject({ rate: '–', p95: '–', errors: '–', hasErrors: false });
  });

  it('are those of the last step measured, of the last seconds, and of the whole', () => {
    const fields = { count: [1, 120, null], perSecond: [1, 120, null] };
    const series = [
      { name: 'http_reqs', tags: { name: 'login' }, startMs: 0, stepMs: 1000, fields: { perSecond: [1] } },
      { name: 'http_reqs', tags: {}, startMs: 0, stepMs: 1000, fields },
    ];
    const failed = {
      name: 'http_req_failed',
      type: 'rate',
      unit: 'share',
      tags: {},
      passes: 1,
      fails: 99,
      value: 0.01,
    };
    const recent = { count: 9, mean: 1, p50: 1, p90: 2, p95: 41.5, p99: 3, max: 4 };
    const figures = liveFigures(run({ series, metrics: [failed] as Run['metrics'] }), { recent } as LiveSecond);
    expect(figures).toMatchObject({ rate: '120/s', p95: '41.5ms', errors: '1%', hasErrors: true });
  });

  it('count limits by how they stand', () => {
    const limits = [true, true, false, null].map((passed) => ({ ...limit, passed }));
    expect(liveFigures(run({ limits }), undefined).limits).toEqual({ kept: 2, broken: 1, open: 1 });
  });
});
