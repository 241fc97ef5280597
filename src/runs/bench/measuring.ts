import { fullName } from '../../bench/bench-case.ts';
import { shuffled } from '../../bench/measure-set.ts';
import type { SetTask, SideCode, SideName, TaskMeasured } from '../../bench/messages.ts';
import { UserError } from '../../errors/user-error.ts';
import type { SeededRandom } from '../../load/random.ts';
import type { ListedFile } from './bench-files.ts';
import { runTask, type TaskOutcome } from './process.ts';
import {
  alive,
  memberAt,
  newState,
  pairUp,
  type SetState,
  sideUnits,
  takeOver,
  timeOf,
  type Unit,
  unitsOf,
} from './set-state.ts';
import type { PlannedSet } from './sets.ts';

export interface MeasuringOptions {
  readonly entry: URL;
  readonly nodeFlags: readonly string[];
  /** Builds are measured in processes of their own even where one could hold both. */
  readonly isApart: boolean;
  readonly random: SeededRandom;
  readonly onBegan: (name: string) => void;
  readonly onOutput?: (line: string) => void;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

const LOADING_PATIENCE_MS = 60_000;
const USUAL_TIMEOUT_MS = 60_000;
/** Processes that also look whether functions do what is asked of them. */
const CHECKED = 3;
const LONGEST_OFFSET = 4096;

/** Measures all sets once more, each time in fresh processes. */
export class Measuring {
  readonly states: readonly SetState[];
  /** What it took to measure everything once, without the time that was asked for. */
  overheadMs = 0;
  processes = 0;
  readonly #files: readonly ListedFile[];
  readonly #options: MeasuringOptions;
  /** Files whose builds can't be loaded together, and those that can't be loaded twice. */
  readonly #apart = new Set<number>();
  readonly #once = new Set<number>();
  /** Files of which what they write has been passed on. */
  readonly #heard = new Set<number>();

  constructor(files: readonly ListedFile[], sets: readonly PlannedSet[], options: MeasuringOptions) {
    this.#files = files;
    this.#options = options;
    this.states = sets.map(newState);
    if (options.isApart) for (const [at, { before }] of files.entries()) if (before !== undefined) this.#apart.add(at);
  }

  /** Whether files are measured build by build. */
  get apartFiles(): readonly string[] {
    return [...this.#apart].map((at) => this.#files[at]?.path ?? '');
  }

  get open(): readonly SetState[] {
    return this.states.filter((state) => !state.isDecided && alive(state).length > 0);
  }

  /** `memberMs`: how long the timed batches of a function may take, where it says nothing itself. */
  async measureOnce(memberMs: number): Promise<void> {
    const startedMs = performance.now();
    let askedMs = 0;
    for (const at of shuffled([...this.#files.keys()], this.#options.random)) {
      if (this.#options.stop.aborted) break;
      const states = this.open.filter(({ set }) => set.file === at);
      if (states.length === 0) continue;
      askedMs += states.reduce((sum, state) => sum + timeOf(state, alive(state), memberMs), 0);
      if (!this.#apart.has(at)) await this.#together(at, states, memberMs);
      if (this.#apart.has(at)) await this.#inTurn(at, states, memberMs);
    }
    this.processes++;
    this.overheadMs = Math.max(0, performance.now() - startedMs - askedMs);
  }

  /** One process for all; further ones where a function ends it before the others were measured. */
  async #together(at: number, states: readonly SetState[], memberMs: number): Promise<void> {
    let units = states.flatMap(unitsOf);
    for (let tries = 2 * units.length + 2; units.length > 0 && tries > 0 && !this.#options.stop.aborted; tries--) {
      const outcome = await this.#run(units, { at, memberMs });
      if (outcome.problem === undefined) units = this.#leftOf(units, outcome, at);
      else if (outcome.problem.isFirst) throw problemError(outcome.problem.problem);
      else {
        this.#learnClash(at);
        if (this.#apart.has(at)) return;
      }
    }
  }

  /** What is still to be measured, as a function ended the process. */
  #leftOf(units: readonly Unit[], outcome: TaskOutcome, at: number): Unit[] {
    for (const unit of units) takeOver(unit, outcome, this.processes);
    const { death, measured } = outcome;
    if (death === undefined) return [];
    const left = units.filter(({ id }) => !measured.has(id));
    const ended = this.#blame(units, death, at);
    return [
      ...left.filter((unit) => unit !== ended),
      ...(ended !== undefined && ended.places.length > 1 ? unitsOf(ended.state) : []),
    ];
  }

  /** Each build twice, in processes of its own: ABBA or BAAB, so that what changes steadily cancels out. */
  async #inTurn(at: number, states: readonly SetState[], memberMs: number): Promise<void> {
    const { random, stop } = this.#options;
    const told = new Map<SetState, ByBuild>(states.map((state) => [state, { before: [], after: [] }]));
    const order = random.next() < 0.5 ? (['before', 'after'] as const) : (['after', 'before'] as const);
    for (const side of [order[0], order[1], order[1], order[0]]) {
      if (stop.aborted) return;
      const units = states.flatMap((state) => sideUnits(state, side));
      if (units.length === 0) continue;
      const outcome = await this.#run(units, { at, memberMs });
      if (outcome.problem !== undefined) throw problemError(outcome.problem.problem);
      for (const unit of units) {
        const measured = takeOver(unit, outcome, this.processes).filter(({ times }) => times.length > 0);
        told.get(unit.state)?.[side].push(...measured);
      }
      if (outcome.death !== undefined) this.#blame(units, outcome.death, at);
    }
    for (const [state, { before, after }] of told) pairUp(state, before, after);
  }

  #sidesFor(at: number, units: readonly Unit[]): SideCode[] {
    const file = this.#files[at];
    if (file === undefined) return [];
    const wanted = new Set(units.flatMap(({ state, places }) => places.map((place) => memberAt(state, place).side)));
    const again = { name: 'again' as const, code: (file.before ?? file.after).code };
    return [
      ...(wanted.has('after') ? [file.after] : []),
      ...(wanted.has('before') && file.before !== undefined ? [file.before] : []),
      ...(wanted.has('again') && !this.#once.has(at) ? [again] : []),
    ];
  }

  /** Copies of a file can't stand side by side in one process. */
  #learnClash(at: number): void {
    if (this.#once.has(at) || this.#files[at]?.before !== undefined) this.#apart.add(at);
    else this.#once.add(at);
  }

  async #run(
    units: readonly Unit[],
    { at, memberMs }: { readonly at: number; readonly memberMs: number },
  ): Promise<TaskOutcome> {
    const { random, entry, nodeFlags, onBegan, onOutput, stop, kill } = this.#options;
    const sets = units.map((unit) => this.#taskOf(unit, at, memberMs));
    const byId = new Map(units.map((unit) => [unit.id, unit]));
    const isHeard = this.#heard.has(at);
    this.#heard.add(at);
    return runTask(
      { sides: this.#sidesFor(at, units), sets, seed: random.int(0, 0xffff_ffff), isChecked: this.processes < CHECKED },
      {
        entry,
        nodeFlags,
        stop,
        kill,
        // The size of the environment moves the stack: Mytkowicz et al., "Producing wrong data …", ASPLOS 2009.
        env: { ...process.env, PLIMSOLL_OFFSET: 'x'.repeat(random.int(0, LONGEST_OFFSET)) },
        patienceMs: (id) => patienceOf(byId.get(id ?? -1), memberMs),
        onBegan: (id) => onBegan(nameOf(byId.get(id))),
        ...(onOutput === undefined || isHeard ? {} : { onOutput }),
      },
    );
  }

  #taskOf({ id, state, places }: Unit, at: number, memberMs: number): SetTask {
    const baseline = places.findIndex((place) => memberAt(state, place).role === 'baseline');
    const members = places.map((place) => {
      const { side, facts, role } = memberAt(state, place);
      const copy = role === 'again' && baseline >= 0 ? { copyOf: baseline } : {};
      const actual: SideName = side === 'again' && this.#once.has(at) ? 'after' : side;
      return { side: actual, index: facts.index, ...copy };
    });
    return { id, members, timeMs: timeOf(state, places, memberMs) };
  }

  /** Which one a process ended with: of several functions in a set each is measured by itself from now on. */
  #blame(units: readonly Unit[], death: NonNullable<TaskOutcome['death']>, at: number): Unit | undefined {
    if (this.#options.stop.aborted) return undefined;
    const ended = units.find(({ id }) => id === death.set);
    if (ended === undefined) throw deathError(this.#files[at]?.path ?? '', death.text);
    if (ended.places.length > 1) ended.state.isSplit = true;
    else for (const place of ended.places) ended.state.errors.set(place, death.text);
    return ended;
  }
}

interface ByBuild {
  readonly before: TaskMeasured[];
  readonly after: TaskMeasured[];
}

/** Nothing may be silent for longer than one of its iterations may take. */
function patienceOf(unit: Unit | undefined, memberMs: number): number {
  if (unit === undefined) return LOADING_PATIENCE_MS;
  const timeouts = unit.places.map((place) => memberAt(unit.state, place).facts.timeoutMs ?? USUAL_TIMEOUT_MS);
  return Math.max(...timeouts) + 2 * memberMs;
}

function nameOf(unit: Unit | undefined): string {
  const member = unit === undefined ? undefined : memberAt(unit.state, unit.places.at(-1) ?? 0);
  return member === undefined ? '' : fullName(member.facts);
}

function problemError({
  message,
  code,
  hint,
}: {
  readonly message: string;
  readonly code: string;
  readonly hint?: string;
}): UserError {
  return new UserError(message, { code, ...(hint === undefined ? {} : { hint }) });
}

export function deathError(path: string, text: string): UserError {
  return new UserError(`${path}: ${text} while it was being loaded`, {
    code: 'BENCH_PROCESS',
    hint: 'the top level of a file of benchmarks must come to its end: what takes long or ends the process belongs into functions',
  });
}
