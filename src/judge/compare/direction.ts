import type { Metric } from '../../model/run.ts';
import type { Direction } from './estimate.ts';
import type { MeasuredRun } from './measured-run.ts';

const GAINS = new Set(['checks', 'cache_hits']);
const COST_WORDS =
  /fail|error|drop|timeout|time_?out|reject|retr(y|ies)|lost|miss|interrupt|duration|latency|_time$|wait/i;

/** Which way of a metric is worse: known of Plimsoll's own, else as a limit of the test or the name says. */
export function directionOf({ name, type }: Pick<Metric, 'name' | 'type'>, { test }: MeasuredRun): Direction {
  if (GAINS.has(name)) return 'gain';
  if (COST_WORDS.test(name)) return 'cost';
  const bound = test.limits.map((rule) => boundOf(rule, name)).find((each) => each !== undefined);
  if (bound !== undefined) return bound;
  return type === 'trend' ? 'cost' : 'neutral';
}

/** A limit from above is one on a cost. */
function boundOf(rule: string, name: string): Direction | undefined {
  const [metric = ''] = rule.split(/[\s{]/, 1);
  if (metric !== name) return undefined;
  const operator = /([<>])=?\s*[\d.]+\S*\s*$/.exec(rule)?.[1];
  if (operator === undefined || /\bwithin\(/.test(rule)) return undefined;
  return operator === '<' ? 'cost' : 'gain';
}
