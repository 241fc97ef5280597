import type { ComponentChildren } from 'preact';
import { shortCommit } from '../../src/model/figure-name.ts';
import type { LiveSecond } from '../../src/model/live-run.ts';
import type { Run } from '../../src/model/run.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { FigureTile, type FigureTileProps, FigureTiles } from '../parts/figure-tile.tsx';
import { Name } from '../parts/name.tsx';
import { LiveProgress } from './live-progress.tsx';

interface RunHeadProps {
  readonly run: Run;
  readonly live: LiveSecond | undefined;
  /** What was run, in a word or two. */
  readonly kind: string;
  /** What it came to, in a sentence. */
  readonly why: ComponentChildren;
  /** Where, when and of what; none stands there twice. */
  readonly facts: readonly string[];
  readonly figures: readonly FigureTileProps[];
  /** What stands below the figures. */
  readonly children?: ComponentChildren;
}

/** What was run, what it came to, and its key figures: the head of every page of a run. */
export function RunHead({ run, live, kind, why, facts, figures, children }: RunHeadProps) {
  return (
    <header class="run-answer">
      <p class="run-answer-verdict" role="status">
        <VerdictBadge verdict={run.verdict} isLive={live !== undefined} />
        <span class="run-answer-kind">{kind}</span>
      </p>
      <h1 class="run-answer-name">
        <Name text={run.name} />
      </h1>
      {live === undefined ? <p class="run-answer-why">{why}</p> : <LiveProgress live={live} />}
      <ul class="run-answer-facts">
        {[...new Set(facts)].map((fact) =>
          fact === '' ? null : (
            <li key={fact}>
              <Name text={fact} />
            </li>
          ),
        )}
      </ul>
      <FigureTiles>
        {figures.map((figure) => (
          <FigureTile key={figure.label} {...figure} />
        ))}
      </FigureTiles>
      {children}
    </header>
  );
}

/** `main 1a2b3c4d, with changes`; empty where it is not known. */
export function commitFact({ git }: Run['environment']): string {
  return git === undefined ? '' : `${git.branch} ${shortCommit(git.commit)}${git.dirty ? ', with changes' : ''}`;
}
