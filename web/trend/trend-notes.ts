import type { Trend } from '../../src/model/history.ts';
import { showCount, showValue } from '../../src/model/show-value.ts';
import { forecastText, rounded } from '../../src/model/words/trend-texts.ts';
import { valueWords } from './point-words.ts';

/** Where the newest values lie: `176ms ± 3.7ms over 12 runs`. */
export function levelWords({ level, points, unit }: Trend): string {
  if (level !== undefined) {
    const deviation = level.deviation > 0 ? ` ± ${showValue(rounded(level.deviation), unit)}` : '';
    return `${showValue(rounded(level.value), unit)}${deviation} over ${showCount(level.count, 'run')}`;
  }
  const last = points.at(-1);
  return last === undefined ? 'no value yet' : `last ${valueWords(last.value, unit)}`;
}

/** What else there is to say of a figure, in sentences. */
export function trendNotes({ outliers, newcomer, drifts, season, forecast }: Trend): string[] {
  return [
    ...(drifts === undefined ? [] : ['The level moves bit by bit, not at one place.']),
    ...(newcomer === undefined ? [] : [newcomerWords(newcomer)]),
    ...(outliers.length === 0 ? [] : [`${showCount(outliers.length, 'single value')} off the level, drawn hollow.`]),
    ...(season === undefined ? [] : [`Repeats itself every ${season} values, which is taken out.`]),
    ...(forecast === undefined ? [] : [`${forecastText(forecast)}.`]),
  ];
}

function newcomerWords({ count, needed }: NonNullable<Trend['newcomer']>): string {
  const [last, like] = count === 1 ? ['value is', 'it'] : [`${count} values are`, 'them'];
  return `The last ${last} off the level, possibly a new one: ${showCount(needed, 'more run')} like ${like} would show it.`;
}
