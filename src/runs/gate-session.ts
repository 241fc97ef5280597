import type { Confirmation } from '../judge/gate/gate-input.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { GateDecision } from '../model/gate.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import type { Run, Severity } from '../model/run.ts';
import type { Store } from '../stores/store.ts';
import { readAcknowledged } from './acknowledged.ts';
import { type Candidates, type Compared, type GateOutcome, runGate } from './gate.ts';
import { GateBaselines } from './gate-baselines.ts';
import { type ConfirmOptions, confirmByRunning } from './gate-confirm.ts';
import { type ChosenRuns, chosenRuns } from './gate-runs.ts';
import { describeGit } from './git-state.ts';
import { hasStore, openStore } from './open-store.ts';
import type { PreparedTest } from './prepare-test.ts';
import { type ReadProject, readProjectConfig } from './project-config.ts';

/** How a command asks for a gate. */
export interface GateSessionOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly failOn?: Severity | 'never' | undefined;
  readonly noConfirm: boolean;
  readonly strict: boolean;
  readonly branch?: string | undefined;
  readonly acknowledged?: string | undefined;
  readonly workers?: number | undefined;
  readonly planOf?: (run: Run) => PreparedTest | undefined;
  /** Read already. */
  readonly project?: ReadProject;
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly stop: AbortSignal;
  /** Measuring again may take no longer, whatever the project says. */
  readonly confirmMs?: number;
  /** Around each measurement, for who watches for signals only then. */
  readonly whileMeasuring?: ConfirmOptions['whileMeasuring'];
}

/** A gate of a project: its rules, its store, which is opened when it is needed, and what it measures again. */
export class GateSession {
  readonly #options: GateSessionOptions;
  readonly #project: ReadProject;
  readonly #baselines: GateBaselines;
  readonly #config: ProjectConfig;
  readonly #store: SharedStore;

  private constructor(options: GateSessionOptions, project: ReadProject, store: SharedStore) {
    this.#options = options;
    this.#project = project;
    this.#config = withAsked(project.config, options);
    this.#store = store;
    this.#baselines = new GateBaselines({
      dir: project.dir,
      env: options.env,
      config: this.#config,
      store: () => store.existing(),
      madeStore: () => store.made(),
    });
  }

  /** Reads and checks all that the gate decides by. */
  static async open(options: GateSessionOptions): Promise<GateSession> {
    const project = options.project ?? (await readProjectConfig(options.cwd));
    return new GateSession(options, project, new SharedStore(options.cwd, project.dir, options.warn));
  }

  /** The runs that are named, or else the latest ones. */
  choose(given: readonly string[]): Promise<ChosenRuns> {
    return chosenRuns(given, {
      cwd: this.#options.cwd,
      store: () => this.#store.existing(),
      commit: async () => (await describeGit(this.#project.dir, this.#options.env))?.commit,
    });
  }

  async decide(runs: readonly Run[]): Promise<GateOutcome> {
    const acknowledgements = await readAcknowledged({ ...this.#project, config: this.#config });
    const isConfirmed = !this.#options.noConfirm && this.#config.gate?.confirm !== false;
    return runGate(runs, {
      config: this.#config,
      acknowledgements,
      strict: this.#options.strict,
      compared: (run) => this.#baselines.compare(run),
      confirmMs: this.#options.confirmMs,
      confirm: isConfirmed ? (candidates) => this.#confirm(candidates) : undefined,
    });
  }

  /** After a gate that passed: verified improvements become baselines, where that is asked for. */
  async promote({ verdict }: GateDecision, runs: readonly Run[]): Promise<void> {
    if (verdict !== 'passed') return;
    for (const text of await this.#baselines.promote(runs)) this.#options.say(text);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #confirm(candidates: Candidates): Promise<readonly Confirmation[]> {
    const { planOf, workers, stop, say, whileMeasuring = measuredSo } = this.#options;
    return confirmByRunning(candidates, {
      cwd: this.#project.dir,
      workers,
      stop,
      whileMeasuring,
      onStart: say,
      compareAgain: async (run, again) => comparisonIn(await this.#baselines.compare({ ...again, name: run.name })),
      ...(planOf === undefined ? {} : { planOf }),
    });
  }
}

function measuredSo<T>(measure: () => Promise<T>): Promise<T> {
  return measure();
}

function comparisonIn(compared: Compared): RunComparison | undefined {
  return 'comparison' in compared ? compared.comparison : undefined;
}

/** What the command line says goes over the project. */
function withAsked(config: ProjectConfig, { failOn, branch, acknowledged }: GateSessionOptions): ProjectConfig {
  return {
    ...config,
    gate: {
      ...config.gate,
      ...(failOn === undefined ? {} : { failOn }),
      ...(branch === undefined ? {} : { branch }),
      ...(acknowledged === undefined ? {} : { acknowledged }),
    },
  };
}

/** The store below the folder that a command is given in, or else the project's; none is made only to be looked into. */
class SharedStore {
  readonly #places: readonly string[];
  readonly #onNotice: (text: string) => void;
  #opened: Promise<Store | undefined> | undefined;

  constructor(cwd: string, dir: string, onNotice: (text: string) => void) {
    this.#places = [...new Set([cwd, dir])];
    this.#onNotice = onNotice;
  }

  existing(): Promise<Store | undefined> {
    this.#opened ??= this.#find();
    return this.#opened;
  }

  async made(): Promise<Store> {
    const store =
      (await this.existing()) ?? (await openStore({ cwd: this.#places.at(-1) ?? '.', onNotice: this.#onNotice }));
    this.#opened = Promise.resolve(store);
    return store;
  }

  async close(): Promise<void> {
    const store = await this.#opened?.catch(() => undefined);
    await store?.close();
  }

  async #find(): Promise<Store | undefined> {
    for (const cwd of this.#places) {
      if (await hasStore({ cwd })) return openStore({ cwd, onNotice: this.#onNotice });
    }
    return undefined;
  }
}
