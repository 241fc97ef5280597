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
  for (const [first, run] of withFirsts(runs)) comparisons.push(await compared(first, run, place));
  return reportData(reported, comparisons);
}

/** The same where nothing is known beside the runs. */
export function reportDataAlone(runs: readonly Run[]): ReportData {
  const comparisons = withFirsts(runs).map(([first, run]) => compareRuns(first, run, {}));
  return reportData(
    runs.map((run) => ({ run })),
    comparisons,
  );
}

/** Each run that is not the first of its name, with that. */
function withFirsts(runs: readonly Run[]): [Run, Run][] {
  return runs.flatMap((run, at): [Run, Run][] => {
    const first = runs.findIndex(({ name, kind }) => name === run.name && kind === run.kind);
    return first < at ? [[runs[first] ?? run, run]] : [];
  });
}

function reportData(runs: readonly ReportedRun[], comparisons: readonly RunComparison[]): ReportData {
  return { runs, ...(comparisons.length === 0 ? {} : { comparisons }), writtenAt: new Date().toISOString() };
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
