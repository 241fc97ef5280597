import type { LoadInput } from '../../load-input.ts';
import { meanSeconds, peakUsers, secondsOf } from '../load-facts.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';

export interface JobFacts {
  readonly notify: 'poll' | 'webhook';
  readonly jobMs: number;
  readonly interval: string | number;
  readonly within: string | number;
  readonly load: LoadInput;
  readonly think: string | number;
}

/** Polls are requests that the target has to answer while it works. */
export function pollAdvice({ notify, interval, jobMs, load, think }: JobFacts): ScenarioAdvice[] {
  const polls = Math.ceil(jobMs / (secondsOf(interval) * 1000));
  if (notify !== 'poll' || polls < 50) return [];
  const perSecond = (peakUsers(load) * polls) / (jobMs / 1000 + meanSeconds(think));
  return [
    {
      code: 'POLLS_OFTEN',
      severity: 'suggestion',
      topic: 'performance',
      message: "poll less often, or let the target call: notify: 'webhook'",
      reason: `a job of ${jobMs} ms is asked for about ${polls} times, ${Math.round(perSecond)} requests a second in all: the target may be busier with answering than with the jobs`,
      path: 'interval',
    },
  ];
}

/** Jobs that have failed before they can be done. */
export function withinAdvice({ within, jobMs }: Pick<JobFacts, 'within' | 'jobMs'>): ScenarioAdvice[] {
  if (secondsOf(within) * 1000 >= jobMs * 2) return [];
  return [
    {
      code: 'JOBS_TIME_OUT',
      severity: 'warning',
      topic: 'reliability',
      message: "let 'within' be at least twice what a job takes by itself",
      reason: `a job takes ${jobMs} ms once it runs and has failed after ${within}, so that a short wait for its turn makes it a failure`,
      path: 'within',
    },
  ];
}
