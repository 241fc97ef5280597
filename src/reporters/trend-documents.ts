import { figureName } from '../model/figure-name.ts';
import type { Trend, TrendReport } from '../model/history.ts';
import {
  commitsText,
  forecastText,
  levelsText,
  sizeText,
  sureText,
  whenText,
  whoText,
} from '../model/words/trend-texts.ts';
import { code, prose, table } from './markdown-text.ts';

/** As JSON, what can't be written as a number as null. */
export function renderTrendJson(reports: readonly TrendReport[]): string {
  return `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`;
}

/** For the page of a CI job or a pull request. */
export function renderTrendMarkdown(reports: readonly TrendReport[]): string {
  return `${reports.map(sectionOf).join('\n\n')}\n`;
}

function sectionOf({ name, runs, trends, findings }: TrendReport): string {
  const rows = trends.flatMap((trend) =>
    trend.changes.map((change) => [
      prose(figureName(trend)),
      change.verdict,
      prose(whenText(trend.points[change.index])),
      prose(sizeText(change)),
      prose(levelsText(change, trend.unit)),
      sureText(change),
      code(commitsText(change.commits)),
      prose(whoText(change)),
    ]),
  );
  const forecasts = trends.flatMap(({ forecast }) =>
    forecast === undefined ? [] : [`- ${prose(forecastText(forecast))}`],
  );
  const parts = [
    `## Trend of ${prose(name)}`,
    `${trends.length} figure${trends.length === 1 ? '' : 's'} over ${runs} run${runs === 1 ? '' : 's'}.`,
    findings.map(({ severity, title, advice }) => `- **${severity}**: ${prose(title)}. ${prose(advice)}`).join('\n'),
    rows.length === 0
      ? 'No figure changed its level.'
      : table(['figure', 'verdict', 'since', 'size, 95 % interval', 'level', 'sure', 'commits', 'who'], rows),
    forecasts.join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const HEADER = [
  'name',
  'metric',
  'tags',
  'aggregate',
  'unit',
  'run',
  'startedAt',
  'value',
  'commit',
  'environment',
  'verdict',
  'ratio',
  'low',
  'high',
  'outlier',
];

/** Every value on a line of its own, with the change that begins at it. */
export function renderTrendCsv(reports: readonly TrendReport[]): string {
  const lines = reports.flatMap(({ trends }) => trends.flatMap(linesOf));
  return `${[HEADER.join(','), ...lines].join('\r\n')}\r\n`;
}

function linesOf({ name, metric, tags, aggregate, unit, points, changes, outliers }: Trend): string[] {
  const changeAt = new Map(changes.map((change) => [change.index, change]));
  const off = new Set(outliers);
  const tagText = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`);
  return points.map(({ runId, startedAt, value, commit = '', environment = '' }, index) => {
    const change = changeAt.get(index);
    const numbers = [change?.ratio, change?.low, change?.high].map((each) =>
      each === undefined || !Number.isFinite(each) ? '' : String(each),
    );
    return [
      ...[name, metric, tagText.join(';'), aggregate, unit, runId, startedAt].map(cell),
      String(value),
      ...[commit, environment, change?.verdict ?? ''].map(cell),
      ...numbers,
      off.has(index) ? '1' : '',
    ].join(',');
  });
}

/** A leading apostrophe keeps spreadsheets from running what a name may hold as a formula. */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
