import type { LoadInput } from '../../load-input.ts';
import { meanSeconds, peakUsers, secondsOf } from '../load-facts.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';

export interface SessionFacts {
  readonly sessionLength: string | number;
  readonly think: string | number;
  readonly ratios: Readonly<Partial<Record<'login' | 'validate' | 'refresh', number>>>;
}

export interface AccountFacts {
  readonly accounts: number | false;
  readonly load: LoadInput;
}

/** A session that ends before it is used again: the target refuses what the test takes for a success. */
export function sessionAdvice({ sessionLength, think, ratios }: SessionFacts): ScenarioAdvice[] {
  const { login = 1, validate = 0, refresh = 0 } = ratios;
  const perStretch = Math.ceil(validate / Math.max(login, login + refresh)) + 2;
  const stretchSeconds = perStretch * meanSeconds(think);
  const lasts = secondsOf(sessionLength);
  if (lasts >= stretchSeconds) return [];
  return [
    {
      code: 'SESSION_TOO_SHORT',
      severity: 'warning',
      topic: 'reliability',
      message: `let sessions last ${Math.ceil(stretchSeconds * 2)} s or more, refresh more often, or think for a shorter time`,
      reason: `a session is used for about ${Number(stretchSeconds.toFixed(1))} s until it is refreshed or left, pauses of ${think} included, and ends after ${lasts} s: what comes later is refused`,
      path: 'sessionLength',
    },
  ];
}

/** Users who log in as each other. */
export function accountAdvice({ accounts, load }: AccountFacts): ScenarioAdvice[] {
  const users = peakUsers(load);
  if (accounts === false || users <= accounts) return [];
  return [
    {
      code: 'SHARED_ACCOUNTS',
      severity: 'suggestion',
      topic: 'realism',
      message: `register ${users} accounts`,
      reason: `${users} users share ${accounts} accounts, and a target that allows one session for each ends those of others`,
      path: 'accounts',
    },
  ];
}
