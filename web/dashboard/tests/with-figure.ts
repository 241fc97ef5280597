import type { HistoryPage } from '../../../src/model/dashboard-api.ts';
import type { Trend } from '../../../src/model/history.ts';

/** A page of history with the figures that were asked for by name before those that matter most. */
export function withFigure(page: HistoryPage, asked: HistoryPage | undefined): HistoryPage {
  if (asked === undefined) return page;
  const added = new Set(asked.trends.map(keyOf));
  return { ...page, trends: [...asked.trends, ...page.trends.filter((trend) => !added.has(keyOf(trend)))] };
}

function keyOf({ metric, aggregate, tags }: Trend): string {
  return JSON.stringify([metric, aggregate, ...Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
