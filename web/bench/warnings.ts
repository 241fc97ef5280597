import type { Benchmark } from '../../src/model/benchmark.ts';
import type { Finding, Severity } from '../../src/model/run.ts';
import { ownerOf } from '../../src/model/words/benchmark-rows.ts';

const ORDER: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** What makes figures doubtful: one for all benchmarks that share it, since what is to be done about it is the same. */
export interface Warning {
  readonly severity: Severity;
  readonly kind: string;
  readonly advice: string;
  readonly titles: readonly { readonly text: string; readonly of: readonly string[] }[];
}

/** The gravest first. */
export function sharedWarnings(benchmarks: readonly Benchmark[]): Warning[] {
  const shared = new Map<string, { finding: Finding; titles: Map<string, string[]> }>();
  for (const benchmark of benchmarks) {
    for (const finding of benchmark.findings) {
      const key = JSON.stringify([finding.kind, finding.severity, finding.advice]);
      const entry = shared.get(key) ?? { finding, titles: new Map<string, string[]>() };
      shared.set(key, entry);
      const owner = ownerOf(benchmark, finding);
      entry.titles.set(finding.title, [...(entry.titles.get(finding.title) ?? []), ...(owner === '' ? [] : [owner])]);
    }
  }
  return [...shared.values()]
    .map(({ finding: { kind, severity, advice }, titles }) => ({
      ...{ kind, severity, advice },
      titles: [...titles].map(([text, of]) => ({ text, of })),
    }))
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}
