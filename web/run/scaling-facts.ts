import type { Estimated, Scaling } from '../../src/model/run.ts';
import { formatCount } from '../../src/model/units.ts';
import { isBounded, lawName } from './chart-specs/level-charts.ts';

/** What was fitted to throughput at each level. */
export function scalingFacts({ law, lambda, sigma, kappa, r2, peak, knee }: Scaling): (readonly [string, string])[] {
  return [
    ['law', lawName(law)],
    ['one unit of load brings', `${figure(lambda.value)}/s`],
    ...(law === 'linear' ? [] : [['contention σ', between(sigma)] as const]),
    ...(law === 'usl' ? [['coherency κ', between(kappa)] as const] : []),
    ...(peak === null ? [] : [['peak', `${figure(peak.throughput)}/s at a load of ${between(peak.load)}`] as const]),
    ...(knee === null ? [] : [['knee at a load of', between(knee)] as const]),
    ['variance explained, R²', figure(r2)],
  ];
}

function between({ value, low, high }: Estimated): string {
  return `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

function figure(value: number): string {
  return isBounded(value) ? formatCount(Number(value.toPrecision(3))) : '∞';
}
