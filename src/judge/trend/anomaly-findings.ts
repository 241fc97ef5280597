import { figureName } from '../../model/figure-name.ts';
import type { Finding } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { type Anomaly, anomalyOf } from '../../stats/change-points/anomaly.ts';
import { discoveries } from '../kinds/false-discovery.ts';
import type { JudgedSeries } from './judged-series.ts';

/** Of the metrics of one run, the share of anomalies that may be chance. */
const FALSE_DISCOVERIES = 0.05;

/** The newest run against the level that its own history had before it. */
export function anomalyFindings(judged: readonly JudgedSeries[]): Finding[] {
  const looked = judged.flatMap((series) => {
    const found = newestAnomaly(series);
    return found === undefined ? [] : [{ series, found }];
  });
  const isKept = discoveries(
    looked.map(({ found }) => found.anomaly.probability),
    FALSE_DISCOVERIES,
  );
  return looked.flatMap(({ series, found }, i) =>
    isKept[i] && found.anomaly.isAnomaly ? [anomalyFinding(series, found)] : [],
  );
}

interface Newest {
  readonly anomaly: Anomaly;
  readonly value: number;
  readonly index: number;
}

function newestAnomaly({ trend, current, detection }: JudgedSeries): Newest | undefined {
  // Bencher's models have their own word for it.
  if (detection.alerts.length > 0) return undefined;
  const level = detection.levels.at(-1);
  const index = current.indexes.at(-1);
  const value = index === undefined ? undefined : trend.points[index]?.value;
  if (level === undefined || index === undefined || value === undefined) return undefined;
  const before = current.indexes.slice(level.from, -1).map((at) => trend.points[at]?.value ?? Number.NaN);
  const anomaly = anomalyOf(before, value);
  return anomaly === undefined ? undefined : { anomaly, value, index };
}

function anomalyFinding({ trend }: JudgedSeries, { anomaly, value, index }: Newest): Finding {
  const { median, count, times, low, high } = anomaly;
  const isWorse = trend.worse === undefined || value > median === (trend.worse === 'higher');
  const { newcomer } = trend;
  const more = newcomer === undefined ? '' : `; ${newcomer.needed} more like it would show a new level`;
  return {
    kind: 'anomaly',
    severity: isWorse ? 'minor' : 'info',
    title: `${figureName(trend)} of the newest run is ${showValue(value, trend.unit)}: ${times.toFixed(1)}× further from its median of ${count} runs, ${showValue(median, trend.unit)}, than 95% of runs are`,
    evidence: { run: trend.points[index]?.runId ?? null, value, unit: trend.unit, median, low, high },
    advice: `a single value is no change: run it again${more}`,
  };
}
