export interface PerfherderOptions {
  readonly minBackWindow?: number;
  readonly maxBackWindow?: number;
  readonly foreWindow?: number;
  readonly threshold?: number;
}

export interface PerfherderAlert {
  readonly index: number;
  /** Student's t, without its sign. */
  readonly t: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Finds changes as Mozilla's Perfherder does: at each revision a t-test of up to 24 values before against 12 from there on,
 * with means that weigh near values more; an alert where t is above 7 and above that of both neighbours.
 * treeherder/perfalert/perfalert/__init__.py. A revision may have been measured several times.
 */
export function perfherderAlerts(
  revisions: readonly (readonly number[])[],
  options: PerfherderOptions = {},
): PerfherderAlert[] {
  const { minBackWindow = 12, maxBackWindow = 24, foreWindow = 12, threshold = 7 } = options;
  const tests: Test[] = [];
  let calm = 0;
  for (const index of revisions.keys()) {
    if (index === 0) continue;
    const reach = Math.min(Math.max(calm, minBackWindow), maxBackWindow);
    const back = windowOf(revisions, { from: index - 1, to: Math.max(-1, index - 1 - reach), most: maxBackWindow });
    const fore = windowOf(revisions, { from: index, to: revisions.length, most: foreWindow });
    const test = {
      index,
      ...testOf(back, fore),
      isFull: countOf(back) >= minBackWindow && countOf(fore) >= foreWindow,
    };
    tests.push(test);
    calm = test.t > threshold ? 0 : calm + 1;
  }
  return tests.filter((test, i) => {
    const isPeak = (tests[i - 1]?.t ?? 0) <= test.t && (tests[i + 1]?.t ?? 0) <= test.t;
    return test.isFull && test.t > threshold && isPeak;
  });
}

interface Test extends PerfherderAlert {
  readonly isFull: boolean;
}

interface Reach {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** The nearest revision first, until there are values enough. */
function windowOf(revisions: readonly (readonly number[])[], { from, to, most }: Reach): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const step = Math.sign(to - from);
  for (let at = from, count = 0; at !== to && count < most; at += step) {
    const values = revisions[at] as readonly number[];
    found.push(values);
    count += values.length;
  }
  return found;
}

function countOf(window: readonly (readonly number[])[]): number {
  return window.reduce((sum, values) => sum + values.length, 0);
}

function testOf(
  back: readonly (readonly number[])[],
  fore: readonly (readonly number[])[],
): Omit<PerfherderAlert, 'index'> {
  const [left, right] = [summaryOf(back), summaryOf(fore)];
  const [before, after] = [left.mean, right.mean];
  const apart = Math.abs(after - before);
  if (left.count === 0 || right.count === 0 || apart === 0) return { t: 0, before, after };
  const error = Math.sqrt(left.variance / left.count + right.variance / right.count);
  return { t: error === 0 ? Number.POSITIVE_INFINITY : apart / error, before, after };
}

/** The mean weighs revisions by their nearness; the variance about it weighs none. */
function summaryOf(window: readonly (readonly number[])[]): { mean: number; variance: number; count: number } {
  const count = countOf(window);
  let [sum, weights] = [0, 0];
  for (const [i, values] of window.entries()) {
    const weight = (window.length - i) / window.length;
    for (const value of values) sum += value * weight;
    weights += weight * values.length;
  }
  const mean = weights > 0 ? sum / weights : 0;
  const squares = window.flat().reduce((all, value) => all + (value - mean) ** 2, 0);
  return { mean, variance: count > 1 ? squares / (count - 1) : 0, count };
}
