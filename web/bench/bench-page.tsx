import type { LiveSecond } from '../../src/model/live-run.ts';
import type { ReportedRun } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { RunIndex } from '../../src/model/run-index.ts';
import { findingsOnRun, isMeasured, limitsBesides } from '../../src/model/words/benchmark-rows.ts';
import { tallied } from '../../src/model/words/benchmark-verdict.ts';
import { BaselineChanges } from '../compare/baseline-changes.tsx';
import { ComparisonTable } from '../compare/comparison-table.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { Empty } from '../parts/empty.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { Section } from '../parts/section.tsx';
import { timeFrame } from '../run/chart-specs/time-frame.ts';
import { EnvironmentSection } from '../run/environment-section.tsx';
import { AnswerList } from './answer-list.tsx';
import { BenchErrors, unnamedErrors } from './bench-errors.tsx';
import { BenchHead } from './bench-head.tsx';
import { GrowthChart } from './growth-chart.tsx';
import { LimitTable } from './limit-table.tsx';
import { SpreadTable, TimeTable } from './measured-tables.tsx';
import { RequirementTable } from './requirement-table.tsx';
import { WarningList } from './warning-list.tsx';

interface BenchPageProps {
  readonly reported: ReportedRun;
  /** Of a run under way. */
  readonly live?: LiveSecond | undefined;
  /** Before the ids of sections, where several runs are on one page. */
  readonly idPrefix?: string;
}

interface PartProps {
  readonly run: Run;
  readonly idPrefix: string;
}

/** All of a run of benchmarks: the answer first, then how fast each is and how it compares, then how far that can be trusted. */
export function BenchPage({ reported, live, idPrefix = '' }: BenchPageProps) {
  const { run, baseline } = reported;
  const { benchmarks = [] } = run;
  const part = { run, idPrefix };
  return (
    <article class="bench-page">
      <BenchHead run={run} live={live} />
      <AnswerList {...part} />
      {baseline !== undefined && (
        <Section id={`${idPrefix}baseline`} title="What has changed against the baseline?">
          <BaselineChanges baseline={baseline} />
        </Section>
      )}
      <Compared {...part} />
      <Section
        id={`${idPrefix}measured`}
        title="How fast is each?"
        note="The time of an iteration: the median over processes, with its 95% interval. Bars are relative to the slowest of the group."
      >
        {benchmarks.length === 0 ? (
          <Empty>{live === undefined ? 'No benchmark was measured.' : 'No benchmark has been measured yet.'}</Empty>
        ) : (
          <TimeTable run={run} />
        )}
      </Section>
      <Growth {...part} />
      <Requirements {...part} />
      <Trust {...part} />
      <EnvironmentSection
        reported={reported}
        index={new RunIndex(run)}
        frame={timeFrame(run)}
        focus={undefined}
        onFocus={() => {}}
        idPrefix={idPrefix}
      />
    </article>
  );
}

function Compared({ run, idPrefix }: PartProps) {
  const { comparisons = [] } = run;
  if (comparisons.length === 0) return null;
  const sides = new Set(comparisons.map(({ against }) => against));
  const [only] = sides;
  const against = sides.size === 1 ? `Against ${cleanText(only ?? '', 80)}` : 'Each against what is named beside it';
  return (
    <Section
      id={`${idPrefix}compared`}
      title="What is faster?"
      note={`${against}: ${tallied(comparisons)}. Measured side by side in the same processes. Visible is the smallest change that would have been seen 4 times in 5.`}
    >
      <ComparisonTable
        comparisons={comparisons}
        hasAgainst={sides.size > 1}
        label="Benchmarks compared"
        sides={['Against', 'This']}
      />
    </Section>
  );
}

function Growth({ run, idPrefix }: PartProps) {
  const { growth = [] } = run;
  if (growth.length === 0) return null;
  const shown = growth.slice(0, MOST_CHARTS);
  return (
    <Section
      id={`${idPrefix}growth`}
      title="How does time grow?"
      note="Both axes are logarithmic. The slope is that of the logarithms: 1 where time doubles with the size, 2 where it quadruples. The line is the law that fits best."
    >
      <div class="growth-charts">
        {shown.map((each, at) => (
          <GrowthChart key={at} growth={each} run={run} />
        ))}
      </div>
      {growth.length > shown.length && <p class="quiet">… and {growth.length - shown.length} more</p>}
    </Section>
  );
}

const MOST_CHARTS = 60;

function Requirements({ run, idPrefix }: PartProps) {
  const { benchmarks = [] } = run;
  const limits = limitsBesides(run);
  return (
    <>
      {benchmarks.some(({ requirements }) => requirements.length > 0) && (
        <Section id={`${idPrefix}requirements`} title="Requirements">
          <RequirementTable benchmarks={benchmarks} />
        </Section>
      )}
      {limits.length > 0 && (
        <Section id={`${idPrefix}limits`} title="Limits">
          <LimitTable limits={limits} />
        </Section>
      )}
    </>
  );
}

function Trust({ run, idPrefix }: PartProps) {
  const { benchmarks = [] } = run;
  const findings = findingsOnRun(run);
  const errors = unnamedErrors(run);
  return (
    <>
      {benchmarks.some(isMeasured) && (
        <Section
          id={`${idPrefix}trust`}
          title="Can the figures be trusted?"
          note="What they rest on, and what has disturbed them. Nothing is left out of any figure unless it is said here."
        >
          <div class="stack">
            <WarningList benchmarks={benchmarks} />
            {findings.length > 0 && <FindingList findings={findings} most={6} />}
            <SpreadTable run={run} />
          </div>
        </Section>
      )}
      {!benchmarks.some(isMeasured) && findings.length > 0 && (
        <Section id={`${idPrefix}findings`} title="Findings">
          <FindingList findings={findings} />
        </Section>
      )}
      {errors.length > 0 && (
        <Section id={`${idPrefix}errors`} title="Errors">
          <BenchErrors errors={errors} />
        </Section>
      )}
    </>
  );
}
