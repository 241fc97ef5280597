import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { ReadProject } from '../runs/project-config.ts';

/** The time that an environment of the project allows, in the words of its configuration. */
export function environmentNamed(name: string, { config }: Pick<ReadProject, 'config'>) {
  const known = config.environments ?? {};
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(known);
  throw new UserError(`there is no environment '${name}'; known: ${names.join(', ')}`, {
    code: 'UNKNOWN_ENVIRONMENT',
    hint: didYouMean(name, names) ?? `add it to plimsoll.config.ts: environments: { ${name}: { budget: '10m' } }`,
  });
}
