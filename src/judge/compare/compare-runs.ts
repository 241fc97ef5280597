/**
 * judge/compare/ holds two runs of any kind, or a run and a baseline, against each other. Each run is turned into estimates, figures that
 * say how well they are known (`run-estimates.ts`); pairs of them become ratios with intervals and verdicts (`compare-figures.ts`); what
 * else is not the same is told, and what explains a change (`differences.ts`, `…-findings.ts`). Out goes a RunComparison.
 */
import type { RunComparison, RunReference } from '../../model/comparison.ts';
import type { Comparison, Finding, Severity } from '../../model/run.ts';
import { answerFindings } from './answer-findings.ts';
import { ASSUMED_SHARES, type BetweenRuns } from './between-runs.ts';
import { compareFigures, type FigureOptions } from './compare-figures.ts';
import { contributionFindings } from './contributions.ts';
import { type Differences, differencesOf, linesOf } from './differences.ts';
import { generatorChange } from './generator-change.ts';
import { isBench, type MeasuredRun } from './measured-run.ts';
import { missingFindings } from './missing.ts';
import { rankOf, runEstimates } from './run-estimates.ts';
import { gravityOf } from './severity.ts';
import { withSharedSpread } from './shared-spread.ts';

export type CompareOptions = FigureOptions;

/** The later run against the earlier one, or a baseline. */
export function compareRuns(before: MeasuredRun, after: MeasuredRun, options: CompareOptions = {}): RunComparison {
  return compareRepeated([before], [after], options);
}

/** Several runs of each side: how far repetitions of the same lie apart is seen then, instead of assumed. */
export function compareRepeated(
  before: readonly MeasuredRun[],
  after: readonly MeasuredRun[],
  options: CompareOptions = {},
): RunComparison {
  const [was, is] = [lastOf(before), lastOf(after)];
  const against = before.map(({ id }) => id).join(',');
  const compared = compareFigures(
    before.map((run) => runEstimates(withSharedSpread(run, is))),
    after.map((run) => runEstimates(withSharedSpread(run, was))),
    { ...options, against },
  );
  const differences = merged(before, after);
  const generator = generatorChange(was, is);
  const isComparable = differences.environment.length === 0 && differences.load.length === 0 && generator === undefined;
  const comparisons = [...compared.map((each) => excused(each, differences))].sort(byGravity(is));
  const worst = comparisons[0]?.severity;
  const isRepeated = before.length > 1 || after.length > 1;
  return {
    before: referenceTo(was, against),
    after: referenceTo(is, after.map(({ id }) => id).join(',')),
    comparisons,
    differences: linesOf(differences),
    isComparable,
    findings: [
      ...(comparisons.length === 0 ? [nothingCompared()] : []),
      ...differenceFindings(differences),
      ...(generator === undefined ? [] : [generator]),
      ...contributionFindings(was, is, comparisons),
      ...answerFindings(was, is),
      ...missingFindings(was, is),
      ...(isRepeated || comparisons.length === 0 ? [] : [apartInTime(is, options.betweenRuns)]),
    ],
    ...(worst === undefined ? {} : { worst }),
  };
}

function lastOf(runs: readonly MeasuredRun[]): MeasuredRun {
  const last = runs.at(-1);
  if (last === undefined) throw new TypeError('there is no run to compare');
  return last;
}

function merged(before: readonly MeasuredRun[], after: readonly MeasuredRun[]): Differences {
  const all = after.flatMap((is) => before.map((was) => differencesOf(was, is)));
  const of = (key: keyof Differences) => [...new Set(all.flatMap((each) => each[key]))];
  return { environment: of('environment'), load: of('load'), test: of('test'), code: of('code') };
}

/** What follows from another load, or the total of other steps, is no regression. */
function excused(comparison: Comparison, { load, test }: Differences): Comparison {
  const isTotal = Object.keys(comparison.tags).length === 0;
  const follows = load.length > 0 || (test.length > 0 && isTotal);
  if (!follows || comparison.severity === undefined) return comparison;
  const { severity: _, ...rest } = comparison;
  return rest;
}

/** The gravest first, then what changed most, totals before steps. */
function byGravity(run: MeasuredRun): (a: Comparison, b: Comparison) => number {
  const isMoved = ({ verdict }: Comparison) => (verdict === 'slower' ? 2 : verdict === 'faster' ? 1 : 0);
  const off = ({ ratio }: Comparison) => Math.abs(Math.log(ratio));
  return (a, b) => {
    const graver = gravityOf(b.severity) - gravityOf(a.severity) || isMoved(b) - isMoved(a);
    if (graver !== 0) return graver;
    return isMoved(a) > 0 ? off(b) - off(a) : rankOf(a, run) - rankOf(b, run);
  };
}

function referenceTo({ kind, name, startedAt, verdict, environment }: MeasuredRun, id: string): RunReference {
  return { id, kind, name, startedAt, verdict, environment };
}

function nothingCompared(): Finding {
  return {
    kind: 'nothing-compared',
    severity: 'minor',
    title: 'Nothing could be compared: one of the two has too few samples, or they measured different things',
    evidence: {},
    advice: 'Let both last longer; after a change of what the test does, make a new baseline.',
  };
}

function differenceFindings({ environment, load, test }: Differences): Finding[] {
  return [
    ...told(environment, {
      kind: 'other-environment',
      severity: 'major',
      title: 'They were measured elsewhere',
      advice:
        'What differs may be the machine and not the code: measure both on one machine. A comparison like this fails no gate.',
    }),
    ...told(load, {
      kind: 'other-load',
      severity: 'major',
      title: 'The load is not the same',
      advice:
        'Figures follow from the load, so that nothing here is called a regression: repeat one of them under the load of the other.',
    }),
    ...told(test, {
      kind: 'other-test',
      severity: 'minor',
      title: 'The test is not the same',
      advice:
        'Totals follow from what is done, so that they are not called regressions: compare the steps that both have.',
    }),
  ];
}

interface Told {
  readonly kind: string;
  readonly severity: Severity;
  readonly title: string;
  readonly advice: string;
}

function told(lines: readonly string[], { title, ...finding }: Told): Finding[] {
  if (lines.length === 0) return [];
  return [{ ...finding, title: `${title}: ${lines.join('; ')}`, evidence: { differences: lines.length } }];
}

function apartInTime(run: MeasuredRun, seen: BetweenRuns | undefined): Finding {
  const [how, what] = isBench(run)
    ? ["'plimsoll bench --compare REV'", 'intervals are widened by what runs of the same code differ by']
    : ["'plimsoll run FILE --against URL'", widenedBy(seen)];
  return {
    kind: 'not-side-by-side',
    severity: 'info',
    title: `Not measured side by side: ${what}`,
    evidence: { runs: 2, ...(isBench(run) ? {} : { earlier: seen?.runs ?? 0 }) },
    advice: `Measure both in one run (${how}), or each several times: 'plimsoll compare A1,A2,A3 B1,B2,B3'.`,
  };
}

/** In the words of how it is known. */
function widenedBy(seen: BetweenRuns | undefined): string {
  if (seen !== undefined) return `intervals are widened by what ${seen.runs} earlier runs of this test differed by`;
  const { usual, p99 } = ASSUMED_SHARES;
  const [low, high] = [usual, p99].map((share) => `${Math.round(100 * share)}%`);
  return `nothing tells how runs of this test differ, so that ${low} is assumed, up to ${high} for p99, and more for times around a millisecond`;
}
