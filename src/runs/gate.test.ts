import { describe, expect, it } from 'vitest';
import type { RunComparison } from '../model/comparison.ts';
import type { GateReason } from '../model/gate.ts';
import type { Comparison, Run } from '../model/run.ts';
import { confirmationsFrom, type GateOptions, runGate } from './gate.ts';

function figure(changes: Partial<Comparison>): Comparison {
  return {
    metric: 'http_req_duration',
    tags: {},
    aggregate: 'p95',
    against: 'old',
    before: 100,
    after: 200,
    ratio: 2,
    low: 1.8,
    high: 2.2,
    verdict: 'slower',
    severity: 'critical',
    ...changes,
  };
}

function outcomeOf(second: Partial<Comparison>): string {
  const reason = { rule: 'r', subject: 's', comparison: figure({}) } as GateReason;
  const candidates = { run: { id: '1' } as Run, comparison: {} as RunComparison, reasons: [reason], deadlineMs: 0 };
  const [found] = confirmationsFrom(
    candidates,
    { comparisons: [figure(second)] } as unknown as RunComparison,
    'a second run',
  );
  return `${found?.outcome} ${found?.text}`;
}

describe('a regression measured once more', () => {
  it.each([
    [{}, 'confirmed by a second run'],
    [{ ratio: 1.45, low: 1.3, high: 1.6 }, 'confirmed by a second run'],
    [{ ratio: 1.2, low: 1.1, high: 1.3, severity: 'minor' }, 'not confirmed by a second run (worse by much less)'],
    [{ verdict: 'unclear', ratio: 1.9 }, 'not confirmed by a second run (too noisy to tell)'],
    [{ verdict: 'same', ratio: 1 }, 'not confirmed by a second run (the same)'],
    [{ aggregate: 'p50' }, 'not possible (a second run did not measure it)'],
    [{ tags: { name: 'x' } }, 'not possible (a second run did not measure it)'],
  ] as const)('that shows %j is %s', (second, outcome) => {
    expect(outcomeOf(second as Partial<Comparison>)).toBe(outcome);
  });
});

describe('the time for measuring once more', () => {
  const run = {
    ...{ id: '1', name: 'shop', kind: 'load', verdict: 'passed', test: { source: '' } },
    ...{ limits: [], checks: [], findings: [], metrics: [] },
  } as unknown as Run;
  const comparison = {
    ...{ before: { startedAt: '2026-01-01' }, after: { id: '1' }, comparisons: [figure({})] },
    ...{ isComparable: true, differences: [], findings: [] },
  } as unknown as RunComparison;

  async function timeFor(changes: Partial<GateOptions>): Promise<number> {
    let leftMs = Number.NaN;
    await runGate([run], {
      config: { gate: { confirmTime: '1m' } },
      acknowledgements: [],
      strict: false,
      compared: async () => ({ comparison }),
      confirm: async ({ deadlineMs }) => {
        leftMs = deadlineMs - performance.now();
        return [];
      },
      ...changes,
    });
    return Math.round(leftMs / 1000);
  }

  it("is the project's, and no more than what a suite has left", async () => {
    expect(await timeFor({})).toBe(60);
    expect(await timeFor({ confirmMs: 20_000 })).toBe(20);
    expect(await timeFor({ confirmMs: 200_000 })).toBe(60);
  });
});
