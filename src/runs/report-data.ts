import { compareRuns } from '../judge/compare/compare-runs.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import type { ReportData, ReportedRun } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import { type BaselinePlace, findBaseline } from './baselines/baselines.ts';
import { betweenRunsIn } from './baselines/earlier.ts';
import { configured } from './compare.ts';

/** Where baselines and earlier runs are, and what the project says of comparisons. */
export interface ReportPlace extends BaselinePlace {
  readonly config: ProjectConfig;
}

/** What a report of these runs holds: each with what has changed against its baseline, and those of one name against the first. */
export async function reportDataOf(runs: readonly Run[], place: ReportPlace): Promise<ReportData> {
  const reported: ReportedRun[] = [];
  for (const run of runs) {
    const baseline = await againstBaseline(run, place);
    reported.push(baseline === undefined ? { run } : { run, baseline });
  }
  const comparisons: RunComparison[] = [];
  for (const [at, run] of runs.entries()) {
    const first = runs.find(({ name, kind }) => name === run.name && kind === run.kind);
    if (first !== undefined && runs.indexOf(first) < at) comparisons.push(await compared(first, run, place));
  }
  return { ...withoutComparisons(reported), ...(comparisons.length === 0 ? {} : { comparisons }) };
}

/** The same where nothing is known beside the runs. */
export function reportDataAlone(runs: readonly Run[]): ReportData {
  return withoutComparisons(runs.map((run) => ({ run })));
}

function withoutComparisons(runs: readonly ReportedRun[]): ReportData {
  return { runs, writtenAt: new Date().toISOString() };
}

/** A baseline that can't be read keeps no report from being written. */
async function againstBaseline(run: Run, place: ReportPlace): Promise<RunComparison | undefined> {
  const branch = run.environment.git?.branch;
  const isNamed = branch !== undefined && branch !== 'HEAD' && branch !== '';
  const found = await findBaseline(run.name, place, isNamed ? { branch } : {}).catch(() => undefined);
  const baseline = found?.baseline.run;
  if (baseline === undefined || baseline.id === run.id || baseline.kind !== run.kind) return undefined;
  // What has become of it since is not what changed in this run.
  if (baseline.startedAt > run.startedAt) return undefined;
  return compared(baseline, run, place);
}

async function compared(before: Parameters<typeof compareRuns>[0], after: Run, { store, config }: ReportPlace) {
  const betweenRuns = await betweenRunsIn(store, [before, after]).catch(() => undefined);
  return compareRuns(before, after, { ...(betweenRuns === undefined ? {} : { betweenRuns }), ...configured(config) });
}
