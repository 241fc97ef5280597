import { describe, expect, it } from 'vitest';
import { loadDefinition } from '../../define/load-test-file.ts';
import type { TestOptions } from '../../define/test-definition.ts';
import { asTestDefinition, test } from '../../define/test-definition.ts';
import { planTest } from '../../plan/plan-test.ts';
import type { PreparedTest } from '../prepare-test.ts';
import { type FoundTest, planSuite, type SuiteOptions } from './suite-plan.ts';

const TARGET = 'http://127.0.0.1:1';

function prepared(name: string, options: TestOptions<unknown>, duration?: string): PreparedTest {
  const definition = asTestDefinition(test(name, { target: TARGET, ...options }, async () => undefined));
  if (definition === undefined) throw new Error('no test');
  return { ...planTest(loadDefinition(definition), duration === undefined ? {} : { duration }), notes: [] };
}

const OPTIONS: Record<string, TestOptions<unknown>> = {
  shop: { load: { users: 1, duration: '10m' } },
  pages: { load: { rate: 5, duration: '20s' } },
  soak: { kind: 'soak', load: { users: 1, duration: '2h' } },
  up: { kind: 'smoke', load: { iterations: 2 } },
};

async function plan(changes: Partial<SuiteOptions> = {}) {
  const tests = Object.entries(OPTIONS).map(
    ([name, options]): FoundTest => ({ file: `${name}.ts`, prepared: prepared(name, options) }),
  );
  return planSuite({
    tests,
    benches: ['parse.bench.ts'],
    budgetMs: 300_000,
    confirmMs: 60_000,
    testType: 'all',
    history: { baselines: new Set(), benchMs: { parse: 12_000 } },
    shortened: async ({ file }, lengthMs) => {
      const name = file.replace('.ts', '');
      return prepared(name, OPTIONS[name] ?? {}, `${lengthMs}ms`);
    },
    ...changes,
  });
}

describe('the plan of a suite', () => {
  it('has its stages in order, makes long tests shorter and leaves out what cannot be', async () => {
    const { items, expectedMs } = await plan();
    expect(items.map(({ stage, name, decision }) => `${stage} ${name}: ${decision.does}`)).toEqual([
      'smoke up: run',
      'pagination pages: run',
      'load shop: shorten',
      'load soak: leave out',
      'benchmarks parse: run',
    ]);
    expect(items.find(({ name }) => name === 'soak')?.why).toContain('cannot be made shorter');
    expect(expectedMs).toBeGreaterThan(290_000);
    expect(expectedMs).toBeLessThanOrEqual(300_000);
  });

  it('keeps time for confirming regressions where there are baselines', async () => {
    const { reserveMs, expectedMs } = await plan({ history: { baselines: new Set(['shop']), benchMs: {} } });
    expect(reserveMs).toBe(45_000);
    expect(expectedMs).toBeLessThanOrEqual(255_000);
  });

  it('has of a type only its tests', async () => {
    const { items } = await plan({ testType: 'pagination' });
    expect(items.map(({ name }) => name)).toEqual(['pages']);
  });

  it('leaves a test out that does not become shorter when it is asked to', async () => {
    const { items } = await plan({ shortened: async ({ prepared: whole }) => whole });
    expect(items.find(({ name }) => name === 'shop')?.decision.does).toBe('leave out');
  });
});
