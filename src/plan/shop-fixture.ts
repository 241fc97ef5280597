import type { Problem } from '../errors/problems.ts';
import { ProblemsError } from '../errors/problems.ts';
import type { Plan } from '../model/plan.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { PlanInput, PlanOptions } from './plan-input.ts';
import { type PlanResult, planTest } from './plan-test.ts';

/** For tests: a small test without mistakes, to be changed in one place. */
export const BROWSE = { name: 'browse', steps: [{ kind: 'request', method: 'GET', url: '/items' }] } as const;

const SHOP: TestSpec = {
  name: 'shop',
  target: 'http://localhost:3000',
  load: { rate: 10, duration: '1m' },
  scenarios: [BROWSE],
};

export type Functions = Readonly<Record<string, unknown>>;

export function shopInput(changes: object, functions: Functions = {}, baseDir = import.meta.dirname): PlanInput {
  const locate: PlanInput['locate'] = (path) => (path.startsWith('scenarios') ? { line: 7, column: 3 } : undefined);
  return { spec: { ...SHOP, ...changes } as TestSpec, functions, file: 'shop.yml', baseDir, locate };
}

export function planned(changes: object, options: PlanOptions = {}, functions: Functions = {}): PlanResult {
  return planTest(shopInput(changes, functions), { processEnv: { HOME: '/root' }, ...options });
}

export function planOf(changes: object, options: PlanOptions = {}, functions: Functions = {}): Plan {
  return planned(changes, options, functions).plan;
}

/** What is wrong with a changed test; nothing where it is right. */
export function problemsIn(input: PlanInput, options: PlanOptions = {}): readonly Problem[] {
  try {
    planTest(input, { processEnv: { HOME: '/root' }, ...options });
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

export const steps = (...list: unknown[]): object => ({ scenarios: [{ name: 'a', steps: list }] });

export const get = (more: object): object => steps({ kind: 'request', method: 'GET', url: '/', ...more });
