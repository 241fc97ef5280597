import type { Level, Metric, Run } from '../model/run.ts';
import { renderBenchmarkCsv } from './csv-benchmarks.ts';
import { csvCell as cell } from './csv-cell.ts';

const HEADER = ['run', 'metric', 'tags', 'atMs', 'stepMs', 'field', 'value'];

/**
 * The time series in long form: a line for each field of each step that has a value, as RFC 4180 quotes it. Levels of load are
 * steps of their own, tagged by name and load. Of benchmarks there is a line for each.
 */
export function renderCsv(run: Run): string {
  if (run.kind === 'bench') return renderBenchmarkCsv(run);
  const lines = [HEADER.join(',')];
  for (const { name, tags, startMs, stepMs, fields } of run.series) {
    const start = [run.id, name, tagText(tags)].map(cell).join(',');
    for (const [field, values] of Object.entries(fields)) {
      for (const [step, value] of values.entries()) {
        if (value === null) continue;
        lines.push(`${start},${startMs + step * stepMs},${stepMs},${cell(field)},${value}`);
      }
    }
  }
  for (const level of run.levels ?? []) lines.push(...levelLines(run.id, level));
  return `${lines.join('\r\n')}\r\n`;
}

function levelLines(run: string, { name, load, unit, startMs, endMs, metrics }: Level): string[] {
  return metrics.flatMap((metric) => {
    const tags = { ...metric.tags, level: name, [unit]: String(load) };
    const start = [run, metric.name, tagText(tags)].map(cell).join(',');
    return Object.entries(fieldsOf(metric)).map(([field, value]) => {
      return `${start},${startMs},${endMs - startMs},${cell(field)},${value}`;
    });
  });
}

function fieldsOf(metric: Metric): Readonly<Record<string, number>> {
  switch (metric.type) {
    case 'trend': {
      const percentiles = Object.entries(metric.percentiles).map(([percentile, value]) => [`p${percentile}`, value]);
      const { count, min, mean, max } = metric;
      return { count, min, mean, ...Object.fromEntries(percentiles), max };
    }
    case 'counter':
      return { count: metric.total, perSecond: metric.perSecond };
    case 'rate':
      return { passes: metric.passes, fails: metric.fails, value: metric.value };
    case 'gauge':
      return { last: metric.last, min: metric.min, max: metric.max, mean: metric.mean };
  }
}

function tagText(tags: Readonly<Record<string, string>>): string {
  return Object.keys(tags)
    .sort()
    .map((tag) => `${tag}=${tags[tag]}`)
    .join(';');
}
