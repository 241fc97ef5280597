import { type Mix, sumOf } from '../mix.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';
import type { AnyTemplateSpec } from '../template.ts';

/** Shares that are usually percents and don't add up to a hundred may not be what was meant. */
export function mixAdvice({ options }: AnyTemplateSpec, config: Readonly<Record<string, unknown>>): ScenarioAdvice[] {
  return Object.entries(options).flatMap(([path, { isMix, otherwise }]): ScenarioAdvice[] => {
    const sum = isMix === true ? sumOf(config[path] as Mix) : 100;
    if (Math.abs(sum - 100) < 1e-9 || sumOf(otherwise as Mix) !== 100) return [];
    return [
      {
        code: 'SHARES_NOT_100',
        severity: 'suggestion',
        topic: 'realism',
        message: 'let the shares add up to 100, or be sure that these are meant',
        reason: `they add up to ${Number(sum.toFixed(6))}, and each is taken as its part of that`,
        path,
      },
    ];
  });
}
