import type { LiveSecond } from '../../src/model/live-run.ts';
import type { ReportedRun } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { formatDuration } from '../../src/model/units.ts';
import { FindingList } from '../parts/finding-list.tsx';
import { Prose } from '../parts/prose.tsx';
import { showTime } from '../parts/when.ts';
import { headline } from './headline.ts';
import { keyFigures } from './key-figures.ts';
import { commitFact, RunHead } from './run-head.tsx';
import { sortedFindings } from './sorted-findings.ts';
import { TrustCard } from './trust-card.tsx';

const MOST_FINDINGS = 3;

interface AnswerProps {
  readonly reported: ReportedRun;
  readonly index: RunIndex;
  readonly live: LiveSecond | undefined;
}

/** What the run came to: verdict and why, the key figures, what was found, and whether it can be trusted. */
export function Answer({ reported: { run }, index, live }: AnswerProps) {
  const findings = sortedFindings(run);
  return (
    <RunHead
      run={run}
      live={live}
      kind={kindOf(run)}
      why={<Prose text={headline(index)} />}
      facts={factsOf(run, live !== undefined)}
      figures={keyFigures(index)}
    >
      <div class="run-answer-columns">
        <section class="run-answer-findings" aria-label="Findings">
          <h2 class="run-answer-title">What was found</h2>
          {findings.length === 0 ? (
            <p class="quiet">{live === undefined ? 'Nothing out of the ordinary.' : 'Nothing so far.'}</p>
          ) : (
            <FindingList findings={findings} most={MOST_FINDINGS} />
          )}
        </section>
        <TrustCard index={index} />
      </div>
    </RunHead>
  );
}

function kindOf({ kind, test }: Run): string {
  const name = test.kind ?? kind;
  return name === 'capacity' ? 'search for the load line' : `${name} test`;
}

function factsOf(run: Run, isLive: boolean): string[] {
  const { durationMs, startedAt, test, environment } = run;
  return [
    test.target ?? '',
    isLive ? '' : formatDuration(durationMs),
    showTime(startedAt),
    test.source,
    commitFact(environment),
  ];
}
