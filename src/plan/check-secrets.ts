import { didYouMean } from '../errors/suggest.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { ProblemList } from './problem-list.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Notes declared secrets that the environment does not hold: what is missing cannot be masked, nor sent. */
export function checkSecrets(spec: TestSpec, env: Env, problems: ProblemList): void {
  for (const [index, name] of (spec.secrets ?? []).entries()) {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value !== undefined && value !== '') continue;
    const set = `set it: ${name}=… plimsoll run …, or pass -e ${name}=…`;
    const meant = didYouMean(
      name,
      Object.keys(env).filter((known) => known.length > 2),
    );
    problems.add(`secrets[${index}]`, `the secret ${name} is ${value === '' ? 'empty' : 'not'} in the environment`, {
      code: 'MISSING_SECRET',
      hint: meant === undefined ? set : `${meant} Otherwise ${set}`,
    });
  }
}
