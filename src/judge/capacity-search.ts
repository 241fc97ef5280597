/** One level to be held, and what for. */
export interface Trial {
  readonly load: number;
  /** `climb`: to find the region. `narrow`: to halve it. `confirm`: once more, at its edges. */
  readonly purpose: 'climb' | 'narrow' | 'confirm';
}

export interface TrialOutcome {
  readonly load: number;
  readonly isWithin: boolean;
}

export interface SearchOptions {
  /** Where the climb starts. */
  readonly from: number;
  /** Nothing above this is tried. */
  readonly to: number;
  /** The line is to be known to within this share of it. */
  readonly precision: number;
}

export interface FoundLine {
  readonly value: number;
  /** Below this every level was within. */
  readonly low: number;
  /** At this and above it every level was crossed; Infinity where none was. */
  readonly high: number;
}

const CLIMB_FACTOR = 2;
/** The climb goes down no further than this share of where it started. */
const LEAST_SHARE = 1 / 1024;
/** Of levels at an edge, as many are to agree. */
const VOTES = 2;

/**
 * Where the highest load within all limits lies: a coarse climb, then bisection, then the edges once more, since a single
 * trial may have had bad luck. Levels are judged by the majority of their trials. Knows nothing of time or of targets.
 */
export class CapacitySearch {
  readonly #options: SearchOptions;
  readonly #votes = new Map<number, { within: number; crossed: number }>();

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  add({ load, isWithin }: TrialOutcome): void {
    const votes = this.#votes.get(load) ?? { within: 0, crossed: 0 };
    if (isWithin) votes.within++;
    else votes.crossed++;
    this.#votes.set(load, votes);
  }

  /** Undefined when the line is known as well as asked for, or lies outside of what may be tried. */
  next(): Trial | undefined {
    const { from, to, precision } = this.#options;
    const { below, above } = this.#bracket();
    if (below === undefined && above === undefined) return { load: Math.min(from, to), purpose: 'climb' };
    if (above === undefined) return this.#climb(below ?? from);
    if (below === undefined) {
      const lower = above / CLIMB_FACTOR;
      return lower < from * LEAST_SHARE ? undefined : { load: lower, purpose: 'climb' };
    }
    if (above / below > 1 + precision * 1.001) return { load: between(below, above), purpose: 'narrow' };
    return this.#confirm(below) ?? this.#confirm(above);
  }

  /** Undefined while no level was within. */
  line(): FoundLine | undefined {
    const { below, above } = this.#bracket();
    if (below === undefined) return undefined;
    const all = [...this.#votes].sort(([a], [b]) => a - b);
    const firstDoubt = all.find(([, { crossed }]) => crossed > 0)?.[0] ?? Number.POSITIVE_INFINITY;
    const lastHope = all.findLast(([, { within }]) => within > 0)?.[0] ?? 0;
    const low = Math.max(0, ...all.flatMap(([load]) => (load < firstDoubt ? load : [])));
    const high = Math.min(Number.POSITIVE_INFINITY, ...all.flatMap(([load]) => (load > lastHope ? load : [])));
    return { value: below, low: Math.min(low, below), high: Math.max(high, above ?? Number.POSITIVE_INFINITY) };
  }

  #climb(below: number): Trial | undefined {
    const { to } = this.#options;
    if (below < to) return { load: Math.min(below * CLIMB_FACTOR, to), purpose: 'climb' };
    return this.#confirm(below);
  }

  /** A level is settled once one answer has two votes more than the other has none, or the majority of three. */
  #confirm(load: number): Trial | undefined {
    const { within = 0, crossed = 0 } = this.#votes.get(load) ?? {};
    return Math.max(within, crossed) >= VOTES ? undefined : { load, purpose: 'confirm' };
  }

  /**
   * The lowest load that was crossed with none within at or above it, and the highest within below that. Where trials
   * contradict one another over loads, the lower answer is believed: a load line must hold.
   */
  #bracket(): { below: number | undefined; above: number | undefined } {
    const levels = [...this.#votes].sort(([a], [b]) => a - b);
    const at = levels.findIndex(([, { within, crossed }]) => crossed >= within);
    if (at < 0) return { below: levels.at(-1)?.[0], above: undefined };
    return { below: levels[at - 1]?.[0], above: levels[at]?.[0] };
  }
}

/** By equal factors, with the digits that make a difference. */
function between(below: number, above: number): number {
  return Number(Math.sqrt(below * above).toPrecision(6));
}
