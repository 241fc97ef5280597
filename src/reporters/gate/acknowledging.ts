import type { GateDecision } from '../../model/gate.ts';
import type { Section } from './bounded-text.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

/** How the first failure would be acknowledged. */
export function acknowledging({ reasons, decidedAt }: GateDecision): Section {
  const example = reasons.find(({ status }) => status === 'failed');
  const lines = [
    '# plimsoll.acknowledged.yaml',
    `- rule: ${JSON.stringify(example?.rule ?? '')}`,
    `  subject: ${JSON.stringify(example?.subject ?? '')}`,
    '  reason: why it is accepted',
    `  until: ${dayAfter(decidedAt)}`,
  ].join('\n');
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const head = [
    '<details><summary>Is it known and accepted?</summary>',
    '',
    'Commit this to `plimsoll.acknowledged.yaml`. It is honoured until its day, and then counts again:',
    '',
    `${fence}yaml\n${lines}\n${fence}`,
    '',
    '</details>',
  ];
  return { head: head.join('\n'), rows: [], tail: '', isKept: true };
}

function dayAfter(decidedAt: string): string {
  const from = Date.parse(decidedAt);
  return new Date((Number.isNaN(from) ? 0 : from) + DAYS * DAY_MS).toISOString().slice(0, 10);
}
