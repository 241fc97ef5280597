import type { LiveView } from '../../model/live.ts';
import type { Run, RunEvent } from '../../model/run.ts';
import type { LoadOptions } from '../load.ts';
import type { PhaseChange, TestPhase } from '../load-phases.ts';
import type { PreparedTest } from '../prepare-test.ts';
import type { RunKeeper } from '../store-run.ts';
import type { ManagedTest, ManagedTestOptions } from './managed-test.ts';
import type { UntoldEvent } from './manager-events.ts';

export interface OpenRunOptions extends Pick<ManagedTestOptions, 'workers' | 'store' | 'trace' | 'cwd'> {
  readonly test: Pick<ManagedTest, 'id' | 'name'>;
  readonly tell: (event: UntoldEvent) => void;
  readonly onPhase: (change: PhaseChange) => void;
  readonly onView: (view: LiveView) => void;
}

/** One run of a managed test, from the moment it was asked for. */
export class OpenRun {
  /** Settles when all is over. */
  readonly result: Promise<Run>;
  readonly #options: OpenRunOptions;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #overlaps: RunEvent[] = [];
  readonly #toldFindings = new Set<string>();
  #settle: { resolve(run: Run): void; reject(error: unknown): void } = { resolve() {}, reject() {} };
  #phase: TestPhase | undefined;
  #loadBeganAtMs: number | undefined;

  constructor(options: OpenRunOptions) {
    this.#options = options;
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Events tell of failures too: nobody has to wait for a run.
    this.result.catch(() => {});
  }

  get phase(): TestPhase | undefined {
    return this.#phase;
  }

  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(reason: Error): void {
    this.#stop.abort(reason);
  }

  kill(reason: Error): void {
    this.#stop.abort(reason);
    this.#kill.abort(reason);
  }

  resolve(run: Run): void {
    this.#settle.resolve(run);
  }

  reject(error: unknown): void {
    this.#settle.reject(error);
  }

  /** Carries a planned test out beside those that are `active`. */
  async carryOut({ plan, functions }: PreparedTest, active: Set<OpenRun>): Promise<Run> {
    const { workers, trace, cwd = process.cwd(), store = false } = this.#options;
    const { runLoad } = await import('../load.ts');
    for (const other of active) {
      other.#overlapsWith(this);
      this.#overlapsWith(other);
    }
    active.add(this);
    const signals = { stop: this.#stop.signal, kill: this.#kill.signal };
    const keeper = store ? await keeperIn(cwd) : undefined;
    const record = keeper === undefined ? undefined : () => keeper.store();
    try {
      const run = await runLoad(plan, { workers, functions, trace, cwd, record, ...signals, ...this.#watching() });
      const described = this.#described(run);
      if (keeper !== undefined) await this.#keep(described, keeper);
      return described;
    } finally {
      active.delete(this);
      await keeper?.close();
    }
  }

  #watching(): Pick<LoadOptions, 'onSecond' | 'onLog' | 'onTrace' | 'onPhase'> {
    const { tell, onPhase, onView } = this.#options;
    return {
      onSecond: (view) => {
        onView(view);
        tell({ type: 'second', view });
        for (const finding of view.findings) {
          if (this.#isNew(finding.kind)) tell({ type: 'finding', finding, live: true });
        }
      },
      onLog: (line) => tell({ type: 'log', line }),
      onTrace: (record) => tell({ type: 'trace', record }),
      onPhase: (change) => {
        const { phase, loadMs } = change;
        this.#phase = phase;
        if (loadMs !== null) this.#loadBeganAtMs ??= performance.now() - loadMs;
        onPhase(change);
        tell({ type: 'phase', ...change });
      },
    };
  }

  #overlapsWith(other: OpenRun): void {
    const { id, name } = other.#options.test;
    const atMs = this.#loadBeganAtMs === undefined ? 0 : performance.now() - this.#loadBeganAtMs;
    this.#overlaps.push({
      atMs,
      kind: 'overlap',
      text: `'${name}' (${id}) runs at the same time, on the same machine`,
    });
    this.#options.tell({ type: 'overlap', with: id });
  }

  #isNew(kind: string): boolean {
    const { size } = this.#toldFindings;
    return this.#toldFindings.add(kind).size > size;
  }

  /** The run as measured, with what only whoever runs several tests can know. */
  #described(run: Run): Run {
    if (this.#overlaps.length === 0) return run;
    return { ...run, events: [...run.events, ...this.#overlaps].sort((a, b) => a.atMs - b.atMs) };
  }

  async #keep(run: Run, keeper: RunKeeper): Promise<void> {
    const { problem } = await keeper.keep(run).catch((error: unknown) => ({ problem: error }));
    if (problem !== undefined) this.#options.tell({ type: 'error', error: problem, while: 'the run was to be kept' });
  }
}

async function keeperIn(cwd: string): Promise<RunKeeper> {
  const { RunKeeper } = await import('../store-run.ts');
  return new RunKeeper({ cwd });
}
