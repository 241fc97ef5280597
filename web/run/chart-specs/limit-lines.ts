import type { LimitAggregate } from '../../../src/model/limit.ts';
import { isLimitProblem, parseLimit } from '../../../src/model/limit-grammar.ts';
import type { LimitResult } from '../../../src/model/run.ts';
import type { Tags } from '../../../src/model/run-index.ts';
import { tagsKey } from '../../../src/model/selection.ts';
import { cleanText } from '../../parts/clean-text.ts';

interface Drawn {
  readonly metric: string;
  readonly tags: Tags;
  readonly kinds: readonly LimitAggregate['kind'][];
}

/** The bounds that limits set to what a chart draws, each once. */
export function limitLines(limits: readonly LimitResult[], { metric, tags, kinds }: Drawn) {
  const lines = limits.flatMap(({ rule: text }) => {
    const rule = parseLimit(text);
    if (isLimitProblem(rule) || rule.metric !== metric || tagsKey(rule.tags) !== tagsKey(tags)) return [];
    if (!kinds.includes(rule.aggregate.kind) || !Number.isFinite(rule.threshold)) return [];
    const short = text.replace(/^[\w.-]+(?:\{.*\})?\s*/, '');
    return [{ value: rule.threshold, label: cleanText(short === '' ? text : short, 60) }];
  });
  return lines.filter(
    ({ value, label }, at) => lines.findIndex((each) => each.value === value && each.label === label) === at,
  );
}

/** What of a trend is drawn as it is. */
export const OF_TRENDS: readonly LimitAggregate['kind'][] = ['percentile', 'mean', 'max'];
