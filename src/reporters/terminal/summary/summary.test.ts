import { describe, expect, it } from 'vitest';
import { exampleRun, passedRun } from '../fixtures/example-run.ts';
import { withHostileTexts } from '../fixtures/hostile.ts';
import { displayWidth } from '../text/text-width.ts';
import { renderSummary } from './summary.ts';

const look = { columns: 80, color: false, unicode: true, files: ['.plimsoll/runs/20250301-101500-shop.json'] };
const render = (changes: Partial<typeof look>, run = exampleRun()) =>
  `\n${renderSummary(run, { ...look, ...changes })}`;

describe('renderSummary', () => {
  it('answers in order at 80 columns', () => {
    expect(render({})).toMatchInlineSnapshot(`
      "
      ✗ FAILED  shop: http_req_duration p95 was 234ms, allowed is < 200ms
      1m · 12,000 requests · 200/s · 0.18% failed · http://localhost:3000
      tests/shop.ts

      Why
           Limit                  Measured  Allowed
        ✗  http_req_duration p95     234ms  < 200ms  17% over
        ✗  3 iterations failed

      Can the numbers be trusted?
        ! 12 of 6,000 arrivals (0.2%) were dropped, since no user was free:
          percentiles are lower bounds
          lateness p99 753µs · loop delay p99 3.42ms · CPU 43% of a core · 12 dropped

      Where is the time spent?
        Step            Count   Rate  Failed     p50     p95     p99  Time
        GET /search     3,000   50/s   0.47%  25.3ms   436ms   759ms   75%  ██████
        GET /items/:id  6,000  100/s      0%  2.59ms  32.2ms  52.6ms   12%  █
        POST /cart      3,000   50/s   0.27%  4.94ms  63.9ms   105ms   12%  █

      How long did responses take?  from sent; from due is what a user would have felt
            2ms – 5ms  ███████████████████  7,379  61.6%           from sent  from due
           5ms – 10ms  ███                  1,168  9.74%    min       2.10ms    2.10ms
          10ms – 20ms  ██▏                    822  6.86%    mean      44.4ms    57.0ms
          20ms – 50ms  ██▏                    834  6.96%    p50       3.06ms    3.12ms
         50ms – 100ms  █▍                     517  4.31%    p75       14.2ms    15.7ms
        100ms – 200ms  █▏                     451  3.76%    p90        110ms     136ms
        200ms – 500ms  █▍                     524  4.37%    p95        287ms     372ms
           500ms – 1s  ▊                      291  2.43%    p99        694ms     940ms
                                                            p99.9      859ms     1.18s
                                                            max        879ms     1.21s

      Limits
           Limit                          Measured  Used
        ✗  http_req_duration p95 < 200ms     234ms  118%  ━━━━━━━━━━
        ✓  http_req_failed rate < 1%         0.18%   18%  ━━────────
        ✓  checks rate > 99%                99.83%   17%  ━━────────

      Checks  20 of 12,000 failed
        ✗  is 200            99.67%  failed 20 of 6,000 times
        ✓  cart / has items    100%               6,000 times

      Status codes
        200 11,978 (99.82%) · no answer 14 (0.12%) · 503 8 (0.07%)

      Errors
        14 × timeout  GET /search
          31.2s in: no answer from localhost:3000 within 1s
        8 × status  POST /cart
          40.0s in: 503 Service Unavailable

      Findings
        ! major: The limit 'http_req_duration p95 < 200ms' was crossed: 234ms
          value 234ms · threshold 200ms
          → Find the step and the moment at which it was crossed in the table of
            steps and the charts.
        ! major: 12 of 6,000 arrivals (0.2%) were dropped, since no user was free:
          percentiles are lower bounds
          dropped 12 · planned 6,000
          → Allow for more users (\`maxUsers\`), or lower the rate to what the target
            carries.

      Connection set-up  blocked includes connecting and TLS
        Phase           mean     p95     max   Time
        blocked       5.58ms  34.4ms  89.9ms  11.3%  █▊
          connecting  5.13ms  31.2ms  79.9ms  10.4%  █▋
        waiting       43.1ms   279ms   859ms  87.0%  █████████████▉
        receiving      847µs  5.55ms  20.0ms  1.71%  ▎

      Iterations   6,000 planned · 5,988 started · 5,988 ended · 12 dropped · 3 failed
      Data         received 41.2 MB (687 kB/s) · sent 1.83 MB (30.6 kB/s)
                   5,988 connections opened
      Environment  plimsoll 0.1.0 · node 22.11.0 · AMD EPYC 7763 64-Core Processor
                   4 cores · 3 workers · seed 42
      Results      .plimsoll/runs/20250301-101500-shop.json
      "
    `);
  });

  it('has room for every column at 120', () => {
    expect(render({ columns: 120 })).toMatchInlineSnapshot(`
      "
      ✗ FAILED  shop: http_req_duration p95 was 234ms, allowed is < 200ms
      1m · 12,000 requests · 200/s · 0.18% failed · http://localhost:3000 · tests/shop.ts

      Why
           Limit                  Measured  Allowed
        ✗  http_req_duration p95     234ms  < 200ms  17% over
        ✗  3 iterations failed

      Can the numbers be trusted?
        ! 12 of 6,000 arrivals (0.2%) were dropped, since no user was free: percentiles are lower bounds
          lateness p99 753µs · loop delay p99 3.42ms · CPU 43% of a core · 12 dropped

      Where is the time spent?
        Step            Count   Rate  Failed     p50     p90     p95     p99     max  Time
        GET /search     3,000   50/s   0.47%  25.3ms   239ms   436ms   759ms   878ms   75%  ██████
        GET /items/:id  6,000  100/s      0%  2.59ms  18.9ms  32.2ms  52.6ms  59.9ms   12%  █
        POST /cart      3,000   50/s   0.27%  4.94ms  37.3ms  63.9ms   105ms   120ms   12%  █

      How long did responses take?  from sent; from due is what a user would have felt
            2ms – 5ms  ███████████████████████████████████████████████████████████  7,379  61.6%           from sent  from due
           5ms – 10ms  █████████▍                                                   1,168  9.74%    min       2.10ms    2.10ms
          10ms – 20ms  ██████▋                                                        822  6.86%    mean      44.4ms    57.0ms
          20ms – 50ms  ██████▋                                                        834  6.96%    p50       3.06ms    3.12ms
         50ms – 100ms  ████▏                                                          517  4.31%    p75       14.2ms    15.7ms
        100ms – 200ms  ███▋                                                           451  3.76%    p90        110ms     136ms
        200ms – 500ms  ████▎                                                          524  4.37%    p95        287ms     372ms
           500ms – 1s  ██▍                                                            291  2.43%    p99        694ms     940ms
                                                                                                    p99.9      859ms     1.18s
                                                                                                    max        879ms     1.21s

      Limits
           Limit                          Measured  Used
        ✗  http_req_duration p95 < 200ms     234ms  118%  ━━━━━━━━━━
        ✓  http_req_failed rate < 1%         0.18%   18%  ━━────────
        ✓  checks rate > 99%                99.83%   17%  ━━────────

      Checks  20 of 12,000 failed
        ✗  is 200            99.67%  failed 20 of 6,000 times
        ✓  cart / has items    100%               6,000 times

      Status codes
        200 11,978 (99.82%) · no answer 14 (0.12%) · 503 8 (0.07%)

      Errors
        14 × timeout  GET /search
          31.2s in: no answer from localhost:3000 within 1s
        8 × status  POST /cart
          40.0s in: 503 Service Unavailable

      Findings
        ! major: The limit 'http_req_duration p95 < 200ms' was crossed: 234ms
          value 234ms · threshold 200ms
          → Find the step and the moment at which it was crossed in the table of steps and the charts.
        ! major: 12 of 6,000 arrivals (0.2%) were dropped, since no user was free: percentiles are lower bounds
          dropped 12 · planned 6,000
          → Allow for more users (\`maxUsers\`), or lower the rate to what the target carries.

      Connection set-up  blocked includes connecting and TLS
        Phase           mean     p95     max   Time
        blocked       5.58ms  34.4ms  89.9ms  11.3%  █▊
          connecting  5.13ms  31.2ms  79.9ms  10.4%  █▋
        waiting       43.1ms   279ms   859ms  87.0%  █████████████▉
        receiving      847µs  5.55ms  20.0ms  1.71%  ▎

      Iterations   6,000 planned · 5,988 started · 5,988 ended · 12 dropped · 3 failed
      Data         received 41.2 MB (687 kB/s) · sent 1.83 MB (30.6 kB/s) · 5,988 connections opened
      Environment  plimsoll 0.1.0 · node 22.11.0 · AMD EPYC 7763 64-Core Processor · 4 cores · 3 workers · seed 42
      Results      .plimsoll/runs/20250301-101500-shop.json
      "
    `);
  });

  it('keeps what matters at 40', () => {
    expect(render({ columns: 40 })).toMatchInlineSnapshot(`
      "
      ✗ FAILED  shop: http_req_duration p95
                was 234ms, allowed is < 200ms
      1m · 12,000 requests · 200/s
      0.18% failed · http://localhost:3000
      tests/shop.ts

      Why
           Limit             Measured  Allowed
        ✗  …eq_duration p95     234ms  < 200ms
        ✗  3 iterations failed

      Can the numbers be trusted?
        ! 12 of 6,000 arrivals (0.2%) were
          dropped, since no user was free:
          percentiles are lower bounds
          lateness p99 753µs
          loop delay p99 3.42ms
          CPU 43% of a core · 12 dropped

      Where is the time spent?
        Step            Failed     p95  Time
        GET /search      0.47%   436ms   75%
        GET /items/:id      0%  32.2ms   12%
        POST /cart       0.27%  63.9ms   12%

      How long did responses take?
            2ms – 5ms  █████████  7,379  61.6%
           5ms – 10ms  █▍         1,168  9.74%
          10ms – 20ms  █            822  6.86%
          20ms – 50ms  █            834  6.96%
         50ms – 100ms  ▋            517  4.31%
        100ms – 200ms  ▌            451  3.76%
        200ms – 500ms  ▋            524  4.37%
           500ms – 1s  ▍            291  2.43%

               from sent  from due
        min       2.10ms    2.10ms
        mean      44.4ms    57.0ms
        p50       3.06ms    3.12ms
        p75       14.2ms    15.7ms
        p90        110ms     136ms
        p95        287ms     372ms
        p99        694ms     940ms
        p99.9      859ms     1.18s
        max        879ms     1.21s

      Limits
           Limit                      Measured
        ✗  …req_duration p95 < 200ms     234ms
        ✓  http_req_failed rate < 1%     0.18%
        ✓  checks rate > 99%            99.83%

      Checks  20 of 12,000 failed
        ✗  is 200            99.67%
        ✓  cart / has items    100%

      Status codes
        200 11,978 (99.82%)
        no answer 14 (0.12%) · 503 8 (0.07%)

      Errors
        14 × timeout  GET /search
          31.2s in: no answer from
          localhost:3000 within 1s
        8 × status  POST /cart
          40.0s in: 503 Service Unavailable

      Findings
        ! major: The limit
          'http_req_duration p95 < 200ms'
          was crossed: 234ms
          value 234ms · threshold 200ms
          → Find the step and the moment at
            which it was crossed in the
            table of steps and the charts.
        ! major: 12 of 6,000 arrivals (0.2%)
          were dropped, since no user was
          free: percentiles are lower bounds
          dropped 12 · planned 6,000
          → Allow for more users
            (\`maxUsers\`), or lower the rate
            to what the target carries.

      Connection set-up
        Phase           mean     p95   Time
        blocked       5.58ms  34.4ms  11.3%
          connecting  5.13ms  31.2ms  10.4%
        waiting       43.1ms   279ms  87.0%
        receiving      847µs  5.55ms  1.71%

      Iterations   6,000 planned
                   5,988 started · 5,988 ended
                   12 dropped · 3 failed
      Data         received 41.2 MB (687 kB/s)
                   sent 1.83 MB (30.6 kB/s)
                   5,988 connections opened
      Environment  plimsoll 0.1.0
                   node 22.11.0
                   AMD EPYC 7763 64-Core Proc…
                   4 cores · 3 workers
                   seed 42
      Results      …/20250301-101500-shop.json
      "
    `);
  });

  it('draws with ASCII alone where Unicode is not to be had', () => {
    expect(render({ unicode: false }, passedRun())).toMatchInlineSnapshot(`
      "
      + PASSED  shop: both limits were kept
      1m | 12,000 requests | 200/s | 0.18% failed | http://localhost:3000
      tests/shop.ts

      Can the numbers be trusted?
        ! 12 arrivals dropped: latencies are lower bounds
          loop delay p99 3.42ms | CPU 43% of a core | 12 dropped

      Where is the time spent?
        Step            Count   Rate  Failed     p50     p95     p99  Time
        GET /search     3,000   50/s   0.47%  25.3ms   436ms   759ms   75%  ######
        GET /items/:id  6,000  100/s      0%  2.59ms  32.2ms  52.6ms   12%  #
        POST /cart      3,000   50/s   0.27%  4.94ms  63.9ms   105ms   12%  #

      How long did responses take?
            2ms - 5ms  ################################  7,379  61.6%    min    2.10ms
           5ms - 10ms  #####-                            1,168  9.74%    mean   44.4ms
          10ms - 20ms  ####                                822  6.86%    p50    3.06ms
          20ms - 50ms  ####                                834  6.96%    p75    14.2ms
         50ms - 100ms  ##-                                 517  4.31%    p90     110ms
        100ms - 200ms  ##                                  451  3.76%    p95     287ms
        200ms - 500ms  ##-                                 524  4.37%    p99     694ms
           500ms - 1s  #-                                  291  2.43%    p99.9   859ms
                                                                         max     879ms

      Limits
           Limit                      Measured  Used
        +  http_req_failed rate < 1%     0.18%   18%  ==--------
        +  checks rate > 99%            99.83%   17%  ==--------

      Status codes
        200 11,978 (99.82%) | no answer 14 (0.12%) | 503 8 (0.07%)

      Connection set-up  blocked includes connecting and TLS
        Phase           mean     p95     max   Time
        blocked       5.58ms  34.4ms  89.9ms  11.3%  ##
          connecting  5.13ms  31.2ms  79.9ms  10.4%  ##
        waiting       43.1ms   279ms   859ms  87.0%  ##############
        receiving      847us  5.55ms  20.0ms  1.71%  -

      Iterations   5,988 ended | 12 dropped | 3 failed
      Data         received 41.2 MB (687 kB/s) | sent 1.83 MB (30.6 kB/s)
                   5,988 connections opened
      Environment  plimsoll 0.1.0 | node 22.11.0 | AMD EPYC 7763 64-Core Processor
                   4 cores | 3 workers | seed 42
      Results      .plimsoll/runs/20250301-101500-shop.json
      "
    `);
  });

  it('colours the verdict, and adds nothing but colours', () => {
    const colored = render({ color: true });
    expect(colored.split('\n')[1]).toBe(
      '\x1b[1;38;5;166m\x1b[1m✗ FAILED\x1b[0m\x1b[0m  \x1b[1mshop: http_req_duration p95 was 234ms, allowed is < 200ms\x1b[0m',
    );
    expect(colored.replace(/\x1b\[[\d;]*m/g, '')).toBe(render({}));
  });

  it('never leaves its columns, whatever the names, and obeys nothing that they say', () => {
    const keep = ['type', 'unit', 'verdict', 'severity', 'model', 'schema', 'kind', 'scale'];
    const run = withHostileTexts(exampleRun(), keep);
    const renamed = {
      ...run,
      metrics: exampleRun().metrics.map((metric) => ({ ...metric, tags: hostileName(metric.tags) })),
    };
    for (const shown of [exampleRun(), passedRun(), renamed]) {
      for (const columns of [10, 20, 39, 40, 41, 60, 79, 80, 100, 120, 200]) {
        const text = renderSummary(shown, { ...look, columns, color: true });
        for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
        expect(text.replace(/\x1b\[[\d;]*m/g, '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      }
    }
  });

  it('shows a run without a single request', () => {
    const empty = exampleRun({
      metrics: [],
      checks: [],
      limits: [],
      errors: [],
      findings: [],
      verdict: 'interrupted',
      durationMs: 0,
    });
    expect(renderSummary(empty, { ...look, files: [] })).toMatchInlineSnapshot(`
      "! INTERRUPTED  shop: stopped after 0s; what was measured until then is below
      0ms · http://localhost:3000 · tests/shop.ts

      Environment  plimsoll 0.1.0 · node 22.11.0 · AMD EPYC 7763 64-Core Processor
                   4 cores · 3 workers · seed 42
      "
    `);
  });

  it('counts the steps that it has no room for', () => {
    const run = exampleRun();
    const many = Array.from({ length: 40 }, (_, at) => ({
      name: 'http_reqs',
      type: 'counter' as const,
      unit: 'count',
      tags: { name: `GET /${at}` },
      total: 100 - at,
      perSecond: 1,
    }));
    const text = renderSummary({ ...run, metrics: [...run.metrics, ...many] }, look);
    expect(text).toContain('… 13 more');
  });
});

function hostileName(tags: Readonly<Record<string, string>>): Record<string, string> {
  return withHostileTexts({ ...tags }, ['worker', 'status']);
}
