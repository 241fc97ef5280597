import { useMemo, useState } from 'preact/hooks';
import type { LiveSecond } from '../../src/model/live-run.ts';
import type { ReportedRun } from '../../src/model/report.ts';
import { RunIndex } from '../../src/model/run-index.ts';
import { TimeAxisProvider } from '../charts/time-axis.tsx';
import { Answer } from './answer.tsx';
import { timeFrame } from './chart-specs/time-frame.ts';
import { ChartsSection } from './charts-section.tsx';
import { ChecksSection } from './checks-section.tsx';
import { ComparisonSection } from './comparison-section.tsx';
import { EnvironmentSection } from './environment-section.tsx';
import { ErrorsSection } from './errors-section.tsx';
import { EventsSection } from './events-section.tsx';
import type { Focus } from './focus.ts';
import { FunctionsSection } from './functions-section.tsx';
import { LatencySection } from './latency-section.tsx';
import { LevelsSection } from './levels-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { MetricsSection } from './metrics-section.tsx';
import { RunNav } from './run-nav.tsx';
import { RunPart } from './run-part.tsx';
import { sectionsOf } from './sections.ts';
import { StatusSection } from './status-section.tsx';
import { ScenariosSection, StepsSection } from './steps-section.tsx';
import { StreamsSection } from './streams-section.tsx';
import { TimingsSection } from './timings-section.tsx';

interface RunPageProps {
  readonly reported: ReportedRun;
  /** Of a run under way: what its last second has brought. */
  readonly live?: LiveSecond | undefined;
  /** Before the ids of sections, where several runs are on one page. */
  readonly idPrefix?: string;
}

/** Everything about one run of load or capacity: the answer first, then charts, then tables. */
export function RunPage({ reported, live, idPrefix = '' }: RunPageProps) {
  const { run } = reported;
  const [focus, setFocus] = useState<Focus | undefined>();
  const index = useMemo(() => new RunIndex(run), [run]);
  const frame = useMemo(() => timeFrame(run, live !== undefined), [run, live]);
  const sections = useMemo(() => sectionsOf(index, reported), [index, reported]);
  const show = {
    index,
    frame,
    focus,
    onFocus: (next: Focus | undefined) => setFocus(isSame(focus, next) ? undefined : next),
    idPrefix,
  };
  return (
    <article class="run-page">
      <TimeAxisProvider>
        <Answer reported={reported} index={index} live={live} />
        <div class="run-body">
          <RunNav sections={sections} idPrefix={idPrefix} />
          <div class="run-sections">
            {sections.map(({ id }) => {
              const Part = PARTS[id];
              return (
                <RunPart key={id} focus={focus} isLive={live !== undefined}>
                  <Part {...show} reported={reported} />
                </RunPart>
              );
            })}
          </div>
        </div>
      </TimeAxisProvider>
    </article>
  );
}

const PARTS = {
  changes: ComparisonSection,
  limits: LimitsSection,
  levels: LevelsSection,
  charts: ChartsSection,
  latency: LatencySection,
  steps: StepsSection,
  scenarios: ScenariosSection,
  functions: FunctionsSection,
  streams: StreamsSection,
  checks: ChecksSection,
  statuses: StatusSection,
  errors: ErrorsSection,
  timings: TimingsSection,
  metrics: MetricsSection,
  events: EventsSection,
  environment: EnvironmentSection,
} as const;

function isSame(one: Focus | undefined, other: Focus | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.tag === other.tag &&
    one.value === other.value &&
    one.noun === other.noun
  );
}
