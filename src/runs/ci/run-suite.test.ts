import { describe, expect, it } from 'vitest';
import { UserError } from '../../errors/user-error.ts';
import type { Run } from '../../model/run.ts';
import { type RunSuiteOptions, runPlannedSuite } from './run-suite.ts';
import type { PlannedSuite, SuiteBench } from './suite-plan.ts';

const bench = (name: string): SuiteBench => ({
  kind: 'bench',
  file: `${name}.bench.ts`,
  name,
  type: 'load',
  stage: 'benchmarks',
  forecastMs: 1000,
  hasBaseline: false,
  decision: { does: 'run', lengthMs: 1000 },
});

function carriedOut(runBench: RunSuiteOptions['runBench'], changes: Partial<PlannedSuite> = {}) {
  const planned: PlannedSuite = {
    items: [bench('a'), bench('b')],
    budgetMs: 60_000,
    reserveMs: 0,
    expectedMs: 2000,
    ...changes,
  };
  const unused = () => Promise.reject(new Error('there are no tests'));
  return runPlannedSuite(planned, {
    startedMs: performance.now(),
    stop: new AbortController().signal,
    onStage: () => undefined,
    onItem: () => undefined,
    runTest: unused,
    runBench,
    shortened: unused,
    onRun: async () => undefined,
    onBroken: () => undefined,
  });
}

const runOf = (id: string, verdict: Run['verdict'] = 'passed') => ({ id, verdict }) as Run;

describe('a suite that is carried out', () => {
  it('has a file that cannot be run told among what was left out, and the others are measured', async () => {
    const ran = await carriedOut(async ({ name }) => {
      if (name === 'a') throw new UserError('it threw\nat line 3', { code: 'SCRIPT_THREW' });
      return runOf(name);
    });
    expect(ran.runs.map(({ id }) => id)).toEqual(['b']);
    expect(ran.broken).toHaveLength(1);
    expect(ran.leftOut).toEqual([{ file: 'a.bench.ts', name: 'a', why: 'it could not be run: it threw' }]);
  });

  it('is not cut off where its time is longer than any timer', async () => {
    const ran = await carriedOut(
      async ({ name }, stop) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return runOf(name, stop.aborted ? 'interrupted' : 'passed');
      },
      { budgetMs: 40 * 86_400_000 },
    );
    expect(ran.leftOut).toEqual([]);
    expect(ran.runs).toHaveLength(2);
  });
});
