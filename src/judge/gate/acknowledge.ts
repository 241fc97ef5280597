import type { Acknowledgement, GateReason } from '../../model/gate.ts';
import type { Draft } from './gate-input.ts';
import { matchesName } from './name-pattern.ts';

const DAY_MS = 86_400_000;

/** Reasons with those put up with marked so, entries that have run out told beside what they name, and those that name nothing. */
export function acknowledged(drafts: readonly Draft[], known: readonly Acknowledgement[], now: Date): GateReason[] {
  const used = new Set<Acknowledgement>();
  const reasons = drafts.map((draft) => {
    if (draft.reason.status !== 'failed' && draft.reason.status !== 'warned') return draft.reason;
    const naming = known.filter((entry) => names(entry, draft));
    for (const entry of naming) used.add(entry);
    const holding = naming.find((entry) => now.getTime() < endOf(entry));
    if (holding !== undefined) return excused(draft.reason, holding);
    const [over] = naming;
    return over === undefined ? draft.reason : expired(draft.reason, over);
  });
  return [...reasons, ...known.filter((entry) => !used.has(entry)).map((entry) => unused(entry, now))];
}

/** When an entry no longer holds: at the end of its day, or at its time. */
function endOf({ until }: Acknowledgement): number {
  const at = Date.parse(until);
  return /^\d{4}-\d{2}-\d{2}$/.test(until) ? at + DAY_MS : at;
}

function names({ metric, rule, subject }: Acknowledgement, { reason, ...draft }: Draft): boolean {
  if (subject !== undefined && !matchesName(subject, reason.subject)) return false;
  if (rule !== undefined && !matchesName(rule, reason.rule)) return false;
  if (metric === undefined) return rule !== undefined;
  const [name = '', aggregate] = metric.trim().split(/\s+/);
  if (draft.metric === undefined || !matchesName(name, draft.metric)) return false;
  return aggregate === undefined || draft.aggregate === undefined || matchesName(aggregate, draft.aggregate);
}

function excused(reason: GateReason, { reason: why, until }: Acknowledgement): GateReason {
  return {
    ...reason,
    status: 'acknowledged',
    text: `${reason.text}; known until ${until}: ${why}`,
    acknowledged: { reason: why, until },
  };
}

function expired(reason: GateReason, { reason: why, until }: Acknowledgement): GateReason {
  return { ...reason, text: `${reason.text}; was put up with until ${until}, which is over (${why})` };
}

function unused({ metric, rule, subject, until, file, line }: Acknowledgement, now: Date): GateReason {
  const what = [metric ?? rule, ...(subject === undefined ? [] : [`of ${subject}`])].join(' ');
  const isOver = now.getTime() >= endOf({ reason: '', until });
  const text = isOver
    ? `${what} was known until ${until}, and nothing is wrong with it any more: remove the entry`
    : `${what} names nothing that is wrong here: remove the entry, or mend what it names`;
  return {
    status: 'skipped',
    source: 'run',
    rule: `acknowledgement/${metric ?? rule ?? ''}`,
    severity: 'info',
    subject: file ?? 'acknowledged',
    runId: '',
    text,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  };
}
