import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { HistoryPage as History } from '../../src/model/dashboard-api.ts';
import type { MetricHistory } from '../../src/model/history.ts';
import { showCount } from '../../src/model/show-value.ts';
import { cleanText } from '../parts/clean-text.ts';
import { Empty } from '../parts/empty.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { showTime } from '../parts/when.ts';
import { AxisToggle } from './axis-toggle.tsx';
import { otherFindings } from './change-groups.ts';
import { ChangeList } from './change-list.tsx';
import { RunPicker } from './run-picker.tsx';
import { TrendChart } from './trend-chart.tsx';
import { hasTimes, type TrendAxis } from './trend-plot.ts';

type Chosen = Pick<MetricHistory, 'metric' | 'tags' | 'aggregate' | 'unit'>;

export interface HistoryPageProps {
  readonly page: History;
  /** Page of a run, by its id. */
  readonly hrefOf: (runId: string) => string;
  /** Two or more runs were picked to be compared, the earliest first. */
  readonly onPick?: (runIds: readonly string[]) => void;
  /** What adds other figures. */
  readonly chooser?: ComponentChildren;
  /** The branches that there are runs of, and which one is shown; the empty one for all. */
  readonly branches?: readonly string[];
  readonly branch?: string;
  readonly onBranch?: (branch: string) => void;
}

/** So many figures have a chart as wide as the page; the others stand beside each other. */
const WIDE = 2;

/** The figures of a test over its runs: where their levels changed, and every run, to be picked for a comparison. */
export function HistoryPage({ page, hrefOf, onPick, chooser, branches = [], branch = '', onBranch }: HistoryPageProps) {
  const { name, runs, trends, baselines } = page;
  const [axis, setAxis] = useState<TrendAxis>('order');
  const findings = otherFindings(trends);
  const [wide, small] = [trends.slice(0, WIDE), trends.slice(WIDE)];
  const shared = { baselines, runs, hrefOf, axis };
  return (
    <article class="history-page">
      <header class="history-head">
        <h1 class="view-title">
          <Name text={name} />
        </h1>
        <p class="quiet history-about">
          {showCount(runs.length, 'run')}
          {spanOf(page)}
        </p>
        <div class="history-controls needs-script">
          {onBranch !== undefined && branches.length > 0 && (
            <BranchPicker branches={branches} branch={branch} onBranch={onBranch} />
          )}
          {chooser}
          {trends.some(({ points }) => hasTimes(points)) && <AxisToggle axis={axis} onChange={setAxis} />}
        </div>
      </header>
      <Section id="history-changes" title="What has changed?">
        <div class="stack">
          <ChangeList trends={trends} hrefOf={hrefOf} />
          {findings.length > 0 && <FindingList findings={findings} most={4} />}
        </div>
      </Section>
      <Section id="history-figures" title="Figures" note={KEY}>
        {trends.length === 0 && <Empty>Nothing has been measured in two runs or more.</Empty>}
        <div class="stack">
          {wide.map((trend) => (
            <TrendChart key={keyOf(trend)} trend={trend} {...shared} />
          ))}
        </div>
        {small.length > 0 && (
          <div class="history-multiples">
            {small.map((trend) => (
              <TrendChart key={keyOf(trend)} trend={trend} {...shared} isSmall />
            ))}
          </div>
        )}
      </Section>
      <Section id="history-runs" title="Runs">
        <RunPicker runs={runs} hrefOf={hrefOf} onPick={onPick} />
      </Section>
    </article>
  );
}

const KEY =
  'Each point leads to its run: ● passed, ■ failed or aborted, ◆ undecided; hollow are single values off the level, B is a baseline. The thick line is the level, the ground behind it two standard deviations.';

function keyOf(trend: Chosen): string {
  return JSON.stringify([trend.metric, trend.aggregate, Object.entries(trend.tags)]);
}

function spanOf({ runs }: History): string {
  const days = runs.map(({ startedAt }) => showTime(startedAt).slice(0, 10)).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? ` on ${first}` : ` from ${first} to ${last}`;
}

interface BranchPickerProps {
  readonly branches: readonly string[];
  readonly branch: string;
  readonly onBranch: (branch: string) => void;
}

function BranchPicker({ branches, branch, onBranch }: BranchPickerProps) {
  return (
    <label class="labelled-field">
      Branch{' '}
      <select class="field" value={branch} onChange={(event) => onBranch(event.currentTarget.value)}>
        <option value="">all branches</option>
        {branches.map((each) => (
          <option key={each} value={each}>
            {cleanText(each, 60)}
          </option>
        ))}
      </select>
    </label>
  );
}
