import { fTail } from './probability.ts';
import {
  describeFit,
  distinctLoads,
  type LoadPoint,
  type ScalingFit,
  type ScalingLaw,
  solveLaw,
  throughputAt,
  usablePoints,
} from './scaling-law.ts';

export interface LawOptions {
  readonly confidence?: number;
  /** Holds λ, the throughput of one user, at this value. */
  readonly lambda?: number;
}

export interface LawFit extends ScalingFit {
  /** Throughput that no number of users exceeds, λ/σ; undefined where nothing bounds it. */
  readonly ceiling: number | undefined;
}

/** Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 30, 1967. */
export function fitAmdahl(points: readonly LoadPoint[], options: LawOptions = {}): LawFit | undefined {
  return fitLaw('amdahl', points, options);
}

/** Throughput in proportion to load. */
export function fitLinear(points: readonly LoadPoint[], options: LawOptions = {}): LawFit | undefined {
  return fitLaw('linear', points, options);
}

const LEAST_LEVELS: Readonly<Record<ScalingLaw, number>> = { linear: 1, amdahl: 2, usl: 3 };

function fitLaw(
  law: ScalingLaw,
  points: readonly LoadPoint[],
  { confidence = 0.95, lambda }: LawOptions,
): LawFit | undefined {
  const usable = usablePoints(points);
  if (distinctLoads(usable) < LEAST_LEVELS[law] || usable.every(({ throughput }) => throughput === 0)) return undefined;
  const problem = lambda === undefined ? { law } : { law, lambda };
  const { covariance: _, ...fit } = describeFit(usable, solveLaw(usable, problem), { ...problem, confidence });
  const { sigma, kappa } = fit;
  return { ...fit, ceiling: sigma.value > 0 && kappa.value === 0 ? fit.lambda.value / sigma.value : undefined };
}

/** A coefficient more, weighed by how much it lessens the squares. */
export interface NestedTest {
  readonly fStatistic: number;
  /** Never too small: that the coefficient can't be negative would at most halve it. */
  readonly pValue: number;
  readonly supported: boolean;
}

export interface ScalingChoice {
  /** The simplest law that no law with one coefficient more betters by more than chance would. */
  readonly law: ScalingLaw;
  /** A line against Amdahl's law; undefined with too few points to tell. */
  readonly contention: NestedTest | undefined;
  /** Amdahl's law against the Universal Scalability Law; undefined with too few points to tell. */
  readonly coherency: NestedTest | undefined;
  /** Akaike's criterion, corrected for few points; Infinity where there are too few for it. The smallest is the best. */
  readonly aicc: Readonly<Record<ScalingLaw, number>>;
  readonly fits: Readonly<Record<ScalingLaw, LawFit>>;
}

export interface ChoiceOptions extends LawOptions {
  /** How unlikely a gain must be before a coefficient is believed. */
  readonly significance?: number;
  /** How the noise of throughput grows: with the throughput (the default), or not at all. */
  readonly noise?: 'proportional' | 'constant';
}

/**
 * Which law the points support, by F tests of nested models, each point weighed by what the fullest fit says of its noise.
 * `fits` are by plain least squares. Undefined with fewer than three different loads.
 */
export function chooseScalingLaw(points: readonly LoadPoint[], options: ChoiceOptions = {}): ScalingChoice | undefined {
  const [linear, amdahl, usl] = [
    fitLinear(points, options),
    fitAmdahl(points, options),
    fitLaw('usl', points, options),
  ];
  if (linear === undefined || amdahl === undefined || usl === undefined) return undefined;
  const usable = usablePoints(points);
  const weights = options.noise === 'constant' ? usable.map(() => 1) : weightsBy(usl, usable);
  const weighed = (fit: LawFit): Weighed => {
    const { lambda } = options;
    const problem = lambda === undefined ? { law: fit.law, weights } : { law: fit.law, lambda, weights };
    return { ...solveLaw(usable, problem), count: fit.count, degreesOfFreedom: fit.degreesOfFreedom };
  };
  const [one, two, three] = [weighed(linear), weighed(amdahl), weighed(usl)];
  const scale = usable.reduce((sum, { throughput }, i) => sum + (weights[i] as number) * throughput ** 2, 0);
  const weighing = { significance: options.significance ?? 0.05, scale };
  const coherency = nestedTest(two, three, weighing);
  const contention = nestedTest(one, two, weighing);
  const simpler = contention?.supported === true ? 'amdahl' : 'linear';
  return {
    law: coherency?.supported === true ? 'usl' : simpler,
    contention,
    coherency,
    aicc: { linear: aiccOf(one, scale), amdahl: aiccOf(two, scale), usl: aiccOf(three, scale) },
    fits: { linear, amdahl, usl },
  };
}

/** A hundredth of the greatest throughput is the least that counts as its size. */
const LEAST_SIZE = 0.01;

function weightsBy(fit: LawFit, points: readonly LoadPoint[]): number[] {
  const sizes = points.map(({ load }) => throughputAt(fit, load));
  const most = sizes.reduce((high, size) => Math.max(high, size), 0);
  return sizes.map((size) => (most / Math.max(size, LEAST_SIZE * most)) ** 2);
}

interface Weighed {
  readonly sumOfSquares: number;
  readonly count: number;
  readonly degreesOfFreedom: number;
}

/** Squares under this share of the throughput's own are rounding. */
const ROUNDING = 1e-20;

interface Weighing {
  readonly significance: number;
  readonly scale: number;
}

function nestedTest(simple: Weighed, rich: Weighed, { significance, scale }: Weighing): NestedTest | undefined {
  if (rich.degreesOfFreedom <= 0) return undefined;
  const gain = Math.max(0, simple.sumOfSquares - rich.sumOfSquares);
  if (gain <= ROUNDING * scale) return { fStatistic: 0, pValue: 1, supported: false };
  const fStatistic = gain / (Math.max(rich.sumOfSquares, ROUNDING * scale) / rich.degreesOfFreedom);
  const pValue = fTail(fStatistic, simple.degreesOfFreedom - rich.degreesOfFreedom, rich.degreesOfFreedom);
  return { fStatistic, pValue, supported: pValue < significance };
}

/** Hurvich and Tsai, "Regression and time series model selection in small samples", Biometrika 76(2), 1989; the variance counts as a parameter. */
function aiccOf({ count, degreesOfFreedom, sumOfSquares }: Weighed, scale: number): number {
  const parameters = count - degreesOfFreedom + 1;
  const spare = count - parameters - 1;
  if (spare <= 0) return Number.POSITIVE_INFINITY;
  const variance = Math.max(sumOfSquares, ROUNDING * scale) / count;
  return count * Math.log(variance) + 2 * parameters + (2 * parameters * (parameters + 1)) / spare;
}
