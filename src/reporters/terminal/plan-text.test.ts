import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXT } from './fixtures/hostile.ts';
import { type PlanText, renderAdvice, renderPlan, type ShownAdvice } from './plan-text.ts';
import { displayWidth } from './text/text-width.ts';

const look = { columns: 80, color: false, unicode: true };

const advice: ShownAdvice[] = [
  {
    severity: 'error',
    code: 'UNKNOWN_METRIC',
    message: "the limit names a metric 'http_req_durration' that does not exist",
    reason: "did you mean 'http_req_duration'?",
    path: 'limits[0]',
    file: 'tests/shop.ts',
    line: 7,
  },
  {
    severity: 'warning',
    code: 'NO_THINK_TIME',
    message: 'users never pause',
    reason: '50 users without think time ask as fast as the target answers: the load depends on the target.',
  },
];

const plan: PlanText = {
  name: 'shop',
  target: 'http://localhost:3000',
  figures: [
    { label: 'requests', value: '≈ 36,000' },
    { label: 'users', value: 'up to 40 at once' },
  ],
  curves: [
    {
      label: 'browse',
      unit: '/s',
      points: [
        { atMs: 0, value: 0 },
        { atMs: 30_000, value: 200 },
        { atMs: 120_000, value: 200 },
        { atMs: 120_000, value: 50 },
        { atMs: 150_000, value: 0 },
      ],
    },
    {
      label: 'admins',
      unit: 'users',
      points: [
        { atMs: 60_000, value: 5 },
        { atMs: 90_000, value: 5 },
      ],
    },
  ],
};

describe('renderAdvice', () => {
  it('says what is wrong, where, and why', () => {
    expect(`\n${renderAdvice(advice, look)}`).toMatchInlineSnapshot(`
      "
      ✗ error: the limit names a metric 'http_req_durration' that does not exist
        tests/shop.ts:7 · limits[0] · UNKNOWN_METRIC
        → did you mean 'http_req_duration'?

      ! warning: users never pause
        NO_THINK_TIME
        → 50 users without think time ask as fast as the target answers: the load
          depends on the target.
      "
    `);
  });

  it('has nothing to say without advice', () => {
    expect(renderAdvice([], look)).toBe('');
  });
});

describe('renderPlan', () => {
  it('draws each curve on one time axis, with its peak and its end', () => {
    expect(`\n${renderPlan(plan, look)}`).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000

      browse  peak 200/s · ends after 2m30s
        200 ┤            ⣠⣴⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇
            ┤         ⣠⣴⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇
        100 ┤      ⣀⣴⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇
            ┤   ⣀⣴⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣇⣀
            ┤⣀⣤⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣶⣶⣶⣤⣤⣄⣀⣀⣀⣀
          0 └────────────────────────────────────────────────────────────────────────
             0                                 1m15s                            2m30s

      admins  peak 5 users · ends after 1m30s
          5 ┤                             ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
            ┤                             ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
        2.5 ┤                             ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
            ┤                             ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
            ┤                             ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
          0 └────────────────────────────────────────────────────────────────────────
             0                                 1m15s                            2m30s

        requests  ≈ 36,000
        users     up to 40 at once
      "
    `);
  });

  it('draws with ASCII on 40 columns', () => {
    expect(`\n${renderPlan(plan, { columns: 40, color: false, unicode: false })}`).toMatchInlineSnapshot(`
      "
      shop  http://localhost:3000

      browse  peak 200/s | ends after 2m30s
        200 |     .####################:
            |    :#####################:
        100 |   +######################:
            | .########################+
            |:############################+:..
          0 +---------------------------------
             0             1m15s         2m30s

      admins  peak 5 users | ends after 1m30s
          5 |             #######
            |             #######
        2.5 |             #######
            |             #######
            |             #######
          0 +---------------------------------
             0             1m15s         2m30s

        requests  ~ 36,000
        users     up to 40 at once
      "
    `);
  });

  it('draws a curve of no length and no height', () => {
    const empty = { label: 'none', unit: 'users', points: [] };
    expect(renderPlan({ name: 'x', figures: [], curves: [empty] }, look)).toContain('peak 0 users');
  });
});

it('no line is wider than the screen, whatever the names', () => {
  const hostile = {
    ...plan,
    name: HOSTILE_TEXT,
    target: HOSTILE_TEXT,
    curves: plan.curves.map((curve) => ({ ...curve, label: HOSTILE_TEXT })),
  };
  const said = advice.map((each) => ({ ...each, message: HOSTILE_TEXT, reason: HOSTILE_TEXT, path: HOSTILE_TEXT }));
  for (const columns of [10, 20, 40, 80, 120]) {
    const colored = { columns, color: true, unicode: true };
    for (const line of (renderPlan(hostile, colored) + renderAdvice(said, colored)).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(line.replace(/\x1b\[[\d;]*m/g, '')).not.toMatch(/\p{Cc}/u);
    }
  }
});
