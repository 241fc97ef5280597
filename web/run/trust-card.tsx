import type { RunIndex } from '../../src/model/run-index.ts';
import { Facts } from '../parts/facts.tsx';
import { Prose } from '../parts/prose.tsx';
import { type Trust, trustOf } from './trust.ts';

const SIGNS: Readonly<Record<Trust['state'], { readonly sign: string; readonly tone: string }>> = {
  good: { sign: '✓', tone: 'good' },
  doubtful: { sign: '!', tone: 'warn' },
  spoiled: { sign: '✗', tone: 'bad' },
  unknown: { sign: '?', tone: 'warn' },
};

/** Whether the load generator kept up, with its figures. */
export function TrustCard({ index }: { readonly index: RunIndex }) {
  const trust = trustOf(index);
  const { sign, tone } = SIGNS[trust.state];
  return (
    <section class="trust-card" aria-label="Can the numbers be trusted?">
      <h2 class="run-answer-title">Can the numbers be trusted?</h2>
      <div class="card">
        <p class="trust-card-sentence">
          <span class={`text-${tone}`} aria-hidden="true">
            {sign}
          </span>{' '}
          {trust.sentence}
        </p>
        {trust.findings.length > 0 && (
          <ul class="trust-card-findings">
            {trust.findings.slice(0, 5).map(({ kind, title }) => (
              <li key={`${kind} ${title}`}>
                <Prose text={title} />
              </li>
            ))}
          </ul>
        )}
        {trust.figures.length > 0 && <Facts facts={trust.figures} />}
      </div>
    </section>
  );
}
