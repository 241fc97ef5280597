import type { RunEvent } from '../../src/model/run.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { showPosition } from '../parts/when.ts';
import type { SectionProps } from './section-props.ts';

const COLUMNS: readonly Column<RunEvent>[] = [
  { id: 'at', title: 'At', sortBy: ({ atMs }) => atMs, cell: ({ atMs }) => showPosition(atMs, true) },
  { id: 'kind', title: 'Kind', sortBy: ({ kind }) => kind, cell: ({ kind }) => <Name text={kind} /> },
  { id: 'text', title: 'What happened', cell: ({ text }) => <Name text={text} /> },
];

/** What happened when. */
export function EventsSection({ index, idPrefix }: SectionProps) {
  return (
    <Section id={`${idPrefix}events`} title="Events">
      <DataTable
        label="Events"
        columns={COLUMNS}
        rows={index.run.events}
        keyOf={({ atMs, kind, text }) => `${atMs} ${kind} ${text}`}
        filter={({ kind, text }) => `${kind} ${text}`}
        most={20}
      />
    </Section>
  );
}
