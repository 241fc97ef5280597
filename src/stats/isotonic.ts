export interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  /** 1 where it is not given. */
  readonly weight?: number;
}

/** Points with one x, or neighbours that had to be levelled. */
export interface Step {
  /** The weighted mean. */
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly weight: number;
}

/**
 * The rising (never falling) sequence that is closest to the points in weighted squares, by rising x: the pool of
 * adjacent violators, Ayer et al., "An empirical distribution function for sampling with incomplete information", Annals of
 * Mathematical Statistics 26(4), 1955. Points without a finite place or with no weight are left out.
 */
export function isotonicRegression(points: readonly WeightedPoint[]): Step[] {
  const steps: Step[] = [];
  for (const point of byPlace(points)) {
    let step: Step = { x: point.x, from: point.x, to: point.x, y: point.y, weight: point.weight };
    for (let last = steps.at(-1); last !== undefined && mustPool(last, step); last = steps.at(-1)) {
      step = pooled(last, step);
      steps.pop();
    }
    steps.push(step);
  }
  return steps;
}

function byPlace(points: readonly WeightedPoint[]): Required<WeightedPoint>[] {
  return points
    .map(({ x, y, weight = 1 }) => ({ x, y, weight }))
    .filter(({ x, y, weight }) => Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(weight) && weight > 0)
    .sort((left, right) => left.x - right.x);
}

function mustPool(last: Step, step: Step): boolean {
  return last.y >= step.y || last.to === step.from;
}

function pooled(left: Step, right: Step): Step {
  const weight = left.weight + right.weight;
  const share = right.weight / weight;
  return {
    x: left.x + (right.x - left.x) * share,
    from: left.from,
    to: right.to,
    y: left.y + (right.y - left.y) * share,
    weight,
  };
}

/** The rising line through the steps, straight between them and level before the first and after the last. */
export function interpolate(steps: readonly Step[], x: number): number {
  const next = steps.findIndex((step) => step.x >= x);
  const right = steps[next];
  const left = steps[next - 1];
  if (right === undefined) return steps.at(-1)?.y ?? Number.NaN;
  if (left === undefined) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

/** Where that line reaches a limit: −Infinity where it starts above it, Infinity where it stays at or under it, NaN without steps. */
export function crossingOf(steps: readonly Step[], limit: number): number {
  const next = steps.findIndex(({ y }) => y > limit);
  const right = steps[next];
  const left = steps[next - 1];
  if (right === undefined) return steps.length === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  if (left === undefined) return Number.NEGATIVE_INFINITY;
  const [from, to] = [left.to, right.from];
  return from + ((limit - left.y) / (right.y - left.y)) * (to - from);
}
