import { useMemo } from 'preact/hooks';
import { Bar } from '../parts/bar.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { type JudgedLimit, judgedLimit, usedText } from './judged-limit.ts';
import type { SectionProps } from './section-props.ts';

const NEAR = 0.9;

const COLUMNS: readonly Column<JudgedLimit>[] = [
  {
    id: 'rule',
    title: 'Limit',
    sortBy: ({ limit }) => limit.rule,
    cell: ({ limit }) => <Name text={limit.rule} isMono />,
  },
  {
    id: 'held',
    title: 'Held',
    sortBy: ({ limit }) => Number(limit.passed ?? 0.5),
    cell: ({ limit }) => <Held passed={limit.passed} />,
  },
  {
    id: 'measured',
    title: 'Measured',
    align: 'right',
    cell: ({ measured, limit }) => (limit.passed === false ? <strong class="text-bad">{measured}</strong> : measured),
  },
  { id: 'allowed', title: 'Allowed', align: 'right', isMinor: true, cell: ({ allowed }) => cleanText(allowed, 60) },
  { id: 'used', title: 'Used', align: 'right', sortBy: ({ used }) => used, cell: ({ used }) => usedText(used) },
  { id: 'bar', title: 'How close', isMinor: true, cell: (judged) => <UsedBar {...judged} /> },
  { id: 'note', title: 'Note', isMinor: true, cell: ({ limit }) => <Name text={noteOn(limit) || ' '} /> },
];

/** Every limit, what was measured, and how close that came. */
export function LimitsSection({ index, idPrefix }: SectionProps) {
  const { limits } = index.run;
  const rows = useMemo(() => limits.map((limit) => judgedLimit(limit, index.unitOf(limit.metric))), [index, limits]);
  const crossed = limits.filter(({ passed }) => passed === false).length;
  return (
    <Section
      id={`${idPrefix}limits`}
      title="Limits"
      note={index.run.loadLine === undefined ? undefined : 'Measured at the load line.'}
      aside={
        crossed === 0 ? undefined : (
          <span class="text-bad">
            ✗ {crossed} of {limits.length} crossed
          </span>
        )
      }
    >
      <DataTable
        label="Limits"
        columns={rows.some(({ limit }) => noteOn(limit) !== '') ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'note')}
        rows={rows}
        keyOf={({ limit }) => `${limit.rule} ${limit.level ?? ''}`}
        filter={({ limit }) => limit.rule}
        most={30}
      />
    </Section>
  );
}

const STANDING = [
  { passed: true, sign: '✓', tone: 'good', word: 'held' },
  { passed: false, sign: '✗', tone: 'bad', word: 'crossed' },
  { passed: null, sign: '?', tone: 'warn', word: 'not judged' },
] as const;

function Held({ passed }: { readonly passed: boolean | null }) {
  const { sign, tone, word } = STANDING.find((each) => each.passed === passed) ?? STANDING[2];
  return (
    <span class={`held text-${tone}`}>
      {sign} <span class="held-word">{word}</span>
    </span>
  );
}

/** The bound stands at four fifths, so that what is crossed shows how far. */
const BOUND = 0.8;

function UsedBar({ used, limit }: JudgedLimit) {
  if (used === null || !Number.isFinite(used)) return <>–</>;
  const brush = limit.passed === false ? 'bad' : used >= NEAR ? 'warn' : 'good';
  return (
    <span class="limit-bar">
      <Bar
        parts={[{ share: Math.min(used * BOUND, 1), brush }]}
        mark={BOUND}
        label={used > 1 ? `${usedText(used)} of the limit` : `${usedText(used)} of the limit used`}
      />
    </span>
  );
}

function noteOn({ isDefault, level, reason }: JudgedLimit['limit']): string {
  const parts = [isDefault === true ? 'default' : '', level === undefined ? '' : `at ${level}`, reason ?? ''];
  return parts.filter((part) => part !== '').join('; ');
}
