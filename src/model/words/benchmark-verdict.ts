import type { Comparison, Run } from '../run.ts';
import { showCount } from '../show-value.ts';
import { benchmarkLabel, limitsBesides } from './benchmark-rows.ts';

/** What a run of benchmarks came to, in one sentence. */
export function benchmarkVerdict(run: Run): string {
  const { benchmarks = [], comparisons = [], findings } = run;
  const threw = benchmarks.filter(({ error }) => error !== undefined);
  const requirements = benchmarks.flatMap((benchmark) =>
    benchmark.requirements.map(({ name, passed }) => ({ name, passed, benchmark })),
  );
  const broken = requirements.filter(({ passed }) => passed === false);
  const crossed = limitsBesides(run).filter(({ passed }) => passed === false);
  // Being slower fails a run only where that is asked for.
  const grave = run.verdict === 'failed' ? comparisons.filter(({ severity }) => severity === 'critical') : [];
  const [firstThrew, firstBroken, firstGrave] = [threw[0], broken[0], grave[0]];
  const reasons = [
    firstThrew === undefined ? '' : several(threw.length, `${benchmarkLabel(firstThrew)} threw`, 'benchmarks threw'),
    firstBroken === undefined
      ? ''
      : several(
          broken.length,
          `${benchmarkLabel(firstBroken.benchmark)} does not keep its ${firstBroken.name}`,
          'requirements are not kept',
        ),
    firstGrave === undefined
      ? ''
      : several(grave.length, `${firstGrave.tags.name ?? firstGrave.metric} is far worse`, 'benchmarks are far worse'),
    crossed.length === 0 ? '' : several(crossed.length, `${crossed[0]?.rule} is crossed`, 'limits are crossed'),
  ].filter((reason) => reason !== '');
  if (run.verdict === 'interrupted') return `stopped early; ${measured(run)} until then`;
  if (reasons.length > 0) return reasons.join('; ');
  if (run.verdict !== 'passed') {
    return findings.find(({ severity }) => severity === 'critical' || severity === 'major')?.title ?? measured(run);
  }
  const kept = requirements.filter(({ passed }) => passed === true).length;
  return [
    measured(run),
    comparisons.length === 0 ? '' : tallied(comparisons),
    kept === 0 ? '' : kept === 1 ? 'its requirement is kept' : `all ${kept} requirements are kept`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** `2 slower, 1 faster, 9 same`. */
export function tallied(comparisons: readonly Comparison[]): string {
  return (['slower', 'faster', 'unclear', 'same'] as const)
    .map((verdict) => ({ verdict, count: comparisons.filter((each) => each.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}

function measured({ benchmarks = [] }: Run): string {
  return `${showCount(benchmarks.filter(({ iterations }) => iterations > 0).length, 'benchmark')} measured`;
}

function several(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`;
}
