import type { GateDecision, GateReason } from '../../model/gate.ts';
import { counted } from './text/amounts.ts';
import { cleanText } from './text/clean-text.ts';
import { type Look, type Paint, paintFor } from './text/paint.ts';
import { finish } from './text/phrases.ts';
import { displayWidth, padEnd, truncate, wrapText } from './text/text-width.ts';

const GAP = 2;
const WIDEST_SUBJECT = 32;
/** Narrower than this, and what is said goes on lines of its own. */
const LEAST_TEXT = 40;

/** A gate's verdict, and each of its reasons on a line, the gravest first; only what went wrong where that is asked for. */
export function renderGate(decision: GateDecision, look: Look, { onlyWrong = false } = {}): string {
  const paint = paintFor(look.color);
  const shown = decision.reasons.filter(({ status }) => !onlyWrong || status === 'failed' || status === 'warned');
  const lines = [headOf(decision, paint), ...(shown.length > 0 ? [''] : []), ...reasonLines(shown, look, paint)];
  return `${finish(lines, look).join('\n')}\n`;
}

function headOf({ verdict, reasons }: GateDecision, paint: Paint): string {
  const head = verdict === 'failed' ? paint.bad(paint.bold('✗ FAILED')) : paint.good(paint.bold('✓ PASSED'));
  const counts = STATUSES.flatMap(([status, words]) => {
    const count = reasons.filter((reason) => reason.status === status).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const all = counts.length === 0 ? 'nothing to judge' : `${counted(reasons.length, 'reason')}: ${counts.join(', ')}`;
  return `${head}  ${paint.bold('performance gate')}  ${paint.dim(all)}`;
}

const STATUSES: readonly (readonly [GateReason['status'], string])[] = [
  ['failed', 'failed'],
  ['warned', 'warned'],
  ['noisy', 'not to be told'],
  ['acknowledged', 'known'],
  ['passed', 'passed'],
  ['skipped', 'left out'],
];

function reasonLines(reasons: readonly GateReason[], { columns }: Look, paint: Paint): string[] {
  const subjects = reasons.map(({ subject }) => truncate(cleanText(subject), WIDEST_SUBJECT));
  const sourceWidth = Math.max(0, ...reasons.map(({ source }) => source.length));
  const subjectWidth = Math.max(0, ...subjects.map(displayWidth));
  const indent = 1 + GAP + sourceWidth + GAP + subjectWidth + GAP;
  return reasons.flatMap((reason, at) => {
    const { source, status, text } = reason;
    const head = `${symbolOf(reason, paint)}  ${paint.dim(padEnd(source, sourceWidth))}  ${padEnd(subjects[at] ?? '', subjectWidth)}`;
    const isNarrow = columns - indent < LEAST_TEXT;
    const margin = isNarrow ? 3 : indent;
    const [first = '', ...rest] = wrapText(cleanText(text), Math.max(10, columns - margin)).map(
      status === 'failed' ? paint.bold : same,
    );
    const more = rest.map((line) => `${' '.repeat(margin)}${line}`);
    return isNarrow ? [head, `${' '.repeat(margin)}${first}`, ...more] : [`${head}  ${first}`, ...more];
  });
}

function same(text: string): string {
  return text;
}

function symbolOf({ status, severity }: GateReason, paint: Paint): string {
  switch (status) {
    case 'failed':
      return paint.bad('✗');
    case 'warned':
      return paint.warn('!');
    case 'noisy':
      return paint.warn('?');
    case 'acknowledged':
      return paint.accent('~');
    case 'passed':
      return severity === 'info' ? paint.good('✓') : paint.accent('•');
    case 'skipped':
      return paint.dim('-');
  }
}
