import type { PlannedLimit } from '../model/plan.ts';
import type { RunSeries } from '../model/second.ts';
import { isAside, selects, tagsKey } from '../model/selection.ts';

export type Tags = Readonly<Record<string, string>>;

/** Selections of tags that limits name, by metric; those that every run keeps anyway included. */
export function limitSelections(limits: readonly PlannedLimit[]): ReadonlyMap<string, readonly Tags[]> {
  const byMetric = new Map<string, Map<string, Tags>>();
  for (const { rule } of limits) {
    const known = byMetric.get(rule.metric) ?? new Map<string, Tags>();
    byMetric.set(rule.metric, known.set(tagsKey(rule.tags), rule.tags));
  }
  return new Map([...byMetric].map(([metric, selections]) => [metric, [...selections.values()]]));
}

/**
 * What a series counts towards: the total, each of its tags alone, `name` with `status`, and what limits name. Set-up and
 * teardown count towards their group alone, unless a limit names that group with more.
 */
export function selectionsOf(series: RunSeries, named: readonly Tags[]): Tags[] {
  const { tags } = series;
  const selections = new Map<string, Tags>();
  const keep = (selection: Tags) => selections.set(tagsKey(selection), selection);
  if (isAside(tags)) {
    const { group } = tags;
    if (group !== undefined) keep({ group });
  } else {
    keep({});
    for (const [tag, value] of Object.entries(tags)) keep({ [tag]: value });
    const { name, status } = tags;
    if (name !== undefined && status !== undefined) keep({ name, status });
  }
  for (const selection of named) if (selects(selection, tags)) keep(selection);
  return [...selections.values()];
}
