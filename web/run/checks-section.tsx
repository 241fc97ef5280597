import { useMemo } from 'preact/hooks';
import type { CheckResult } from '../../src/model/run.ts';
import { showShare } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { Bar } from '../parts/bar.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import type { SectionProps } from './section-props.ts';
import { countColumn } from './step-columns.tsx';

const COLUMNS: readonly Column<CheckResult>[] = [
  { id: 'name', title: 'Check', sortBy: ({ name }) => name, cell: ({ name }) => <Name text={name} /> },
  {
    id: 'share',
    title: 'Held',
    align: 'right',
    sortBy: heldShare,
    cell: (check) => (
      <span class={check.fails > 0 ? 'text-bad' : 'text-good'}>
        {check.fails > 0 ? '✗' : '✓'} {heldShare(check) === null ? '–' : showShare(heldShare(check) ?? 0)}
      </span>
    ),
  },
  {
    id: 'bar',
    title: '',
    isMinor: true,
    cell: (check) => (
      <span class="limit-bar">
        <Bar
          parts={[
            { share: heldShare(check) ?? 0, brush: 'good' },
            { share: 1 - (heldShare(check) ?? 1), brush: 'bad' },
          ]}
          label={`${formatCount(check.passes)} held, ${formatCount(check.fails)} failed`}
        />
      </span>
    ),
  },
  countColumn('passes', 'Times held', ({ passes }) => passes),
  countColumn('fails', 'Times failed', ({ fails }) => fails),
  {
    id: 'where',
    title: 'Where',
    isMinor: true,
    sortBy: whereOf,
    cell: (check) => <Name text={whereOf(check) || '–'} />,
  },
];

/** How often each check held, those that failed most first. */
export function ChecksSection({ index, idPrefix }: SectionProps) {
  const { checks } = index.run;
  const rows = useMemo(() => [...checks].sort((a, b) => b.fails - a.fails), [checks]);
  const fails = checks.reduce((sum, check) => sum + check.fails, 0);
  const all = checks.reduce((sum, check) => sum + check.passes + check.fails, 0);
  return (
    <Section
      id={`${idPrefix}checks`}
      title="Checks"
      aside={fails === 0 ? `all ${formatCount(all)} held` : `${formatCount(fails)} of ${formatCount(all)} failed`}
    >
      <DataTable
        label="Checks"
        columns={COLUMNS}
        rows={rows}
        keyOf={(check) => `${check.name}\0${check.group}\0${check.scenario}`}
        filter={(check) => `${check.name} ${whereOf(check)}`}
        most={20}
      />
    </Section>
  );
}

function heldShare({ passes, fails }: CheckResult): number | null {
  return passes + fails === 0 ? null : passes / (passes + fails);
}

function whereOf({ scenario, group }: CheckResult): string {
  return [scenario, ...group.split('::')].filter((part) => part !== '').join(' / ');
}
