import type { RunIndex } from '../../../src/model/run-index.ts';
import type { TimeChartSpec } from '../../charts/specs.ts';
import type { Focus } from '../focus.ts';
import { connectionCharts } from './connection-charts.ts';
import { failureCharts } from './failure-charts.ts';
import { furtherCharts } from './further-charts.ts';
import { generatorCharts } from './generator-charts.ts';
import { latencyCharts } from './latency-charts.ts';
import { loadCharts } from './load-charts.ts';

export interface ChartGroup {
  readonly id: string;
  /** Empty for the charts that come first. */
  readonly title: string;
  readonly specs: readonly TimeChartSpec[];
}

/** All charts over time of a run, or of a part of it: every series is in one of them. */
export function allCharts(index: RunIndex, focus?: Focus): ChartGroup[] {
  const main = [...loadCharts(index, focus), ...latencyCharts(index, focus), ...failureCharts(index, focus)];
  if (focus !== undefined) return groups([{ id: 'main', title: '', specs: main }]);
  const { target, other } = furtherCharts(index);
  return groups([
    { id: 'main', title: '', specs: main },
    { id: 'target', title: 'The target', specs: target },
    { id: 'connections', title: 'Connections and data', specs: connectionCharts(index) },
    { id: 'generator', title: 'The load generator', specs: generatorCharts(index) },
    { id: 'further', title: 'Further metrics', specs: other },
  ]);
}

function groups(all: readonly ChartGroup[]): ChartGroup[] {
  return all
    .map((group) => ({ ...group, specs: group.specs.filter(({ lines }) => lines.length > 0) }))
    .filter(({ specs }) => specs.length > 0);
}
