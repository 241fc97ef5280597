import { readFileSync } from 'node:fs';
import type { Step } from '../../../model/steps.ts';
import type { TestSpec } from '../../../model/test-spec.ts';
import type { LoadInput } from '../../load-input.ts';
import { peakUsers } from '../load-facts.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';

/** Files, timers and pipes that the generator has open besides its connections. */
const OTHERS = 100;

/** Every connection is an open file of the process. */
export function openFilesAdvice(spec: TestSpec, load: LoadInput, limit = openFilesLimit()): ScenarioAdvice[] {
  if (limit === undefined) return [];
  const streams = Math.max(0, ...spec.scenarios.map(({ steps = [] }) => streamsIn(steps)));
  const users = peakUsers(load);
  const needed = users * (1 + streams) + OTHERS;
  if (needed <= limit) return [];
  return [
    {
      code: 'OPEN_FILES_LIMIT',
      severity: 'warning',
      topic: 'resources',
      message: `raise the limit before the run (ulimit -n ${2 ** Math.ceil(Math.log2(needed))}), or use fewer users`,
      reason: `${users} users with ${1 + streams} connection${streams === 0 ? '' : 's'} each need about ${needed} open files, and a process may have ${limit} here`,
      path: 'load',
    },
  ];
}

function streamsIn(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'subscribe') return sum + 1;
    return 'steps' in step ? sum + streamsIn(step.steps) : sum;
  }, 0);
}

/** As Linux tells it; elsewhere it is not known. */
function openFilesLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
