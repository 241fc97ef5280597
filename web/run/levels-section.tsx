import { useMemo } from 'preact/hooks';
import { ScatterChart } from '../charts/scatter-chart.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Facts } from '../parts/facts.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { levelChart, scalingChart } from './chart-specs/level-charts.ts';
import { lineHeadroom, lineInterval, showKnown, showLoad } from './headline.ts';
import { type LevelRow, levelRows } from './level-rows.ts';
import { scalingFacts } from './scaling-facts.ts';
import type { SectionProps } from './section-props.ts';
import { failedColumn, timeColumns } from './step-columns.tsx';

const DECIDED = {
  within: <span class="held text-good">✓ within</span>,
  crossed: <span class="held text-bad">✗ crossed</span>,
  unclear: <span class="held text-warn">? unclear</span>,
} as const;

const COLUMNS: readonly Column<LevelRow>[] = [
  { id: 'name', title: 'Level', sortBy: ({ startMs }) => startMs, cell: ({ name }) => <Name text={name} /> },
  {
    id: 'load',
    title: 'Load',
    align: 'right',
    sortBy: ({ load }) => load,
    cell: ({ load, unit }) => showLoad(load, unit),
  },
  {
    id: 'decided',
    title: 'Limits',
    sortBy: ({ decided }) => decided ?? null,
    cell: ({ decided }) => decided && DECIDED[decided],
  },
  {
    id: 'rate',
    title: 'Came through',
    align: 'right',
    sortBy: ({ perSecond }) => perSecond,
    cell: ({ perSecond }) => showKnown(perSecond, 'items/s'),
  },
  failedColumn(),
  {
    id: 'dropped',
    title: 'Dropped',
    align: 'right',
    isMinor: true,
    sortBy: ({ dropped }) => dropped,
    cell: ({ dropped }) => showKnown(dropped, 'count'),
  },
  ...timeColumns<LevelRow>(['p50', 'p95', 'p99']),
  { id: 'closest', title: 'Crossed', isMinor: true, cell: ({ closest }) => closest !== '' && <Name text={closest} /> },
];

/** Columns that say nothing of any level are left out. */
function hasValue(column: string, rows: readonly LevelRow[]): boolean {
  if (column === 'decided') return rows.some(({ decided }) => decided !== undefined);
  if (column === 'dropped') return rows.some(({ dropped }) => dropped > 0);
  return column !== 'closest' || rows.some(({ closest }) => closest !== '');
}

/** The stretches of constant load: how throughput and latency follow load, and where the load line is. */
export function LevelsSection({ index, idPrefix }: SectionProps) {
  const { run } = index;
  const rows = useMemo(() => levelRows(run), [run]);
  const scaling = useMemo(() => scalingChart(run), [run]);
  const latency = useMemo(() => levelChart(run), [run]);
  const { loadLine: line } = run;
  return (
    <Section
      id={`${idPrefix}levels`}
      title={run.kind === 'capacity' ? 'The load line' : 'Levels of load'}
      note={
        line === undefined
          ? undefined
          : [`${showLoad(line.value, line.unit)} (${lineInterval(line)})`, lineHeadroom(line)]
              .filter(Boolean)
              .join('; ')
      }
    >
      <div class="stack">
        {(scaling !== undefined || latency !== undefined) && (
          <div class="grid-2">
            {latency !== undefined && <ScatterChart spec={latency} />}
            {scaling !== undefined && <ScatterChart spec={scaling} />}
          </div>
        )}
        {run.scaling !== undefined && (
          <div class="card">
            <Facts facts={scalingFacts(run.scaling)} />
          </div>
        )}
        {rows.length > 0 && (
          <DataTable
            label="Levels of load"
            columns={COLUMNS.filter(({ id }) => hasValue(id, rows))}
            rows={rows}
            keyOf={({ name, startMs }) => `${name} ${startMs}`}
            most={40}
          />
        )}
      </div>
    </Section>
  );
}
