import type { Benchmark } from '../model/benchmark.ts';
import type { Finding } from '../model/run.ts';
import { formatNanoseconds } from '../model/units.ts';
import { median } from '../stats/quantile.ts';
import type { EmptyTimes, TaskMeasured } from './messages.ts';

interface Context {
  readonly summary: Omit<Benchmark, 'requirements' | 'findings'>;
  readonly processes: readonly TaskMeasured[];
  readonly empty: EmptyTimes | undefined;
  /** Of neighbouring batches. */
  readonly correlation: number;
  readonly isTimedSingly: boolean;
}

type Look = (context: Context) => Finding | undefined;

/** What there is to know of a benchmark before its figures are trusted. */
export function findingsOf(context: Context): Finding[] {
  if (context.summary.error !== undefined && context.processes.length === 0) return [];
  return LOOKS.flatMap((look) => look(context) ?? []);
}

/** A function that takes hardly longer than one that does nothing does nothing itself. */
const LIKE_EMPTY = 1.25;
const LIKE_EMPTY_NS = 0.5;

const optimisedAway: Look = ({ summary, processes, empty, isTimedSingly }) => {
  const isAsync = processes.some((each) => each.isAsync);
  const emptyNs = isAsync ? empty?.async : empty?.sync;
  const { min: ns } = summary.time;
  // Timed one by one, the cost of the clock is taken off, and with it that of the call.
  if (emptyNs === undefined || isTimedSingly || ns > Math.max(emptyNs * LIKE_EMPTY, emptyNs + LIKE_EMPTY_NS))
    return undefined;
  return {
    kind: 'bench-optimised-away',
    severity: 'major',
    title: `${summary.name} looks optimised away: it takes no longer than a function that does nothing`,
    evidence: { leastNs: ns, emptyNs },
    advice: 'Return what it computes, and compute from parameters or state instead of constants.',
  };
};

const LEAST_DOUBLING = 1.5;
const MOST_DOUBLING = 3;

const doesNotScale: Look = ({ summary, processes }) => {
  const doublings = processes.flatMap(({ doubling }) => (doubling === undefined ? [] : [doubling]));
  const ratio = median(doublings);
  // Every process has to agree: a disturbance that hits one half of the batches alone looks the same.
  const isClear = Math.max(...doublings) < LEAST_DOUBLING || Math.min(...doublings) > MOST_DOUBLING;
  if (doublings.length < 2 || !isClear) return undefined;
  const direction = ratio < LEAST_DOUBLING ? 'hardly longer' : 'far more than twice as long';
  return {
    kind: 'bench-does-not-scale',
    severity: 'major',
    title: `${summary.name} takes ${direction} for twice the iterations`,
    evidence: { ratio },
    advice:
      ratio < LEAST_DOUBLING
        ? 'Its iterations are not all carried out, or only the first ones have work to do: give each its own input (beforeEach).'
        : 'Each iteration makes the next one slower, as a list that grows does: start each from the same state (beforeEach).',
  };
};

const asynchronous: Look = ({ summary, processes, empty }) => {
  if (empty === undefined || !processes.some((each) => each.isAsync)) return undefined;
  const share = empty.async / summary.time.median;
  if (share < 0.1) return undefined;
  return {
    kind: 'bench-promise-cost',
    severity: 'info',
    title: `Awaiting its promise alone takes ${formatNanoseconds(empty.async)} of the ${formatNanoseconds(summary.time.median)} of ${summary.name}`,
    evidence: { promiseNs: empty.async, medianNs: summary.time.median },
    advice:
      'It is part of every figure; differences between asynchronous functions of the same kind are not touched by it.',
  };
};

const clock: Look = ({ summary, isTimedSingly }) => {
  if (!isTimedSingly || summary.time.median > SHORT_NS) return undefined;
  return {
    kind: 'bench-clock',
    severity: 'minor',
    title: `${summary.name} is timed iteration by iteration and takes hardly longer than reading the clock`,
    evidence: { medianNs: summary.time.median },
    advice: 'Leave beforeEach and afterEach away, so that many iterations are timed together, or do more in each.',
  };
};

const SHORT_NS = 500;

const drifting: Look = ({ summary }) => {
  if (summary.drift === undefined) return undefined;
  const percent = Math.abs(summary.drift * 100).toFixed(1);
  return {
    kind: 'bench-drift',
    severity: 'minor',
    title: `${summary.name} got ${percent}% ${summary.drift > 0 ? 'slower' : 'faster'} while it was measured, in one process as in the next`,
    evidence: { drift: summary.drift },
    advice:
      summary.drift > 0
        ? 'Something grows from iteration to iteration: a list, a cache, the heap. Start each from the same state (beforeEach).'
        : 'It was still warming up: give it more warmupIterations.',
  };
};

const HIGH_CORRELATION = 0.5;

const waves: Look = ({ summary, correlation }) => {
  if (correlation < HIGH_CORRELATION) return undefined;
  return {
    kind: 'bench-waves',
    severity: 'info',
    title: `Disturbances of ${summary.name} come in waves: a batch resembles the one before it`,
    evidence: { correlation },
    advice:
      'Something else keeps the machine busy now and then. Intervals are right all the same, as they are over processes; they are wider.',
  };
};

const UNEVEN = 0.1;

/** Places nearer to each other than this are of interest to nobody. */
const APART = 0.05;

const severalModes: Look = ({ summary }) => {
  const { modes } = summary;
  // Where the machine is that uneven, so is everything measured on it.
  if (modes === undefined || summary.noiseFloor > UNEVEN) return undefined;
  if (Math.max(...modes) < Math.min(...modes) * (1 + APART)) return undefined;
  const places = modes.map(formatNanoseconds).join(' or ');
  return {
    kind: 'bench-modes',
    severity: 'info',
    title: `${summary.name} takes either ${places}`,
    evidence: Object.fromEntries(modes.map((mode, at) => [`mode${at + 1}Ns`, mode])),
    advice:
      'A single figure tells little of it: look for what differs from call to call or from process to process, such as inlining, caches or collections.',
  };
};

const MANY_OUTLIERS = 0.1;

const outliers: Look = ({ summary }) => {
  const { mild, severe, of } = summary.outliers;
  const share = of === 0 ? 0 : (mild + severe) / of;
  if (share < MANY_OUTLIERS) return undefined;
  return {
    kind: 'bench-outliers',
    severity: 'info',
    title: `${Math.round(share * 100)}% of the batches of ${summary.name} lie far from the others`,
    evidence: { mild, severe, batches: of },
    advice: 'None is left out of any figure. The median hardly feels them; the mean, p95 and p99 do.',
  };
};

const MANY_INTERRUPTED = 0.2;

const interrupted: Look = ({ summary, processes }) => {
  const count = processes.reduce((sum, each) => sum + each.interrupted.length, 0);
  const share = summary.outliers.of === 0 ? 0 : count / summary.outliers.of;
  if (share < MANY_INTERRUPTED) return undefined;
  return {
    kind: 'bench-interrupted',
    severity: 'info',
    title: `${Math.round(share * 100)}% of the batches of ${summary.name} were interrupted by something else that the machine had to do`,
    evidence: { interrupted: count, batches: summary.outliers.of },
    advice:
      'Medians and comparisons are made of the others, where there are at least three in a process; mean, p95 and p99 are of all.',
  };
};

const LOOKS: readonly Look[] = [
  optimisedAway,
  doesNotScale,
  drifting,
  clock,
  severalModes,
  outliers,
  interrupted,
  waves,
  asynchronous,
];
