/** Something that a suite could run. */
export interface Candidate {
  /** How long it would last by itself. */
  readonly lengthMs: number;
  /** Whether its load may be made shorter, its shape kept. */
  readonly isShortenable: boolean;
  /** What it costs before and after its load. */
  readonly overheadMs: number;
  /** The lower, the earlier it is worth its time. */
  readonly rank: number;
}

/** What becomes of it. */
export type Decision =
  | { readonly does: 'run'; readonly lengthMs: number }
  | { readonly does: 'shorten'; readonly lengthMs: number }
  | { readonly does: 'leave out'; readonly lengthMs: 0 };

/** Less of a test than this says nothing. */
const LEAST_MS = 10_000;
const LEAST_SHARE = 0.1;

/**
 * Fits candidates into a time, one decision for each: all whole where they fit; else the long ones are made shorter, all to the
 * same length and none to less than a tenth of its own; and what still does not fit is left out, the least valuable first.
 */
export function fitBudget(candidates: readonly Candidate[], budgetMs: number): Decision[] {
  const ranked = candidates.map((_, at) => at).sort((a, b) => rankOf(candidates[a]) - rankOf(candidates[b]));
  const kept: number[] = [];
  let least = 0;
  for (const at of ranked) {
    const candidate = candidates[at];
    if (candidate === undefined) continue;
    const needs = leastOf(candidate) + candidate.overheadMs;
    if (least + needs > budgetMs) continue;
    least += needs;
    kept.push(at);
  }
  const chosen = kept.flatMap((at) => candidates[at] ?? []);
  const cap = capOf(chosen, budgetMs);
  return candidates.map((candidate, at): Decision => {
    if (!kept.includes(at)) return { does: 'leave out', lengthMs: 0 };
    const lengthMs = lengthAt(candidate, cap);
    return { does: lengthMs < candidate.lengthMs ? 'shorten' : 'run', lengthMs };
  });
}

function rankOf(candidate: Candidate | undefined): number {
  return candidate?.rank ?? Number.POSITIVE_INFINITY;
}

/** The shortest that says anything. */
export function leastOf({ lengthMs, isShortenable }: Pick<Candidate, 'lengthMs' | 'isShortenable'>): number {
  return isShortenable ? Math.min(lengthMs, Math.max(LEAST_MS, lengthMs * LEAST_SHARE)) : lengthMs;
}

function lengthAt(candidate: Candidate, capMs: number): number {
  if (!candidate.isShortenable) return candidate.lengthMs;
  return Math.min(candidate.lengthMs, Math.max(leastOf(candidate), capMs));
}

/** The greatest length at which all of them fit, in whole seconds. */
function capOf(candidates: readonly Candidate[], budgetMs: number): number {
  const total = (capMs: number) => candidates.reduce((sum, each) => sum + lengthAt(each, capMs) + each.overheadMs, 0);
  const longest = Math.max(0, ...candidates.map(({ lengthMs }) => lengthMs));
  if (total(longest) <= budgetMs) return longest;
  let [low, high] = [0, Math.ceil(longest / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (total(middle * 1000) <= budgetMs) low = middle;
    else high = middle;
  }
  return low * 1000;
}
