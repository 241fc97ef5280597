import type { RunComparison, RunReference } from '../../src/model/comparison.ts';
import { shortCommit } from '../../src/model/figure-name.ts';
import { cleanText } from '../parts/clean-text.ts';
import { FindingList } from '../parts/finding-list.tsx';
import { More } from '../parts/more.tsx';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { Conclusion } from './conclusion.tsx';
import { Differences } from './differences.tsx';
import { usualFigures } from './table-figures.ts';

/** So many changes stand in the short table; the others, and what has stayed, behind a summary. */
const MOST_CHANGES = 5;

interface BaselineChangesProps {
  readonly baseline: RunComparison;
  /** What it is held against, in words. */
  readonly other?: string;
}

/** What has changed against the baseline: in a sentence, the gravest figures, and what else is not the same. */
export function BaselineChanges({ baseline, other = 'the baseline' }: BaselineChangesProps) {
  const { before, comparisons, differences, isComparable, findings } = baseline;
  const usual = usualFigures(comparisons);
  const changed = usual.filter(({ verdict }) => verdict === 'slower' || verdict === 'faster');
  const first = (changed.length === 0 ? usual : changed).slice(0, MOST_CHANGES);
  return (
    <div class="baseline-changes">
      <Conclusion comparison={baseline} />
      <p class="quiet">
        Against <Name text={referenceText(before)} />.
      </p>
      <Differences differences={differences} isComparable={isComparable} />
      {first.length > 0 && (
        <ComparisonTable
          comparisons={first}
          label={`${changed.length === 0 ? 'Foremost figures' : 'Gravest changes'} against ${other}`}
          isWhole
        />
      )}
      {comparisons.length > first.length && (
        <More summary={`All ${comparisons.length} figures against ${other}`}>
          {() => <ComparisonTable comparisons={comparisons} label={`All figures against ${other}`} isWhole />}
        </More>
      )}
      {findings.length > 0 && (
        <More summary={`What explains it: ${cleanText(findings[0]?.title ?? '', 120)}`}>
          {() => <FindingList findings={findings} />}
        </More>
      )}
    </div>
  );
}

/** `run 2026-… of 2026-11-21 20:31, commit 1a2b3c4d on main`. */
function referenceText({ id, startedAt, environment }: Pick<RunReference, 'id' | 'startedAt' | 'environment'>) {
  const when = startedAt === '' ? '' : ` of ${showTime(startedAt)}`;
  const { git } = environment;
  return `run ${id}${when}${git === undefined ? '' : `, ${shortCommit(git.commit)} on ${git.branch}`}`;
}
