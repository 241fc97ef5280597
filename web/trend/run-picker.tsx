import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Figure, RunRow } from '../../src/model/dashboard-api.ts';
import { shortCommit } from '../../src/model/figure-name.ts';
import { showValue } from '../../src/model/show-value.ts';
import { formatDuration } from '../../src/model/units.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';
import { figureTitle } from './figure-title.ts';

interface RunPickerProps {
  readonly runs: readonly RunRow[];
  readonly hrefOf: (runId: string) => string;
  /** The earliest first. */
  readonly onPick?: ((runIds: readonly string[]) => void) | undefined;
}

/** The runs of a test, the newest first; two or more can be picked to be compared. */
export function RunPicker({ runs, hrefOf, onPick }: RunPickerProps) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  if (runs.length === 0) return <Empty>There are no runs of this test.</Empty>;
  const toggle = (id: string, isPicked: boolean) => {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    setPicked(next);
  };
  const ids = earliestFirst(runs.filter(({ id }) => picked.has(id)));
  const box = ({ id, startedAt }: RunRow) =>
    onPick !== undefined && (
      <input
        type="checkbox"
        class="run-picker-box needs-script"
        aria-label={`Compare the run of ${showTime(startedAt)}`}
        checked={picked.has(id)}
        onChange={(event) => toggle(id, event.currentTarget.checked)}
      />
    );
  return (
    <div class="run-picker">
      {onPick !== undefined && (
        <div class="run-picker-bar needs-script">
          <button type="button" class="button button-primary" disabled={ids.length < 2} onClick={() => onPick(ids)}>
            Compare {ids.length < 2 ? 'runs' : `${ids.length} runs`}
          </button>
          <span class="quiet" role="status">
            {pickedWords(ids.length)}
          </span>
          {ids.length > 0 && (
            <button type="button" class="button" onClick={() => setPicked(new Set())}>
              Clear
            </button>
          )}
        </div>
      )}
      <DataTable
        label="Runs"
        columns={columnsFor(runs, hrefOf, box)}
        rows={[...earliestOrder(runs)].reverse()}
        keyOf={({ id }) => id}
        filter={({ id, branch = '', commit = '', author = '', verdict, tags }) =>
          [id, branch, commit, author, verdict, ...Object.entries(tags ?? {}).flat()].join(' ')
        }
        most={30}
      />
    </div>
  );
}

function pickedWords(count: number): string {
  if (count === 0) return 'Pick two or more runs below.';
  return count === 1 ? 'One is picked; it takes another.' : 'The earliest is what the others are held against.';
}

function earliestOrder(runs: readonly RunRow[]): RunRow[] {
  return [...runs].sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

function earliestFirst(runs: readonly RunRow[]): string[] {
  return earliestOrder(runs).map(({ id }) => id);
}

/** `p95`: what of which metric is told where one points at it. */
function shortTitle({ metric, aggregate }: Figure): string {
  return cleanText(aggregate === 'value' ? metric : aggregate === 'perSecond' ? 'rate' : aggregate, 40);
}

function columnsFor(
  runs: readonly RunRow[],
  hrefOf: (runId: string) => string,
  box: (run: RunRow) => ComponentChildren,
): Column<RunRow>[] {
  const figure = runs.find((run) => run.figure !== undefined)?.figure;
  const when = (isWanted: boolean, column: Column<RunRow>) => (isWanted ? [column] : []);
  return [
    {
      id: 'started',
      title: 'Started',
      cell: (run) => (
        <span class="run-picker-run">
          {box(run)}
          <a href={hrefOf(run.id)}>{showTime(run.startedAt)}</a>
          {run.isBaseline === true && <span class="run-picker-baseline">baseline</span>}
        </span>
      ),
      sortBy: ({ startedAt }) => startedAt,
    },
    {
      id: 'verdict',
      title: 'Verdict',
      cell: ({ verdict }) => <VerdictBadge verdict={verdict} />,
      sortBy: ({ verdict }) => verdict,
    },
    ...when(figure !== undefined, {
      id: 'figure',
      title: figure === undefined ? '' : shortTitle(figure),
      ...(figure === undefined ? {} : { description: cleanText(figureTitle({ ...figure, tags: {} }), 120) }),
      cell: (run) => (run.figure === undefined ? '–' : showValue(run.figure.value, run.figure.unit)),
      sortBy: (run) => run.figure?.value ?? null,
      align: 'right',
    }),
    {
      id: 'duration',
      title: 'Duration',
      cell: ({ durationMs }) => (durationMs > 0 ? formatDuration(durationMs) : ''),
      sortBy: ({ durationMs }) => durationMs,
      align: 'right',
      isMinor: true,
    },
    ...when(
      runs.some(({ branch }) => branch !== undefined),
      {
        id: 'branch',
        title: 'Branch',
        cell: ({ branch = '' }) => (branch === '' ? null : <Name text={branch} />),
        sortBy: ({ branch }) => branch ?? null,
        isMinor: true,
      },
    ),
    ...when(
      runs.some(({ commit }) => commit !== undefined),
      {
        id: 'commit',
        title: 'Commit',
        cell: ({ commit = '', dirty }) =>
          commit === '' ? null : (
            <>
              <Name text={shortCommit(commit)} isMono />
              {dirty === true && <span class="quiet"> changed</span>}
            </>
          ),
        isMinor: true,
      },
    ),
    ...when(
      runs.some(({ author }) => author !== undefined),
      {
        id: 'author',
        title: 'Author',
        cell: ({ author = '' }) => (author === '' ? null : <Name text={author} />),
        sortBy: ({ author }) => author ?? null,
        isMinor: true,
      },
    ),
  ];
}
