/** Distribution functions of the tests in this folder: normal, Student's t, chi-square, F and beta. */

/** The natural logarithm of the gamma function for x > 0: Lanczos's series with g = 7 and nine terms, as Godfrey computed it in 2001. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const series = LANCZOS.reduce((sum, term, i) => (i === 0 ? term : sum + term / (shifted + i)), 0);
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];

/** The standard normal distribution function. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const tail = gammaTail(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** Student's t distribution function; as the normal one for infinitely many degrees of freedom. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === Number.POSITIVE_INFINITY) return normalCdf(t);
  const tail = betaCdf(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** How likely a value at least as far from 0 as `t`, on either side, is. */
export function studentTails(t: number, degreesOfFreedom: number): number {
  return 2 * studentCdf(-Math.abs(t), degreesOfFreedom);
}

export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) return p === 0 || p === 1 ? (p - 0.5) * Number.POSITIVE_INFINITY : Number.NaN;
  if (!(degreesOfFreedom > 0)) return Number.NaN;
  const tail = Math.min(p, 1 - p);
  let high = 1;
  while (studentCdf(-high, degreesOfFreedom) > tail && high < 1e300) high *= 2;
  const t = bisect((at) => studentCdf(-at, degreesOfFreedom) < tail, 0, high);
  return p < 0.5 ? -t : t;
}

export function chiSquareCdf(x: number, degreesOfFreedom: number): number {
  return x <= 0 ? 0 : 1 - chiSquareTail(x, degreesOfFreedom);
}

/** How likely a value of at least `x` is. */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  return x <= 0 ? 1 : gammaTail(degreesOfFreedom / 2, x / 2);
}

/** How likely an F ratio of at least `x` is, with the degrees of freedom above and below the line. */
export function fTail(x: number, above: number, below: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return betaCdf(below / (below + above * x), below / 2, above / 2);
}

export function fCdf(x: number, above: number, below: number): number {
  return 1 - fTail(x, above, below);
}

/** The beta distribution function, which is the regularised incomplete beta function. */
export function betaCdf(x: number, a: number, b: number): number {
  return Math.exp(logBetaCdf(x, a, b));
}

/** Its logarithm, where the value itself would be too small for a number. */
export function logBetaCdf(x: number, a: number, b: number): number {
  if (Number.isNaN(x + a + b)) return Number.NaN;
  if (x <= 0) return Number.NEGATIVE_INFINITY;
  if (x >= 1) return 0;
  const logFactor = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  if (x <= (a + 1) / (a + b + 2)) return logFactor + Math.log(betaFraction(x, a, b) / a);
  return Math.log1p(-Math.min(1, (Math.exp(logFactor) * betaFraction(1 - x, b, a)) / b));
}

/** The logarithm of the beta function. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Where the beta distribution function reaches `p`. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return bisect((x) => betaCdf(x, a, b) > p, 0, 1);
}

const TINY = 1e-300;
const PRECISION = 1e-15;
const MOST_TERMS = 100_000;

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const step = (i: number): number => {
    const m = i >> 1;
    if (i % 2 === 0) return (m * (b - m) * x) / ((a + i - 1) * (a + i));
    return (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i));
  };
  let above = Number.POSITIVE_INFINITY;
  let below = 1;
  let fraction = 1;
  for (let i = 1; i < MOST_TERMS; i++) {
    below = 1 / nonZero(1 + step(i) * below);
    above = nonZero(1 + step(i) / above);
    fraction *= above * below;
    if (Math.abs(above * below - 1) < PRECISION) break;
  }
  return fraction;
}

/** The regularised upper incomplete gamma function Q(a, x), by its series or its continued fraction (DLMF 8.7.1, 8.9.2). */
function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) return 1 - factor * gammaSeries(a, x);
  return factor * gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let i = 1; i < MOST_TERMS && term > sum * PRECISION; i++) {
    term *= x / (a + i);
    sum += term;
  }
  return sum;
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let above = 1 / TINY;
  let below = 1 / b;
  let fraction = below;
  for (let i = 1; i < MOST_TERMS; i++) {
    const step = -i * (i - a);
    b += 2;
    below = 1 / nonZero(step * below + b);
    above = nonZero(b + step / above);
    fraction *= above * below;
    if (Math.abs(above * below - 1) < PRECISION) break;
  }
  return fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Where `isPast` turns true between `low` and `high`, to the last bit. */
function bisect(isPast: (x: number) => boolean, low: number, high: number): number {
  let [below, above] = [low, high];
  for (;;) {
    const middle = (below + above) / 2;
    if (!(middle > below && middle < above)) return middle;
    if (isPast(middle)) above = middle;
    else below = middle;
  }
}
