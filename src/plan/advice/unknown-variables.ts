import { didYouMean } from '../../errors/suggest.ts';
import { partVariables } from '../variable-use.ts';
import type { Advice, AdviceContext } from './advice.ts';

/** A template without a value ends its iteration. */
export function unknownVariables({ spec }: AdviceContext): Advice[] {
  return partVariables(spec).flatMap(({ set, used, needed, complete }): Advice[] => {
    if (!complete) return [];
    const unknown = [...used].filter(([name]) => needed.has(name) && !set.has(name));
    return unknown.map(([name, path]) => ({
      code: 'UNKNOWN_VARIABLE',
      severity: 'warning',
      topic: 'reliability',
      message: didYouMean(name, set.keys()) ?? `set '${name}' in variables, data or a capture`,
      reason: `nothing sets the variable '${name}', and an iteration ends as failed where a template has no value`,
      path,
    }));
  });
}
