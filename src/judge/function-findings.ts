import type { Finding, Severity } from '../model/run.ts';
import { showCount, showShare } from '../model/show-value.ts';
import { formatCount } from '../model/units.ts';
import type { Case } from './evidence.ts';
import { totalOf } from './metric-index.ts';

const MOSTLY = 0.5;

interface Known {
  readonly meaning: string;
  readonly advice: string;
}

const KNOWN: Readonly<Record<string, Known>> = {
  threw: { meaning: 'threw', advice: 'Look at the excerpts of the first failures: they name the line.' },
  timeout: {
    meaning: 'had no result in time',
    advice: "Find what they wait for; `timeout` of the function's measure says how long they may take.",
  },
  exited: {
    meaning: 'ended with the process',
    advice: 'Look for process.exit() and for crashes of native code; the text of the first failures says how it ended.',
  },
  'out-of-memory': {
    meaning: 'filled the heap of the process',
    advice: 'Read in pieces what is large, and keep less; `maxHeap` sets the bound.',
  },
  unhandled: {
    meaning: 'left an error that nobody handled',
    advice: 'Await every promise, and handle errors in callbacks: outside of a test such an error ends the process.',
  },
  'wrong-result': {
    meaning: 'did not return what is counted',
    advice: 'Compare what the function returns with `items` and `bytes` of its measure.',
  },
  'wrong-input': {
    meaning: 'could not be given the input',
    advice: 'To another process only data can be handed: no functions, classes or open files.',
  },
};

/** Calls of functions under test that failed, by kind. */
export function functionFindings(run: Case): Finding[] {
  return [...failures(run), ...restarts(run)];
}

/** Whether calls failed, and no limit says how many may. */
export function hasFailedCalls(run: Case): boolean {
  const failed = run.index.find('function_failed');
  return failed?.type === 'rate' && failed.passes > 0 && !isDecided(run);
}

/** Whether functions in the generator's own threads are all that was tested: then it is they that hold its event loop up. */
export function testsItsOwnThreads({ index }: Case): boolean {
  if (totalOf(index, 'http_reqs') > 0) return false;
  const apart = new Set(index.sub('function_handover', 'name').map(({ value }) => value));
  return index.sub('function_calls', 'name').some(({ value }) => !apart.has(value));
}

function isDecided(run: Case): boolean {
  return run.limits.some(({ rule }) => rule.metric === 'function_failed');
}

function failures(run: Case): Finding[] {
  const calls = totalOf(run.index, 'function_calls');
  // Requests fail of the same kinds.
  const names = new Set(run.index.sub('function_calls', 'name').map(({ value }) => value));
  return run.index.sub('function_calls', 'error').flatMap(({ value: kind, metric }) => {
    const count = metric.type === 'counter' ? metric.total : 0;
    if (count === 0) return [];
    const share = count / calls;
    const example = run.errors.find((error) => error.kind === kind && names.has(error.name));
    const known = Object.hasOwn(KNOWN, kind) ? KNOWN[kind] : undefined;
    return [
      {
        kind: 'function-failed',
        severity: severityOf(share, run),
        title: `${showCount(count, 'call')} (${showShare(share)}) ${known?.meaning ?? `failed with '${kind}'`}`,
        evidence: {
          kind,
          count,
          share,
          mostAt: example?.name ?? null,
          example: example?.samples[0]?.text.split('\n', 1)[0] ?? null,
        },
        advice: known?.advice ?? 'Look at the excerpts of the first failures.',
      },
    ];
  });
}

function severityOf(share: number, run: Case): Severity {
  if (isDecided(run)) return 'minor';
  return share >= MOSTLY ? 'critical' : 'major';
}

function restarts({ index }: Case): Finding[] {
  const count = totalOf(index, 'function_restarts');
  if (count === 0) return [];
  const names = index.sub('function_restarts', 'name').map(({ value }) => `'${value}'`);
  return [
    {
      kind: 'function-restarted',
      severity: 'major',
      title: `The process of ${names.join(', ')} ended by itself, and was started again ${formatCount(count)} ${count === 1 ? 'time' : 'times'}`,
      evidence: { restarts: count },
      advice:
        'What a function does to its process it does to the service that it is part of. Calls under way at the time failed.',
    },
  ];
}
