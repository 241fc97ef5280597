import type { Trend } from '../../src/model/history.ts';
import { commitsText, sureText, whoText } from '../../src/model/words/trend-texts.ts';
import { Name } from '../parts/name.tsx';
import { type ChangeGroup, changeGroups } from './change-groups.ts';
import { changeWords, runTime } from './point-words.ts';

const LOOKS = {
  worse: { sign: '✗', tone: 'bad' },
  changed: { sign: '!', tone: 'warn' },
  better: { sign: '✓', tone: 'good' },
} as const;

const MOST_FIGURES = 6;

interface ChangeListProps {
  readonly trends: readonly Trend[];
  readonly hrefOf: (runId: string) => string;
}

/** Where levels changed, in words: since when, by how much, and with which commits. */
export function ChangeList({ trends, hrefOf }: ChangeListProps) {
  const groups = changeGroups(trends);
  if (groups.length === 0) return <p class="quiet">No figure has changed its level.</p>;
  return (
    <ol class="cards">
      {groups.map((group) => (
        <ChangeItem key={group.point.runId} group={group} hrefOf={hrefOf} />
      ))}
    </ol>
  );
}

function ChangeItem({ group, hrefOf }: { readonly group: ChangeGroup; readonly hrefOf: ChangeListProps['hrefOf'] }) {
  const { point, verdict, figures } = group;
  const { sign, tone } = LOOKS[verdict] ?? LOOKS.changed;
  const left = figures.length - MOST_FIGURES;
  const origin = originOf(group);
  return (
    <li class={`edged-card edged-${tone} change-item`}>
      <p class="change-item-head">
        <span class={`change-item-verdict text-${tone}`}>
          <span aria-hidden="true">{sign} </span>
          {verdict}
        </span>{' '}
        since <a href={hrefOf(point.runId)}>{runTime(point)}</a>
        {origin !== '' && (
          <span class="quiet">
            {' '}
            · <Name text={origin} />
          </span>
        )}
      </p>
      <ul class="change-item-figures">
        {figures.slice(0, MOST_FIGURES).map(({ name, unit, change }) => (
          <li key={name}>
            <Name text={name} /> <strong>{changeWords(change, unit)}</strong>
            <span class="quiet"> sure to {sureText(change)}</span>
            {change.verdict !== verdict && <span class="quiet">, {change.verdict}</span>}
          </li>
        ))}
        {left > 0 && <li class="quiet">and {left} more figures</li>}
      </ul>
      <Subjects group={group} />
    </li>
  );
}

/** The same for all figures that changed with a run. */
function originOf({ figures }: ChangeGroup): string {
  const [first] = figures;
  if (first === undefined) return '';
  const authors = whoText(first.change);
  return [commitsText(first.change.commits), authors === '' ? '' : `by ${authors}`]
    .filter((part) => part !== '')
    .join(' · ');
}

function Subjects({ group: { figures } }: { readonly group: ChangeGroup }) {
  const { subjects = [], count = 0 } = figures[0]?.change.commits ?? {};
  if (subjects.length === 0) return null;
  const more = count > subjects.length ? `; and ${count - subjects.length} more` : '';
  return (
    <p class="change-item-subjects quiet">
      <Name text={`${subjects.join('; ')}${more}`} />
    </p>
  );
}
