import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededChance } from './resample.ts';
import { efficiencyAt, type LoadPoint, throughputAt, throughputOf } from './scaling-law.ts';
import { fitUsl, RECOMMENDED_LEVELS } from './usl.ts';

const points = (loads: readonly number[], throughputs: readonly number[]): LoadPoint[] =>
  loads.map((load, i) => ({ load, throughput: throughputs[i]! }));

/** Rounded to as many digits as were published. */
const digits = (value: number | undefined, count: number) => Number(value?.toPrecision(count));

/**
 * BRL-CAD's ray tracer on an SGI Origin 2000: Gunther, "Guerrilla Capacity Planning", 2007, chapter 5; `raytracer` of R's usl.
 */
const raytracer = points(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);
/** SPEC SDM91 on a Sun SPARCcenter 2000: Gunther 2007, chapter 6; `specsdm91` of R's usl. */
const specsdm91 = points([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2]);
/** A Cisco router's benchmark: Schwartz, "Practical Scalability Analysis with the Universal Scalability Law", 2015; usl4j's ModelTest. */
const cisco = points(
  Array.from({ length: 32 }, (_, i) => i + 1),
  [
    955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84,
    9426.55, 9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41,
    12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
  ],
);
/** tests/coef.R of R's usl: the law itself, rounded. */
const rounded = points([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]);

describe('fitUsl on published data', () => {
  it("gives the coefficients, errors and peak that usl 3 prints for specsdm91 (nls, three coefficients: the package's README)", () => {
    const fit = fitUsl(specsdm91)!;
    expect([digits(fit.sigma.value, 6), digits(fit.sigma.standardError, 5)]).toEqual([0.0277285, 0.0091217]);
    expect([digits(fit.kappa.value, 4), digits(fit.kappa.standardError, 3)]).toEqual([0.0001044, 0.0000199]);
    expect([fit.lambda.value.toFixed(5), fit.lambda.standardError!.toFixed(5)]).toEqual(['89.99523', '14.21349']);
    expect([digits(fit.residualStandardError, 4), digits(fit.rSquared, 4)]).toEqual([82.85, 0.9896]);
    expect([fit.degreesOfFreedom, fit.count, fit.levels]).toEqual([4, 7, 7]);
    expect([fit.peak!.load.value.toFixed(2), fit.peak!.throughput.value.toFixed(0)]).toEqual(['96.52', '1884']);
    // tests/efficiency.Rout.save and fitted.Rout.save; the package divides the measured throughput by λN.
    expect(specsdm91.map(({ load }) => Math.round(throughputAt(fit, load)))).toEqual([
      90, 1078, 1541, 1850, 1879, 1822, 1646,
    ]);
    expect(efficiencyAt(fit, 36)).toBeCloseTo(1541.31 / (36 * 89.995), 4);
  });

  it("gives what usl 1 prints for specsdm91 (Gunther's parabola, normalised by the throughput of one user)", () => {
    const fit = fitUsl(specsdm91, { method: 'quadratic' })!;
    expect([digits(fit.sigma.value, 7), digits(fit.kappa.value, 7)]).toEqual([1.704689e-2, 7.892498e-5]);
    expect([digits(fit.sigma.standardError, 4), digits(fit.kappa.standardError, 4)]).toEqual([3.318e-3, 2.492e-5]);
    expect([digits(fit.residualStandardError, 4), digits(fit.rSquared, 4), fit.degreesOfFreedom]).toEqual([
      140.6, 0.9624, 5,
    ]);
    expect(fit.lambda).toEqual({ value: 64.9, standardError: undefined, low: 64.9, high: 64.9, atBound: false });
    expect(specsdm91.map(({ load }) => throughputAt(fit, load).toFixed(1))).toEqual([
      '64.9',
      '889.1',
      '1377.5',
      '1787.7',
      '1876.1',
      '1845.9',
      '1682.8',
    ]);
  });

  it("gives what usl 1 prints for the ray tracer by Gunther's parabola", () => {
    const fit = fitUsl(raytracer, { method: 'quadratic' })!;
    // tests/t05.Rout.save of usl 1.3.
    expect([digits(fit.sigma.value, 7), digits(fit.kappa.value, 3)]).toEqual([0.05002394, 0.00000471]);
    expect(fit.peak!.load.value).toBeCloseTo(Math.sqrt((1 - fit.sigma.value) / fit.kappa.value), 9);
    // κ could be 0, so there is no upper end.
    expect(fit.peak!.load.high).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives what usl 3 prints for the ray tracer (nls): no coherency, so no peak, and an interval that says how little that is known', () => {
    const fit = fitUsl(raytracer)!;
    expect([digits(fit.sigma.value, 3), digits(fit.lambda.value, 6)]).toEqual([0.0578, 21.8488]);
    expect(fit.kappa).toMatchObject({ value: 0, low: 0, atBound: true });
    // usl's confint has 0.033677 to 0.081864 and −0.000214 to 0.000214 with the 95 % quantile of ten degrees of freedom; here it is that of 97.5 % with eight.
    const narrower = 1.812461 / 2.306004;
    const reach = (fit.sigma.high - fit.sigma.low) / 2;
    expect(fit.sigma.value - narrower * reach).toBeCloseTo(0.033677, 5);
    expect(fit.sigma.value + narrower * reach).toBeCloseTo(0.081864, 5);
    expect(fit.kappa.high * narrower).toBeCloseTo(0.000214, 6);
    expect(fit.peak).toBeUndefined();
  });

  it("gives Schwartz's coefficients and peak of the Cisco benchmark (R's nls, three coefficients)", () => {
    const fit = fitUsl(cisco)!;
    expect(fit.lambda.value).toBeCloseTo(995.6486, 3);
    expect(fit.sigma.value).toBeCloseTo(0.02671591, 7);
    expect(fit.kappa.value).toBeCloseTo(7.690945e-4, 8);
    // Where the last digits differ from the book's, these squares are smaller.
    const book = { lambda: 995.6486, sigma: 0.02671591, kappa: 7.690945e-4 };
    const squares = cisco.reduce((sum, { load, throughput }) => sum + (throughput - throughputOf(book, load)) ** 2, 0);
    expect(fit.sumOfSquares).toBeLessThanOrEqual(squares);
    // The book: 12,341 at 35.
    expect(Math.floor(fit.peak!.load.value)).toBe(35);
    expect(Math.round(throughputAt(fit, 35))).toBe(12_342);
    // usl4j's tests.
    expect(throughputAt(fit, 20)).toBeCloseTo(11063.633, 2);
  });

  it("gives Gunther's coefficients and errors of the Cisco benchmark, as R's nls on C(N) has them (two coefficients)", () => {
    // "Reporting standard errors for USL coefficients", The Pith of Performance, 2010.
    const fit = fitUsl(cisco, { method: 'nls-normalised' })!;
    expect([digits(fit.sigma.value, 9), digits(fit.kappa.value, 7)]).toEqual([0.0207164437, 0.0008612175]);
    expect([digits(fit.sigma.standardError, 4), digits(fit.kappa.standardError, 4)]).toEqual([1.322e-3, 5.412e-5]);
    expect(digits(fit.residualStandardError! / 955.16, 4)).toBe(0.2005);
    expect(fit.degreesOfFreedom).toBe(30);
  });

  it("gives the coefficients of usl4j's tests from the Cisco benchmark's first ten points", () => {
    // concurrencyAtLatency(0.0016) is 20.25106409917121: there N/X(N) is that latency.
    const fit = fitUsl(cisco.slice(0, 10))!;
    expect(20.25106409917121 / throughputAt(fit, 20.25106409917121)).toBeCloseTo(0.0016, 8);
    expect(29.888882633013246 / throughputAt(fit, 29.888882633013246)).toBeCloseTo(0.002, 8);
  });

  it.each(['nls', 'nls-normalised', 'quadratic'] as const)(
    'finds the law behind its own rounded values by %s',
    (method) => {
      const fit = fitUsl(rounded, { method })!;
      expect([fit.sigma.value, fit.kappa.value, fit.lambda.value].map((value) => digits(value, 3))).toEqual([
        0.02, 0.02, 1,
      ]);
    },
  );
});

describe('fitUsl', () => {
  const law = { lambda: 1_500, sigma: 0.03, kappa: 0.0004 };
  const loads = [1, 2, 4, 8, 16, 32, 64, 128];
  const exact = loads.map((load) => ({ load, throughput: throughputOf(law, load) }));

  it('finds coefficients over the whole range that systems have, from exact points', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 7, noNaN: true }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        fc.double({ min: -6, max: -1, noNaN: true }),
        (size, sigma, tiny) => {
          const [lambda, kappa] = [10 ** size, 10 ** tiny];
          const fit = fitUsl(
            loads.map((load) => ({ load, throughput: throughputOf({ lambda, sigma, kappa }, load) })),
          )!;
          expect(fit.lambda.value / lambda).toBeCloseTo(1, 6);
          expect(fit.sigma.value).toBeCloseTo(sigma, 6);
          expect(fit.kappa.value).toBeCloseTo(kappa, 6);
        },
      ),
    );
  });

  it('finds the same in any order, with loads twice, and in any unit of throughput', () => {
    const fit = fitUsl([...exact].reverse())!;
    expect(fit).toEqual(fitUsl(exact));
    expect(fitUsl([...exact, ...exact])!.sigma.value).toBeCloseTo(fit.sigma.value, 9);
    expect(
      fitUsl(exact.map(({ load, throughput }) => ({ load, throughput: throughput * 1e6 })))!.lambda.value,
    ).toBeCloseTo(1.5e9, 0);
  });

  it('copes with a million users', () => {
    const many = [1_000, 10_000, 100_000, 500_000, 1_000_000, 2_000_000];
    const big = { lambda: 3, sigma: 1e-6, kappa: 1e-12 };
    const fit = fitUsl(many.map((load) => ({ load, throughput: throughputOf(big, load) })))!;
    expect(fit.kappa.value / 1e-12).toBeCloseTo(1, 4);
    expect(fit.peak!.load.value / 1e6).toBeCloseTo(1, 3);
  });

  it('is undefined with fewer than three loads, without throughput, and without anything to normalise by', () => {
    expect(fitUsl([])).toBeUndefined();
    expect(fitUsl([...exact.slice(0, 2), exact[0]!])).toBeUndefined();
    expect(fitUsl(loads.map((load) => ({ load, throughput: 0 })))).toBeUndefined();
    expect(fitUsl(exact.slice(1), { method: 'quadratic' })).toBeUndefined();
    expect(fitUsl(exact.slice(1), { method: 'nls-normalised' })).toBeUndefined();
    expect(fitUsl(exact.slice(1), { method: 'quadratic', lambda: 1_500 })!.sigma.value).toBeCloseTo(0.03, 9);
  });

  it('leaves out points that are no numbers', () => {
    const odd = [
      { load: Number.NaN, throughput: 1 },
      { load: 3, throughput: Number.POSITIVE_INFINITY },
      { load: 0, throughput: 4 },
      { load: 5, throughput: -1 },
    ];
    expect(fitUsl([...odd, ...exact])).toEqual(fitUsl(exact));
  });

  it('knows no interval from three points, and says so', () => {
    const fit = fitUsl(exact.slice(2, 5))!;
    expect(fit.sigma.value).toBeCloseTo(0.03, 6);
    expect(fit.sigma).toMatchObject({ standardError: undefined, low: 0, high: Number.POSITIVE_INFINITY });
    expect([fit.residualStandardError, fit.degreesOfFreedom]).toEqual([undefined, 0]);
    expect(fit.levels).toBeLessThan(RECOMMENDED_LEVELS);
    expect(fit.peak!.load).toMatchObject({ low: 1, high: Number.POSITIVE_INFINITY });
  });

  it("sees no coherency, and no peak, in exact points of Amdahl's law or of a line", () => {
    for (const method of ['nls', 'nls-normalised', 'quadratic'] as const) {
      for (const sigma of [0.05, 0]) {
        const fit = fitUsl(
          loads.map((load) => ({ load, throughput: throughputOf({ lambda: 7, sigma, kappa: 0 }, load) })),
          { method },
        )!;
        expect([fit.kappa.value, fit.peak]).toEqual([0, undefined]);
        expect(fit.sigma.value).toBeCloseTo(sigma, 9);
      }
    }
  });

  it('puts faster than linear growth down as linear, at both bounds', () => {
    for (const method of ['nls', 'nls-normalised', 'quadratic'] as const) {
      const fit = fitUsl(points([1, 2, 4, 8], [10, 22, 50, 110]), { method })!;
      expect([fit.sigma.value, fit.kappa.value, fit.peak]).toEqual([0, 0, undefined]);
    }
  });

  it('has intervals that hold the truth as often as they say, by Student and by resampling', () => {
    const chance = seededChance(2);
    const hits = { student: 0, 'bootstrap-residuals': 0, 'bootstrap-pairs': 0 };
    const rounds = { student: 300, 'bootstrap-residuals': 25, 'bootstrap-pairs': 25 };
    const dense = Array.from({ length: 24 }, (_, i) => 1 + 4 * i);
    for (const intervals of ['student', 'bootstrap-residuals', 'bootstrap-pairs'] as const) {
      for (let round = 0; round < rounds[intervals]; round++) {
        const noisy = dense.map((load) => ({ load, throughput: throughputOf(law, load) + 300 * chance.normal() }));
        const { kappa, peak } = fitUsl(noisy, { intervals, resamples: 100, seed: round })!;
        const trueLoad = Math.sqrt((1 - law.sigma) / law.kappa);
        if (kappa.low <= law.kappa && law.kappa <= kappa.high) hits[intervals] += 0.5;
        if (peak !== undefined && peak.load.low <= trueLoad && trueLoad <= peak.load.high) hits[intervals] += 0.5;
      }
    }
    expect(hits.student / rounds.student).toBeGreaterThan(0.92);
    expect(hits.student / rounds.student).toBeLessThan(0.98);
    expect(hits['bootstrap-residuals'] / 25).toBeGreaterThan(0.85);
    expect(hits['bootstrap-pairs'] / 25).toBeGreaterThan(0.8);
  });

  it('resamples the same for the same seed', () => {
    const options = { intervals: 'bootstrap-pairs', resamples: 50 } as const;
    expect(fitUsl(specsdm91, { ...options, seed: 3 })).toEqual(fitUsl(specsdm91, { ...options, seed: 3 }));
    expect(fitUsl(specsdm91, { ...options, seed: 3 })!.sigma).not.toEqual(
      fitUsl(specsdm91, { ...options, seed: 4 })!.sigma,
    );
  });

  it('gives the peak no upper end where the points allow for no coherency', () => {
    const { peak, kappa } = fitUsl(cisco.slice(0, 10))!;
    expect(kappa.low).toBe(0);
    expect(peak!.load.high).toBe(Number.POSITIVE_INFINITY);
  });
});
