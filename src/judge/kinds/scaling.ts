import type { Estimated, Scaling } from '../../model/run.ts';
import { chooseScalingLaw, type LawFit } from '../../stats/amdahl.ts';
import { findKnee } from '../../stats/knee.ts';
import { throughputAt } from '../../stats/scaling-law.ts';
import { fitUsl } from '../../stats/usl.ts';
import type { LevelFigures } from './level-figures.ts';

/** The simplest law that the throughput of the levels supports; undefined with fewer than three loads. */
export function scalingOf(levels: readonly LevelFigures[]): Scaling | undefined {
  const measured = levels.map(({ level, throughput }) => ({ load: level.load, throughput }));
  const choice = chooseScalingLaw(measured);
  if (choice === undefined) return undefined;
  const fit = choice.fits[choice.law];
  const first = [...measured].sort((a, b) => a.load - b.load)[0];
  const single = first === undefined ? 0 : first.throughput / first.load;
  return {
    law: choice.law,
    lambda: estimated(fit.lambda),
    sigma: estimated(fit.sigma),
    kappa: estimated(fit.kappa),
    r2: fit.rSquared ?? 1,
    peak: choice.law === 'usl' ? peakOf(measured) : null,
    knee: kneeOf(measured),
    points: measured
      .map(({ load, throughput }) => {
        const efficiency = single > 0 ? throughput / (single * load) : 0;
        return { load, throughput, efficiency, fitted: throughputAt(fit, load) };
      })
      .sort((a, b) => a.load - b.load),
  };
}

type Measured = readonly { readonly load: number; readonly throughput: number }[];

function peakOf(measured: Measured): Scaling['peak'] {
  const peak = fitUsl(measured)?.peak;
  return peak === undefined ? null : { load: estimated(peak.load), throughput: peak.throughput.value };
}

function kneeOf(measured: Measured): Estimated | null {
  const points = measured.map(({ load, throughput }) => ({ load, value: throughput }));
  const knee = findKnee(points, { shape: 'bend-down' });
  return knee === undefined ? null : { value: knee.load, low: knee.low, high: knee.high };
}

/** JSON knows no infinity: an end that nothing bounds is the largest number there is. */
function estimated({ value, low, high }: Estimated | LawFit['lambda']): Estimated {
  return { value, low, high: Number.isFinite(high) ? high : Number.MAX_VALUE };
}
