import type { BaselineRun } from '../../model/comparison.ts';
import { describeGit } from '../git-state.ts';

/** Branches whose baselines count where a branch has none of its own, the first that has one. */
export const DEFAULT_BRANCHES: readonly string[] = ['main', 'master'];

export interface BranchPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the project says is its default branch. */
  readonly defaultBranch?: string;
}

/** The branch a baseline is set for: that of the run, else of the checkout; what is in no repository counts as the default one. */
export async function branchOf(run: Pick<BaselineRun, 'environment'> | undefined, place: BranchPlace): Promise<string> {
  const known = run?.environment.git?.branch;
  if (known !== undefined && known !== 'HEAD' && known !== '') return known;
  const git = await describeGit(place.cwd, place.env);
  if (git !== undefined && git.branch !== 'HEAD' && git.branch !== '') return git.branch;
  return defaultBranchOf(place);
}

/** Where to look for a baseline, in this order: the branch itself, then what it is likely to be merged into. */
export function branchesToAsk(branch: string, place: BranchPlace): string[] {
  const { env } = place;
  const target = env.GITHUB_BASE_REF || env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME || env.CHANGE_TARGET;
  const all = [branch, target, place.defaultBranch, env.CI_DEFAULT_BRANCH, ...DEFAULT_BRANCHES];
  return [...new Set(all.filter((each): each is string => each !== undefined && each !== ''))];
}

function defaultBranchOf({ defaultBranch, env }: BranchPlace): string {
  return defaultBranch || env.CI_DEFAULT_BRANCH || 'main';
}
