import { partVariables } from '../variable-use.ts';
import type { Advice, AdviceContext } from './advice.ts';

/** A capture costs the reading of a body, and ends the iteration where it finds nothing. */
export function unusedCaptures({ spec }: AdviceContext): Advice[] {
  const parts = partVariables(spec);
  const usedAnywhere = new Set(parts.flatMap(({ used }) => [...used.keys()]));
  return parts.flatMap(({ captured, complete, isSetup }): Advice[] => {
    if (!complete) return [];
    const unused = [...captured].filter(([name]) => !usedAnywhere.has(name));
    return unused.map(([name, path]) => ({
      code: 'UNUSED_CAPTURE',
      severity: 'suggestion',
      topic: 'performance',
      message: isSetup
        ? `remove the capture '${name}'`
        : `remove the capture '${name}', or check with 'expect' that it is there`,
      reason: `nothing uses '${name}', yet every response is searched for it`,
      path,
    }));
  });
}
