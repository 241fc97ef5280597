import { describe, expect, it } from 'vitest';
import { createMix } from '../../engine/mix.ts';
import { planTest } from '../../plan/plan-test.ts';
import { loadDefinition } from '../load-test-file.ts';
import type { TestDefinition } from '../test-definition.ts';
import { createScenario } from './create-scenario.ts';
import { wholeWeights } from './mix.ts';

describe('wholeWeights', () => {
  it('divides shares by parts exactly, in the smallest whole numbers', () => {
    expect(
      wholeWeights([
        { share: 60, parts: [60, 30, 10] },
        { share: 20, parts: [1] },
        { share: 20, parts: [1] },
      ]),
    ).toEqual([[18, 9, 3], [10], [10]]);
    expect(
      wholeWeights([
        { share: 1, parts: [1, 1, 1] },
        { share: 1, parts: [1] },
      ]),
    ).toEqual([[1, 1, 1], [3]]);
    expect(
      wholeWeights([
        { share: 0.5, parts: [1] },
        { share: 1.25, parts: [1] },
      ]),
    ).toEqual([[2], [5]]);
  });
});

describe('a mix', () => {
  it('gives every hundred iterations of a database test exactly their shares, whatever the seed', () => {
    const shares = { read: 36, 'read by index': 18, 'read by scan': 6, write: 20, update: 15, delete: 3, aggregate: 2 };
    for (const seed of [1, 2, 3]) {
      for (const from of [0, 100, 700])
        expect(counted(createScenario('database'), { seed, from, count: 100 })).toEqual(shares);
    }
  });

  it('gives parts of parts their shares', () => {
    const shares = { authentication: 20, database: 40, realtime: 20, files: 10, computed: 5, functions: 5 };
    for (const from of [0, 100, 1300, 20_000]) {
      const parts: Record<string, number> = {};
      const counts = counted(createScenario('mixed'), { seed: 7, from, count: 100 });
      for (const [name, count] of Object.entries(counts)) {
        const part = name.split(':')[0] ?? '';
        parts[part] = (parts[part] ?? 0) + count;
      }
      for (const [name, share] of Object.entries(shares)) {
        expect(Math.abs((parts[name] ?? 0) - share), name).toBeLessThanOrEqual(1);
      }
    }
  });

  it('makes sessions of as many kinds as fractions of a ratio need', () => {
    const test = createScenario('authentication', { ratios: { login: 4, validate: 10, refresh: 3, logout: 2 } });
    const counts = counted(test, { seed: 1, from: 0, count: 40 });
    const sum = (of: RegExp) =>
      Object.entries(counts).reduce(
        (total, [name, count]) => total + count * Number(of.exec(name)?.[1] ?? (of.test(name) ? 1 : 0)),
        0,
      );
    expect([sum(/(?:(\d) × )?validate/), sum(/(?:(\d) × )?refresh/), sum(/(?:(\d) × )?logout/)]).toEqual([100, 30, 20]);
  });
});

/** How often each scenario comes among some iterations. */
function counted(
  test: TestDefinition,
  { seed, from, count }: { seed: number; from: number; count: number },
): Record<string, number> {
  const { plan } = planTest(loadDefinition(test), { seed });
  const [stream] = plan.streams;
  const pick = createMix(stream?.mix ?? [], seed);
  const counts: Record<string, number> = {};
  for (let number = from; number < from + count; number++) {
    const { name = '' } = plan.scenarios[pick(number)] ?? {};
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
