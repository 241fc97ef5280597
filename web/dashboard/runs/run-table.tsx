import { useMemo } from 'preact/hooks';
import type { NameRow, RunRow } from '../../../src/model/dashboard-api.ts';
import { formatDuration } from '../../../src/model/units.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { VerdictBadge } from '../../parts/badge.tsx';
import { Name } from '../../parts/name.tsx';
import { showTime } from '../../parts/when.ts';
import { runHref } from '../router/routes.ts';
import { Ago } from '../shell/ago.tsx';
import { CommitText } from './commit-text.tsx';
import { FigureText } from './figure-text.tsx';
import { TagList } from './tag-list.tsx';
import type { Choice, Chosen } from './use-choice.ts';

interface RunTableProps {
  readonly label: string;
  readonly runs: readonly RunRow[];
  readonly choice: Choice;
  /** The figures of tests over their runs, where they are known. */
  readonly figures: ReadonlyMap<string, NameRow['figures']>;
}

const TITLES = ['Pick', 'Verdict', 'Test', 'Figure', 'Trend', 'Code', 'Started', 'Took'] as const;

/** Runs as a list: each leads to its page and can be picked for a comparison. */
export function RunTable({ label, runs, choice, figures }: RunTableProps) {
  return (
    <div class="run-table">
      <table>
        <caption class="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {TITLES.map((title) => (
              <th key={title} scope="col" class={`run-table-${title.toLowerCase()}`}>
                {title === 'Pick' ? <span class="visually-hidden">Pick to compare</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunLine
              key={run.id}
              run={run}
              isPicked={choice.has(run.id)}
              onPick={choice.toggle}
              figures={figures.get(run.name)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RunLineProps {
  readonly run: RunRow;
  readonly isPicked: boolean;
  readonly onPick: (run: Chosen) => void;
  readonly figures: NameRow['figures'] | undefined;
}

/** Made anew only when something of the run has changed: lists are long, and the server tells of changes often. */
function RunLine({ run, isPicked, onPick, figures }: RunLineProps) {
  return useMemo(
    () => (
      <tr class={isPicked ? 'run-table-picked' : undefined}>
        <td class="run-table-pick">
          <input
            type="checkbox"
            checked={isPicked}
            onChange={() => onPick(run)}
            aria-label={`Pick ${run.name} of ${showTime(run.startedAt)} to compare`}
          />
        </td>
        <td class="run-table-verdict">
          <VerdictBadge verdict={run.verdict} />
        </td>
        <th scope="row" class="run-table-test">
          <a class="run-table-link" href={runHref(run.id)}>
            <Name text={run.name} />
          </a>
          <span class="run-table-about">
            <span class="run-table-kind">{run.testKind ?? run.kind}</span>
            {run.isBaseline === true && <span class="run-table-baseline">baseline</span>}
            <TagList tags={run.tags} />
          </span>
        </th>
        <td class="run-table-figure">
          <FigureText figure={run.figure} />
        </td>
        <td class="run-table-trend">
          <Trend run={run} figures={figures} />
        </td>
        <td class="run-table-code">
          <CommitText run={run} />
        </td>
        <td class="run-table-started">
          <Ago iso={run.startedAt} />
        </td>
        <td class="run-table-took">{formatDuration(run.durationMs)}</td>
      </tr>
    ),
    [run, isPicked, onPick, figures],
  );
}

/** The test's figure over its runs up to this one. */
function Trend({ run, figures = [] }: Pick<RunLineProps, 'run' | 'figures'>) {
  const at = figures.findIndex(({ runId }) => runId === run.id);
  const values = figures.slice(0, at + 1).map(({ value }) => value);
  if (values.length < 2) return null;
  return (
    <Sparkline values={values} width={88} height={22} label={`its figure over ${values.length} runs up to this one`} />
  );
}
