import type { LiveSecond } from '../../src/model/live-run.ts';
import type { ReportedRun } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { formatDuration } from '../../src/model/units.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { FigureTile, FigureTiles } from '../parts/figure-tile.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { Name } from '../parts/name.tsx';
import { Prose } from '../parts/prose.tsx';
import { showTime } from '../parts/when.ts';
import { headline } from './headline.ts';
import { keyFigures } from './key-figures.ts';
import { LiveProgress } from './live-progress.tsx';
import type { RunIndex } from './run-index.ts';
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
    <header class="run-answer">
      <p class="run-answer-verdict" role="status">
        <VerdictBadge verdict={run.verdict} isLive={live !== undefined} />
        <span class="run-answer-kind">{kindOf(run)}</span>
      </p>
      <h1 class="run-answer-name">
        <Name text={run.name} />
      </h1>
      {live === undefined ? (
        <p class="run-answer-why">
          <Prose text={headline(index)} />
        </p>
      ) : (
        <LiveProgress live={live} />
      )}
      <ul class="run-answer-facts">
        {factsOf(run, live !== undefined).map((fact) => (
          <li key={fact}>
            <Name text={fact} />
          </li>
        ))}
      </ul>
      <FigureTiles>
        {keyFigures(index).map((figure) => (
          <FigureTile key={figure.label} {...figure} />
        ))}
      </FigureTiles>
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
    </header>
  );
}

function kindOf({ kind, test }: Run): string {
  const name = test.kind ?? kind;
  return name === 'capacity' ? 'search for the load line' : `${name} test`;
}

function factsOf(run: Run, isLive: boolean): string[] {
  const { durationMs, startedAt, test, environment } = run;
  const { git } = environment;
  return [
    ...(test.target === undefined ? [] : [test.target]),
    ...(isLive ? [] : [formatDuration(durationMs)]),
    showTime(startedAt),
    test.source,
    ...(git === undefined ? [] : [`${git.branch} ${git.commit.slice(0, 8)}${git.dirty ? ', with changes' : ''}`]),
  ].filter((fact, at, all) => fact !== '' && all.indexOf(fact) === at);
}
