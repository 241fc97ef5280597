import { describe, expect, it } from 'vitest';
import { exampleRun, passedRun } from './fixtures/example-run.ts';
import { renderSuite } from './suite.ts';
import { displayWidth } from './text/text-width.ts';

const smoke = {
  ...passedRun(),
  name: '日本語の長い名前のテスト',
  test: { ...passedRun().test, kind: 'smoke', source: 'tests/smoke.yml' },
};
const runs = [exampleRun(), passedRun(), smoke];
const look = { columns: 120, color: false, unicode: true };

describe('renderSuite', () => {
  it('has a row for each test, counts by category and a total', () => {
    expect(`\n${renderSuite(runs, look)}`).toMatchInlineSnapshot(`
      "
      ✗ FAILED  3 tests
      2 passed, 1 failed

         Test                      File             Length  Requests   Rate  Failed    p95    p99  Limits  Verdict
      ✗  shop                      tests/shop.ts        1m    12,000  200/s   0.18%  287ms  694ms     2/3  failed
      ✓  shop                      tests/shop.ts        1m    12,000  200/s   0.18%  287ms  694ms     2/2  passed
      ✓  日本語の長い名前のテスト  tests/smoke.yml      1m    12,000  200/s   0.18%  287ms  694ms     2/2  passed

      load: 1 of 2 passed
      smoke: 1 of 1 passed

      ✗ shop: http_req_duration p95 was 234ms, allowed is < 200ms
      36,000 requests in 3m1s, 6 of 7 limits kept
      "
    `);
  });

  it('drops columns on narrow terminals', () => {
    expect(`\n${renderSuite(runs, { ...look, columns: 60 })}`).toMatchInlineSnapshot(`
      "
      ✗ FAILED  3 tests
      2 passed, 1 failed

         Test             Requests  Failed    p95  Limits  Verdict
      ✗  shop               12,000   0.18%  287ms     2/3  failed
      ✓  shop               12,000   0.18%  287ms     2/2  passed
      ✓  日本語の長い名…    12,000   0.18%  287ms     2/2  passed

      load: 1 of 2 passed
      smoke: 1 of 1 passed

      ✗ shop: http_req_duration p95 was 234ms, allowed is < 200ms
      36,000 requests in 3m1s, 6 of 7 limits kept
      "
    `);
    for (const columns of [20, 40, 80]) {
      for (const line of renderSuite(runs, { ...look, color: true, columns }).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('passes only if every test passed', () => {
    expect(renderSuite([passedRun()], look)).toContain('✓ PASSED  1 test\n1 passed, 0 failed');
    expect(renderSuite([passedRun(), { ...passedRun(), verdict: 'inconclusive' }], look)).toContain('? UNDECIDED');
    expect(renderSuite([passedRun(), { ...passedRun(), verdict: 'interrupted' }], look)).toContain(
      '! INTERRUPTED  2 tests\n1 passed, 0 failed, 1 interrupted',
    );
  });
});
