import type { Benchmark, BenchmarkGrowth } from '../model/benchmark.ts';
import { complexityOf } from '../stats/complexity.ts';
import type { BenchFacts, Place } from './bench-case.ts';

export interface Sized {
  readonly facts: Pick<BenchFacts, 'template' | 'group' | 'params'> & { readonly place?: Place };
  readonly benchmark: Benchmark;
}

/** How time grows with each parameter that is a number, the others being what they are. */
export function growthOf(sized: readonly Sized[]): BenchmarkGrowth[] {
  const measured = sized.filter(({ benchmark }) => benchmark.processes > 0 && benchmark.time.median > 0);
  const families = new Map<string, Family>();
  for (const each of measured) {
    for (const [param, size] of Object.entries(each.facts.params)) {
      if (typeof size !== 'number' || size <= 0) continue;
      const others = Object.entries(each.facts.params).filter(([key]) => key !== param);
      const { template, group, place } = each.facts;
      const key = JSON.stringify([place?.file, group, template, param, others]);
      const family = families.get(key) ?? { template, group, param, others, points: [] };
      family.points.push({ size, time: each.benchmark.time.median });
      families.set(key, family);
    }
  }
  return [...families.values()].flatMap(grown);
}

interface Family {
  readonly template: string;
  readonly group: string;
  readonly param: string;
  readonly others: readonly (readonly [string, string | number | boolean])[];
  readonly points: { size: number; time: number }[];
}

function grown({ template, group, param, others, points }: Family): BenchmarkGrowth[] {
  const found = complexityOf(points);
  if (found === undefined) return [];
  const { growth, alsoPossible, slope } = found;
  return [{ name: filledIn(template, param, others), group, param, growth, alsoPossible, slope }];
}

/** The name with all parameters but the varied one, of which the name stays. */
function filledIn(template: string, param: string, others: Family['others']): string {
  const values = new Map<string, string>(others.map(([key, value]) => [key, String(value)]));
  const used = new Set<string>();
  const filled = template.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const key = braced ?? bare ?? '';
    used.add(key);
    return key === param ? `$${param}` : (values.get(key) ?? whole);
  });
  const left = others.filter(([key]) => !used.has(key)).map(([key, value]) => `${key}=${value}`);
  return [filled, ...left].join(' ');
}
