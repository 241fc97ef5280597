import type { Run } from '../../src/model/run.ts';
import { Name } from '../parts/name.tsx';
import { type Answer, answersOf } from './answers.ts';

const SIGNS: Readonly<Record<Answer['tone'], { readonly sign: string; readonly tone: string }>> = {
  bad: { sign: '✗', tone: 'text-bad' },
  warn: { sign: '!', tone: 'text-warn' },
  good: { sign: '✓', tone: 'text-good' },
  quiet: { sign: '›', tone: 'quiet' },
};

/** What a run of benchmarks says, a line for each; it leads to where there is more of it. */
export function AnswerList({ run, idPrefix }: { readonly run: Run; readonly idPrefix: string }) {
  const answers = answersOf(run);
  if (answers.length === 0) return null;
  return (
    <ul class="bench-answers card" aria-label="In short">
      {answers.map(({ tone, of, text, section }, at) => (
        <li class="bench-answer" key={at}>
          <span class={`bench-answer-sign ${SIGNS[tone].tone}`} aria-hidden="true">
            {SIGNS[tone].sign}
          </span>
          <div>
            {of !== '' && (
              <>
                <a class="bench-answer-of" href={`#${idPrefix}${section}`}>
                  <Name text={of} isMono />
                </a>{' '}
              </>
            )}
            <Name text={text} />
          </div>
        </li>
      ))}
    </ul>
  );
}
