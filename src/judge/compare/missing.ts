import type { Finding } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';
import { isBench, type MeasuredRun } from './measured-run.ts';
import { isCompared, isVolume } from './run-estimates.ts';

const MOST_NAMED = 5;

/** What only one of the two measured can't be compared: told once, with names. */
export function missingFindings(before: MeasuredRun, after: MeasuredRun): Finding[] {
  const [was, is] = [measuredIn(before), measuredIn(after)];
  // Where one has nothing at all, that is told already.
  if (was.size === 0 || is.size === 0) return [];
  const gone = [...was].filter((name) => !is.has(name));
  const added = [...is].filter((name) => !was.has(name));
  const all = [...gone, ...added];
  if (all.length === 0) return [];
  const parts = [...part('only in the earlier', gone), ...part('only in the later', added)];
  return [
    {
      kind: 'not-in-both',
      severity: gone.length > 0 ? 'minor' : 'info',
      title: `${showCount(all.length, isBench(after) ? 'benchmark' : 'metric')} could not be compared, as only one of the two measured ${all.length === 1 ? 'it' : 'them'}: ${parts.join('; ')}`,
      evidence: { earlier: gone.length, later: added.length, first: all[0] ?? null },
      advice: 'What is gone may have been renamed, or not have been reached. Nothing is known of how it changed.',
    },
  ];
}

function part(where: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`${where} ${names.slice(0, MOST_NAMED).join(', ')}${more}`];
}

function measuredIn(run: MeasuredRun): Set<string> {
  if (isBench(run))
    return new Set(
      (run.samples ?? []).map(({ metric, tags }) => nameOf(tags.name ?? metric, { group: tags.group ?? '' })),
    );
  const told = run.metrics.filter((metric) => isCompared(metric, run) && !isVolume(metric));
  return new Set(told.map(({ name, tags }) => nameOf(name, tags)));
}

function nameOf(name: string, tags: Readonly<Record<string, string>>): string {
  const of = Object.values(tags).filter((each) => each !== '');
  return of.length === 0 ? name : `${name} of '${of.join(', ')}'`;
}
