import type { Trend } from '../../../model/history.ts';
import { showValue } from '../../../model/show-value.ts';
import { forecastText, rounded, whenText, whoText } from '../../../model/words/trend-texts.ts';
import { counted } from '../text/amounts.ts';

/** What else there is to say of a figure, in sentences. */
export function trendNotes(trend: Trend): string[] {
  const { season, forecast, drifts } = trend;
  return [
    ...commitNotes(trend),
    ...(environmentSwitches(trend.points).length === 0 ? [] : ['│ marks another environment']),
    ...outlierNotes(trend),
    ...newcomerNotes(trend),
    ...(drifts === undefined ? [] : ['the level moves bit by bit, not at one place']),
    ...(season === undefined ? [] : [`repeats itself every ${season} values, which is taken out`]),
    ...(forecast === undefined ? [] : [forecastText(forecast)]),
  ];
}

function commitNotes({ changes }: Trend): string[] {
  const newest = changes.at(-1);
  const { subjects = [], count = 0 } = newest?.commits ?? {};
  if (subjects.length === 0) return [];
  const more = count > subjects.length ? `; and ${count - subjects.length} more` : '';
  const by = newest === undefined || newest.authors.length === 0 ? '' : `, by ${whoText(newest)}`;
  return [`the newest came with: ${subjects.join('; ')}${more}${by}`];
}

const MOST_OUTLIERS = 5;

function outlierNotes({ outliers, points, unit }: Trend): string[] {
  if (outliers.length === 0) return [];
  const newest = outliers.slice(-MOST_OUTLIERS).map((index) => {
    const point = points[index];
    return `${whenText(point)} ${showValue(rounded(point?.value ?? Number.NaN), unit)}`;
  });
  return [`${counted(outliers.length, 'outlier')}: ${outliers.length > MOST_OUTLIERS ? '… ' : ''}${newest.join(', ')}`];
}

function newcomerNotes({ newcomer }: Trend): string[] {
  if (newcomer === undefined) return [];
  const { count, needed } = newcomer;
  const [last, like] = count === 1 ? ['value is', 'it'] : [`${count} values are`, 'them'];
  return [
    `the last ${last} off the level, possibly a new one: ${counted(needed, 'more run')} like ${like} would show it`,
  ];
}

/** More of them are no story. */
const MOST_SWITCHES = 8;

/** Where runs of another environment begin. */
export function environmentSwitches(points: Trend['points']): number[] {
  const switches = [...points.keys()].filter((i) => i > 0 && points[i]?.environment !== points[i - 1]?.environment);
  return switches.length > MOST_SWITCHES ? [] : switches;
}
