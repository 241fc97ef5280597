import type { Comparison } from '../../src/model/run.ts';
import { SeverityBadge } from '../parts/badge.tsx';
import { Name } from '../parts/name.tsx';

const SIGNS: Readonly<Record<Comparison['verdict'], { readonly sign: string; readonly tone: string }>> = {
  faster: { sign: '✓', tone: 'text-good' },
  slower: { sign: '✗', tone: 'text-bad' },
  unclear: { sign: '?', tone: 'text-warn' },
  same: { sign: '=', tone: 'quiet' },
};

interface StandingProps {
  readonly comparison: Comparison;
  /** The verdict in the words of the figure: `more`, where nothing is fast or slow. */
  readonly word: string;
  /** Without what it would take to tell. */
  readonly isBrief?: boolean;
}

/** What became of a figure, and how grave that is. */
export function Standing({ comparison: { verdict, severity, needed }, word, isBrief = false }: StandingProps) {
  const { sign, tone } = SIGNS[verdict] ?? SIGNS.same;
  return (
    <div class="standing">
      <span class={`standing-word ${tone}`}>
        <span class="standing-sign" aria-hidden="true">
          {sign}
        </span>
        {word}
      </span>
      {severity !== undefined && severity !== 'info' && <SeverityBadge severity={severity} />}
      {verdict === 'unclear' && needed !== undefined && !isBrief && (
        <span class="standing-needed">
          needs <Name text={needed} />
        </span>
      )}
    </div>
  );
}
