import type { TestKind } from './test-spec.ts';

/** Every kind of test, from the shortest to the longest. */
export const TEST_KINDS: readonly TestKind[] = [
  'smoke',
  'baseline',
  'load',
  'stress',
  'spike',
  'soak',
  'scalability',
  'regression',
];
