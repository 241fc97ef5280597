import type { PlannedKind } from '../../model/plan.ts';
import type { Finding, TrendMetric } from '../../model/run.ts';
import { showCount, showShare, showValue } from '../../model/show-value.ts';
import type { Case } from '../evidence.ts';
import { histogramOf, unitFactor } from '../metric-histogram.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { findTotal, subjectOf } from './level-figures.ts';
import { areStable, type KnownPercentile, knownPercentiles } from './stable-percentiles.ts';

type Alone = Extract<PlannedKind, { type: 'baseline' | 'regression' }>;

const USUAL_PRECISION = 0.05;

/** Says how well the percentiles are known that later runs are compared with. */
export function judgeBaseline(run: Case, kind: Alone): KindJudgement {
  const trend = findTotal(run.metrics, subjectOf(run.metrics).time);
  if (trend?.type !== 'trend' || trend.count === 0) return { findings: [] };
  const precision = kind.stable?.precision ?? USUAL_PRECISION;
  const known = knownPercentiles(histogramOf(trend)).map((each) => inUnit(each, trend));
  return { findings: [areStable(known, precision) ? stable(known, trend) : unstable(known, trend, precision)] };
}

function inUnit(known: KnownPercentile, trend: TrendMetric): KnownPercentile {
  const factor = unitFactor(trend);
  return { ...known, value: known.value / factor, low: known.low / factor, high: known.high / factor };
}

function stable(known: readonly KnownPercentile[], trend: TrendMetric): Finding {
  return {
    kind: 'percentiles-stable',
    severity: 'info',
    title: `Its percentiles are known well: ${known.map((each) => inWords(each, trend)).join(', ')}`,
    evidence: evidenceOf(known, trend),
    advice: "Later runs can be compared with it: 'plimsoll run --kind regression' does.",
  };
}

function unstable(known: readonly KnownPercentile[], trend: TrendMetric, precision: number): Finding {
  const worst = known.reduce((a, b) => (b.precision > a.precision ? b : a));
  const howWell = Number.isFinite(worst.precision) ? `to ±${showShare(worst.precision)} only` : 'not at all';
  return {
    kind: 'percentiles-unstable',
    severity: 'minor',
    title: `p${worst.percentile} is known ${howWell}, not to ±${showShare(precision)}, after ${showCount(trend.count, 'sample')}`,
    evidence: evidenceOf(known, trend),
    advice:
      'Comparisons with it will see large changes alone. Let it last longer (--duration), or make its requests more alike: one slow step among many fast ones has percentiles that few samples decide.',
  };
}

function inWords({ percentile, value, low, high }: KnownPercentile, { unit }: TrendMetric): string {
  return `p${percentile} ${showValue(value, unit)} (${showValue(low, unit)} to ${showValue(high, unit)})`;
}

function evidenceOf(known: readonly KnownPercentile[], { count, unit }: TrendMetric): Finding['evidence'] {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const suffix = unit === 'ms' ? 'Ms' : '';
  return {
    samples: count,
    ...Object.fromEntries(
      known.flatMap(({ percentile, value, low, high }) => [
        [`p${percentile}${suffix}`, value],
        [`p${percentile}Low${suffix}`, finite(low)],
        [`p${percentile}High${suffix}`, finite(high)],
      ]),
    ),
  };
}
