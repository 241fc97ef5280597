import { candidatesOf, decideGate } from '../judge/gate/decide-gate.ts';
import type { Confirmation } from '../judge/gate/gate-input.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { Acknowledgement, GateDecision, GateReason } from '../model/gate.ts';
import type { ProjectConfig } from '../model/project-config.ts';
import type { Comparison, Run } from '../model/run.ts';
import { parseDurationMs } from '../model/units.ts';

/** What a gate needs besides its runs. */
export interface GateOptions {
  readonly config: ProjectConfig;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly strict: boolean;
  /** Holds a run against its baseline. */
  compared(run: Run): Promise<Compared>;
  /** Measures candidates of a run once more; absent where regressions fail at once. */
  readonly confirm?: ((candidates: Candidates) => Promise<readonly Confirmation[]>) | undefined;
  /** That may take no longer, whatever the project says. */
  readonly confirmMs?: number | undefined;
}

/** A comparison, or why there is none. */
export type Compared = { readonly comparison: RunComparison } | { readonly why: string };

/** Regressions of one run that would fail. */
export interface Candidates {
  readonly run: Run;
  readonly comparison: RunComparison;
  readonly reasons: readonly GateReason[];
  /** When to be done. */
  readonly deadlineMs: number;
}

export interface GateOutcome {
  readonly decision: GateDecision;
  readonly comparisons: readonly RunComparison[];
}

const CONFIRM_TIME = '2m';

/** How long all confirmations of a project may take. */
export function confirmMsOf({ gate }: ProjectConfig): number {
  return parseDurationMs(gate?.confirmTime ?? CONFIRM_TIME) ?? 0;
}

/** Compares runs with their baselines and decides; what would fail by a regression is measured once more before it does. */
export async function runGate(runs: readonly Run[], options: GateOptions): Promise<GateOutcome> {
  const { config, acknowledgements, strict, confirm } = options;
  const comparisons: RunComparison[] = [];
  const withoutBaseline: Record<string, string> = {};
  for (const run of runs) {
    const compared = await options.compared(run);
    if ('comparison' in compared) comparisons.push(compared.comparison);
    else withoutBaseline[run.id] = compared.why;
  }
  const decide = (confirmations: readonly Confirmation[]) =>
    decideGate({
      runs,
      comparisons,
      config,
      acknowledgements,
      now: new Date(),
      withoutBaseline,
      confirmations,
      strict,
    });
  const first = decide([]);
  const candidates = candidatesOf(first);
  if (confirm === undefined || candidates.length === 0) return { decision: first, comparisons };
  const confirmations: Confirmation[] = [];
  const deadlineMs = performance.now() + Math.min(confirmMsOf(config), options.confirmMs ?? Number.POSITIVE_INFINITY);
  for (const run of runs) {
    const reasons = candidates.filter(({ runId }) => runId === run.id);
    const comparison = comparisons.find(({ after }) => after.id === run.id);
    if (reasons.length === 0 || comparison === undefined) continue;
    confirmations.push(...(await confirm({ run, comparison, reasons, deadlineMs })));
  }
  return { decision: decide(confirmations), comparisons };
}

/** What a second run says of candidates: only what is slower again, and by as much, is confirmed. */
export function confirmationsFrom({ run, reasons }: Candidates, again: RunComparison, how: string): Confirmation[] {
  return reasons.map((reason): Confirmation => {
    const { rule, subject, comparison: first } = reason;
    const second = again.comparisons.find((each) => first !== undefined && isSameFigure(each, first));
    const about = { runId: run.id, rule, subject };
    if (second === undefined) return { ...about, outcome: 'not possible', text: `(${how} did not measure it)` };
    if (second.verdict === 'slower' && first !== undefined && isAsMuch(second, first)) {
      return { ...about, outcome: 'confirmed', text: `by ${how}` };
    }
    const said = { slower: 'worse by much less', unclear: 'too noisy to tell', same: 'the same', faster: 'faster' }[
      second.verdict
    ];
    return { ...about, outcome: 'not confirmed', text: `by ${how} (${said})` };
  });
}

/** Of a change that is there, a second run shows at least half, on the scale of ratios; what was chance falls back towards none. */
function isAsMuch(second: Comparison, first: Comparison): boolean {
  return Math.abs(Math.log(second.ratio)) >= HALF * Math.abs(Math.log(first.ratio));
}

const HALF = 0.5;

/** The same answer for all candidates of a run, where it can't be measured again. */
export function notPossible({ run, reasons }: Candidates, why: string): Confirmation[] {
  return reasons.map(({ rule, subject }) => ({
    runId: run.id,
    rule,
    subject,
    outcome: 'not possible',
    text: `(${why})`,
  }));
}

type Figure = Pick<RunComparison['comparisons'][number], 'metric' | 'aggregate' | 'tags'>;

function isSameFigure(a: Figure, b: Figure): boolean {
  if (a.metric !== b.metric || a.aggregate !== b.aggregate) return false;
  const [names, others] = [Object.keys(a.tags), Object.keys(b.tags)];
  return names.length === others.length && names.every((name) => a.tags[name] === b.tags[name]);
}
