import type { CompareOptions } from '../judge/compare/compare-runs.ts';
import type { ComparisonConfig, ProjectConfig } from '../model/project-config.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../stores/store.ts';
import { type BaselinePlace, findBaseline } from './baselines/baselines.ts';
import { branchesToAsk, branchOf, DEFAULT_BRANCHES } from './baselines/branch.ts';
import { betweenRunsIn } from './baselines/earlier.ts';
import { asksForUpdates, updateBaseline } from './baselines/update-baseline.ts';
import type { Compared } from './gate.ts';

export interface BaselinesOptions {
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: ProjectConfig;
  /** Undefined where nothing was ever kept. */
  readonly store: () => Promise<Store | undefined>;
  /** The same, made where there is none. */
  readonly madeStore: () => Promise<Store>;
}

/** The baselines that a gate holds runs against. */
export class GateBaselines {
  readonly #options: BaselinesOptions;

  constructor(options: BaselinesOptions) {
    this.#options = options;
  }

  async compare(run: Run): Promise<Compared> {
    const store = await this.#options.store();
    const place = this.#place(store);
    const branch = this.#options.config.gate?.branch ?? (await branchOf(run, place));
    const found = await findBaseline(run.name, place, { branch });
    if (found === undefined) {
      return { why: `has no baseline to be compared with, on ${orList(branchesToAsk(branch, place))}` };
    }
    if (found.baseline.run.id === run.id) return { why: 'is the baseline itself' };
    const { compareRuns } = await import('../judge/compare/compare-runs.ts');
    const before = found.baseline.run;
    const betweenRuns = await betweenRunsIn(store, [before, run]);
    const options = {
      ...compareOptions(this.#options.config.compare),
      ...(betweenRuns === undefined ? {} : { betweenRuns }),
    };
    return { comparison: compareRuns(before, run, options) };
  }

  /** Makes verified improvements the new baselines where UPDATE_BASELINES asks for it, on the default branch alone; what became of each. */
  async promote(runs: readonly Run[]): Promise<readonly string[]> {
    const { env, config } = this.#options;
    if (!asksForUpdates(env)) return [];
    const why = await this.#whyNotHere();
    if (why !== undefined) return [`Baselines stay as they are: ${why}.`];
    const place = this.#place(await this.#options.madeStore());
    const said: string[] = [];
    for (const run of runs) said.push((await updateBaseline(run, place, compareOptions(config.compare))).text);
    return said;
  }

  async #whyNotHere(): Promise<string | undefined> {
    const { env, config, store } = this.#options;
    const isProposal = [env.GITHUB_BASE_REF, env.CI_MERGE_REQUEST_IID, env.CHANGE_ID].some(
      (each) => (each ?? '') !== '',
    );
    if (isProposal) return 'this is a proposal to change the code';
    const branch = await branchOf(undefined, this.#place(await store()));
    const known = config.gate?.branch ?? env.CI_DEFAULT_BRANCH ?? '';
    const isDefault = known === '' ? DEFAULT_BRANCHES.includes(branch) : branch === known;
    return isDefault ? undefined : `${branch} is not the default branch`;
  }

  #place(store: Store | undefined): BaselinePlace {
    const { dir, env, config } = this.#options;
    const defaultBranch = config.gate?.branch;
    return { cwd: dir, env, store, ...(defaultBranch === undefined ? {} : { defaultBranch }) };
  }
}

/** How comparisons are graded, as the project says. */
function compareOptions({ metrics, margin, ...grades }: ComparisonConfig = {}): CompareOptions {
  return {
    grades,
    ...(metrics === undefined ? {} : { metricGrades: metrics }),
    ...(margin === undefined ? {} : { margin }),
  };
}

function orList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
