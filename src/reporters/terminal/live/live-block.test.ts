import { describe, expect, it } from 'vitest';
import { exampleView } from '../fixtures/example-view.ts';
import { withHostileTexts } from '../fixtures/hostile.ts';
import { displayWidth } from '../text/text-width.ts';
import { liveBlock } from './live-block.ts';

const look = { columns: 79, rows: 23, color: false, unicode: true };
const draw = (changes: Partial<typeof look>, view = exampleView()) =>
  `\n${liveBlock(view, { ...look, ...changes }).join('\n')}\n`;

describe('liveBlock', () => {
  it('fills a terminal of 80 by 24', () => {
    expect(draw({})).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000                                             ramp-up
      ━━━━━━━━━━━━━━━━━━━━━━───────────────────────   48%  1m12s of 2m30s  1m18s left

      load        asked 200/s · started 199/s · 23 of 40 users busy
      requests    398/s · 12 failed (0.04%) · 28,412 so far · ↓ 1.24 MB/s · ↑ 61 kB/s
      iterations  199/s · 14,180 so far
      checks      ✗ 22 failed · 28,390 held

      latency         p50      p90      p95      p99      max
      last 10s     4.11ms   12.5ms   34.2ms    210ms    388ms
      so far       3.98ms   11.9ms   31.7ms    188ms    902ms
      from due     4.02ms   12.1ms   33.9ms    240ms    1.20s

      requests                                      ⢀⣀⣀⣠⣤⣤⣤⣤⣴⣶⣶⣶⣶⣶⣶⣤⣤⣤⣤⣤⣤⣤⣤⣤ 500/s
      last 72s                          ⣀⣀⣀⣠⣤⣤⣶⣶⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0
      p99                               ⣤⣴⣶⣾⣿⣿⣷⣶⣦⣤⣀⣀     ⣀⣠⣤⣴⣶⣾⣿⣿⣶⣶⣦⣤⣀⡀      250ms
      last 72s                          ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0

      limits      ✗  http_req_duration p99 < 150ms  188ms  126%  ━━━━━━━━
                  ✓  http_req_failed rate < 1%      0.04%    4%  ────────
                  …  checks rate > 99%                  –
      errors      timeout 9 · status 3
      "
    `);
  });

  it('has charts side by side and a table of steps on a terminal of 120 by 40', () => {
    expect(draw({ columns: 119, rows: 39 })).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000                                                                                     ramp-up
      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────────   48%  1m12s of 2m30s  1m18s left

      load        asked 200/s · started 199/s · 23 of 40 users busy
      requests    398/s · 12 failed (0.04%) · 28,412 so far · ↓ 1.24 MB/s · ↑ 61 kB/s
      iterations  199/s · 14,180 so far
      checks      ✗ 22 failed · 28,390 held

      latency         p50      p90      p95      p99      max
      last 10s     4.11ms   12.5ms   34.2ms    210ms    388ms
      so far       3.98ms   11.9ms   31.7ms    188ms    902ms
      from due     4.02ms   12.1ms   33.9ms    240ms    1.20s

      requests                          ⢀⣀⣀⣀⣀           500/s   p99           ⢀⣠⣴⣶⣶⣦⣄⡀           ⢀⣤⣶⣶⣶⣦⣄          250ms
      last 72s                   ⣀⣤⣶⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣶⣶⣶⣶⣶⣶         last 72s     ⣴⣿⣿⣿⣿⣿⣿⣿⣿⣦⣀       ⣠⣶⣿⣿⣿⣿⣿⣿⣿⣿⣦⡀
                            ⣀⣠⣴⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿                      ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣷⣦⣤⣤⣤⣴⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣷⣦⣤⣤⣤⣶
                       ⣀⣤⣴⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿                      ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
                   ⣀⣠⣴⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0                    ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0

      limits      ✗  http_req_duration p99 < 150ms  188ms  126%  ━━━━━━━━
                  ✓  http_req_failed rate < 1%      0.04%    4%  ────────
                  …  checks rate > 99%                  –
      errors      timeout 9 · status 3

      step             count  failed     p50     p95     p99
      GET /items/:id  14,206      0%  2.40ms  8.10ms  20.3ms
      GET /search      7,103   0.13%  14.1ms  98.7ms   320ms
      POST /cart       7,103   0.04%  4.80ms  12.2ms  31.9ms
      "
    `);
  });

  it('keeps what matters on a terminal of 40 by 24', () => {
    expect(draw({ columns: 39 })).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000     ramp-up
      ━━━━━━━━━━───────────   48%  1m18s left

      load        asked 200/s · started 199/s
      requests    398/s · 12 failed (0.04%)
      iterations  199/s · 14,180 so far
      checks      ✗ 22 failed · 28,390 held

      latency         p50      p95      p99
      last 10s     4.11ms   34.2ms    210ms
      so far       3.98ms   31.7ms    188ms
      from due     4.02ms   33.9ms    240ms

      requests    ⣤⣤⣴⣶⣶⣶⣶⣶⣶⣤⣤⣤⣤⣤⣤⣤⣤⣤ 500/s
      last 36s    ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0
      p99         ⣠⣤⣴⣶⣾⣿⣿⣶⣶⣦⣤⣀⡀      250ms
      last 36s    ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ 0

      limits      ✗  …tion p99 < 150ms  188ms
                  ✓  …failed rate < 1%  0.04%
                  …  checks rate > 99%      –
      errors      timeout 9 · status 3
      "
    `);
  });

  it('keeps progress, limits and errors on a terminal of 12 rows', () => {
    expect(draw({ rows: 11 })).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000                                             ramp-up
      ━━━━━━━━━━━━━━━━━━━━━━───────────────────────   48%  1m12s of 2m30s  1m18s left
      load        asked 200/s · started 199/s · 23 of 40 users busy
      requests    398/s · 12 failed (0.04%) · 28,412 so far · ↓ 1.24 MB/s · ↑ 61 kB/s
      latency         p50      p90      p95      p99      max
      last 10s     4.11ms   12.5ms   34.2ms    210ms    388ms
      so far       3.98ms   11.9ms   31.7ms    188ms    902ms
      from due     4.02ms   12.1ms   33.9ms    240ms    1.20s
      limits      ✗  http_req_duration p99 < 150ms  188ms  126%  ━━━━━━━━
                    … 1 more
      errors      timeout 9 · status 3
      "
    `);
  });

  it('draws with ASCII alone where Unicode is not to be had', () => {
    expect(draw({ unicode: false })).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000                                             ramp-up
      ======================-----------------------   48%  1m12s of 2m30s  1m18s left

      load        asked 200/s | started 199/s | 23 of 40 users busy
      requests    398/s | 12 failed (0.04%) | 28,412 so far | v 1.24 MB/s | ^ 61 kB/s
      iterations  199/s | 14,180 so far
      checks      x 22 failed | 28,390 held

      latency         p50      p90      p95      p99      max
      last 10s     4.11ms   12.5ms   34.2ms    210ms    388ms
      so far       3.98ms   11.9ms   31.7ms    188ms    902ms
      from due     4.02ms   12.1ms   33.9ms    240ms    1.20s

      requests                                      ...:::::+++++++::::::::: 500/s
      last 72s                          ...:::+++########################### 0
      p99                               :++####++:..     .::++###+++:..      250ms
      last 72s                          #################################### 0

      limits      x  http_req_duration p99 < 150ms  188ms  126%  ========
                  +  http_req_failed rate < 1%      0.04%    4%  --------
                  ~  checks rate > 99%                  -
      errors      timeout 9 | status 3
      "
    `);
  });

  it('shows a closed model, iterations left, and a generator that is the bottleneck', () => {
    const view = exampleView();
    const closed = exampleView({
      plannedMs: null,
      phases: [],
      load: {
        ...view.load,
        askedRate: null,
        askedUsers: 50,
        askedIterations: 20_000,
        activeUsers: 50,
        allocatedUsers: 50,
      },
      responseTime: null,
      errors: [],
      total: { ...view.total, failed: 0, checksFailed: 0, checksPassed: 0 },
      tails: { ...view.tails, requests: [1], p99: [null] },
      limits: [],
      generator: { workers: 1, loopDelayP99: 84, latenessP99: null, cpu: 99.6 },
      findings: [
        {
          kind: 'generator-saturated',
          severity: 'major',
          title: 'the generator is saturated',
          evidence: {},
          advice: '',
        },
      ],
    });
    expect(draw({}, closed)).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000                                             running
      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────   70%  1m12s  ≈30s left

      load        asked 50 users · 50 busy · 14,180 of 20,000 iterations
      requests    398/s · none failed · 28,412 so far · ↓ 1.24 MB/s · ↑ 61 kB/s
      iterations  199/s · 14,180 so far

      latency         p50      p90      p95      p99      max
      last 10s     4.11ms   12.5ms   34.2ms    210ms    388ms
      so far       3.98ms   11.9ms   31.7ms    188ms    902ms
      generator   ! CPU 100% of a core · ! loop delay p99 84.0ms
                  ! the generator is saturated

      step             count  failed     p50     p95     p99
      GET /items/:id  14,206      0%  2.40ms  8.10ms  20.3ms
      GET /search      7,103   0.13%  14.1ms  98.7ms   320ms
      POST /cart       7,103   0.04%  4.80ms  12.2ms  31.9ms
      "
    `);
  });

  it('colours add nothing but colours', () => {
    const colored = draw({ color: true });
    expect(colored).toContain('\x1b[');
    expect(colored.replace(/\x1b\[[\d;]*m/g, '')).toBe(draw({}));
  });

  it('never leaves its columns and rows, whatever the names', () => {
    const hostile = withHostileTexts(
      exampleView({ findings: [{ kind: 'a', severity: 'major', title: 'b', evidence: {}, advice: '' }] }),
      ['state', 'severity', 'unit'],
    );
    for (const view of [exampleView(), hostile]) {
      for (const columns of [1, 10, 20, 39, 40, 60, 79, 80, 119, 200]) {
        for (const rows of [1, 2, 5, 12, 23, 39, 60]) {
          const lines = liveBlock(view, { ...look, color: true, columns, rows });
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  it('obeys nothing that a name says', () => {
    const lines = liveBlock(withHostileTexts(exampleView(), ['state', 'unit']), { ...look, rows: 60 });
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
