import { useMemo } from 'preact/hooks';
import type { Metric } from '../../src/model/run.ts';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { otherMetrics } from './metric-rows.ts';
import type { SectionProps } from './section-props.ts';

const COLUMNS: readonly Column<Metric>[] = [
  { id: 'name', title: 'Metric', sortBy: nameOf, cell: (metric) => <Name text={nameOf(metric)} isMono /> },
  { id: 'type', title: 'Type', isMinor: true, sortBy: ({ type }) => type, cell: ({ type }) => type },
  { id: 'total', title: 'Total', align: 'right', cell: totalText },
  { id: 'rate', title: 'Rate', align: 'right', isMinor: true, cell: rateText },
  ...['50', '95', '99'].map(
    (each): Column<Metric> => ({
      id: `p${each}`,
      title: `p${each}`,
      align: 'right',
      isMinor: each !== '95',
      cell: (metric) => trendText(metric, each),
    }),
  ),
  { id: 'min', title: 'min', align: 'right', isMinor: true, cell: (metric) => endText(metric, 'min') },
  { id: 'mean', title: 'mean', align: 'right', isMinor: true, cell: (metric) => endText(metric, 'mean') },
  { id: 'max', title: 'max', align: 'right', cell: (metric) => endText(metric, 'max') },
];

/** All that was measured besides, the test's own metrics first, and groups. */
export function MetricsSection({ index, idPrefix }: SectionProps) {
  const rows = useMemo(() => otherMetrics(index), [index]);
  return (
    <Section id={`${idPrefix}metrics`} title="Further metrics" note="The test’s own first.">
      <DataTable
        label="Metrics"
        columns={COLUMNS}
        rows={rows}
        keyOf={(metric) => `${metric.name} ${JSON.stringify(metric.tags)}`}
        filter={nameOf}
        most={25}
      />
    </Section>
  );
}

function nameOf({ name, tags }: Metric): string {
  const chosen = Object.entries(tags).map(([tag, value]) => `${tag} ${value}`);
  return chosen.length === 0 ? name : `${name} (${chosen.join(', ')})`;
}

function totalText(metric: Metric): string {
  switch (metric.type) {
    case 'trend':
      return formatCount(metric.count);
    case 'counter':
      return showValue(metric.total, metric.unit);
    case 'rate':
      return `${formatCount(metric.passes)} of ${formatCount(metric.passes + metric.fails)}`;
    default:
      return showValue(metric.last, metric.unit);
  }
}

function rateText(metric: Metric): string {
  if (metric.type === 'counter') return `${showValue(metric.perSecond, metric.unit)}/s`;
  return metric.type === 'rate' ? showShare(metric.value) : '';
}

function trendText(metric: Metric, percentile: string): string {
  const value = metric.type === 'trend' ? metric.percentiles[percentile] : undefined;
  return value === undefined ? '' : showValue(value, metric.unit);
}

function endText(metric: Metric, end: 'min' | 'mean' | 'max'): string {
  return metric.type === 'trend' || metric.type === 'gauge' ? showValue(metric[end], metric.unit) : '';
}
