import type { Finding, RunError } from '../../model/run.ts';
import { showCount, showShare } from '../../model/show-value.ts';
import { findTotal } from '../kinds/level-figures.ts';
import type { MeasuredRun } from './measured-run.ts';

/** A status that is rarer than this is not worth a word. */
const RARE = 0.001;
const MOST_NAMED = 3;

/** Answers of other statuses, and errors that were not there before. */
export function answerFindings(before: MeasuredRun, after: MeasuredRun): Finding[] {
  return [...statusFindings(before, after), ...errorFindings(before.errors, after.errors)];
}

function statusFindings(before: MeasuredRun, after: MeasuredRun): Finding[] {
  const [was, is] = [statusShares(before), statusShares(after)];
  if (was.size === 0 || is.size === 0) return [];
  const moved = [...new Set([...was.keys(), ...is.keys()])]
    .map((status) => ({ status, from: was.get(status) ?? 0, to: is.get(status) ?? 0 }))
    .filter(({ from, to }) => isMoved(from, to))
    .sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
  const [first] = moved;
  if (first === undefined) return [];
  const texts = moved
    .slice(0, MOST_NAMED)
    .map(({ status, from, to }) => `${status} ${showShare(from)} then, ${showShare(to)} now`);
  return [
    {
      kind: 'other-statuses',
      severity: 'minor',
      title: `Answers have other statuses: ${texts.join('; ')}`,
      evidence: { status: first.status, before: first.from, after: first.to, statuses: moved.length },
      advice:
        'An error is often answered sooner than what was asked for: times of the two runs are of different answers.',
    },
  ];
}

/** By more than twice, of what is not rare. */
function isMoved(from: number, to: number): boolean {
  const [less, more] = [Math.min(from, to), Math.max(from, to)];
  return more - less > RARE && (more > 2 * less || 1 - less > 2 * (1 - more)) && more - less > 0.01 * more;
}

function statusShares({ metrics }: MeasuredRun): Map<string, number> {
  const total = findTotal(metrics, 'http_reqs');
  if (total?.type !== 'counter' || total.total === 0) return new Map();
  return new Map(
    metrics.flatMap((metric) => {
      const { status } = metric.tags;
      const isIt = metric.type === 'counter' && metric.name === 'http_reqs' && Object.keys(metric.tags).length === 1;
      return isIt && status !== undefined ? [[status, metric.total / total.total] as const] : [];
    }),
  );
}

function errorFindings(before: readonly RunError[] | undefined, after: readonly RunError[] | undefined): Finding[] {
  if (before === undefined || after === undefined) return [];
  const known = new Set(before.map(({ kind, name }) => JSON.stringify([kind, name])));
  const fresh = after
    .filter(({ kind, name }) => !known.has(JSON.stringify([kind, name])))
    .sort((a, b) => b.count - a.count);
  const [first] = fresh;
  if (first === undefined) return [];
  const texts = fresh.slice(0, MOST_NAMED).map(({ kind, name, count }) => `${kind}: ${name} (${count} times)`);
  return [
    {
      kind: 'new-errors',
      severity: 'minor',
      title: `${showCount(fresh.length, 'kind')} of errors were not there before: ${texts.join('; ')}`,
      evidence: { kinds: fresh.length, kind: first.kind, name: first.name, count: first.count },
      advice: 'The errors of the run have examples with requests and answers.',
    },
  ];
}
