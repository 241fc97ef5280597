import { useMemo } from 'preact/hooks';
import type { Column } from '../parts/data-table.tsx';
import { Section } from '../parts/section.tsx';
import { FocusTable } from './focus-table.tsx';
import { showKnown } from './headline.ts';
import type { SectionProps } from './section-props.ts';
import { stepColumns } from './step-columns.tsx';
import { functionExtras, functionRows, type StepRow } from './step-rows.ts';

type Row = StepRow & ReturnType<typeof functionExtras>;

const EXTRAS: readonly Column<Row>[] = [
  extra('itemsPerSecond', 'Items', 'items/s'),
  extra('bytesPerSecond', 'Bytes', 'bytes/s'),
  extra('peakBytes', 'Peak', 'bytes'),
  extra('growthBytes', 'Growth', 'bytes'),
  extra('blockedMs', 'Blocked', 'ms'),
];

/** The functions under test: a row for each. */
export function FunctionsSection(section: SectionProps) {
  const { index, idPrefix } = section;
  const rows = useMemo(
    () => functionRows(index).map((row): Row => ({ ...row, ...functionExtras(index, row.name) })),
    [index],
  );
  const measured = EXTRAS.filter(({ sortBy }) => rows.some((row) => (sortBy?.(row) ?? null) !== null));
  return (
    <Section
      id={`${idPrefix}functions`}
      title="Functions"
      note="Peak and growth are of memory; blocked is the longest that a call kept the event loop. Choose a function to see its charts alone."
    >
      <FocusTable
        label="Functions"
        columns={[...stepColumns<Row>('Function', 'Calls'), ...measured]}
        rows={rows}
        tag="name"
        noun="function"
        section={section}
      />
    </Section>
  );
}

function extra(id: keyof ReturnType<typeof functionExtras>, title: string, unit: string): Column<Row> {
  return {
    id,
    title,
    align: 'right',
    isMinor: true,
    sortBy: (row) => row[id],
    cell: (row) => showKnown(row[id], unit),
  };
}
