import type { Finding } from '../../../model/run.ts';
import type { RunIndex } from '../../../model/run-index.ts';
import { formatCount } from '../../../model/units.ts';
import { counted, formatTime, wholePercent } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { flowParts } from '../text/phrases.ts';
import { severitySymbol } from '../text/symbols.ts';
import { wrapText } from '../text/text-width.ts';
import type { Section } from './section.ts';

/** Whether the generator, and not only the target, shaped the numbers: judged elsewhere, said here. */
export const trust: Section = ({ run, metrics, paint, width }) => {
  const figures = flowParts(healthFigures(metrics).map(paint.dim), { width: width - 4, paint });
  const spoiling = run.findings.filter(isAboutTrust);
  if (spoiling.length === 0 && figures.length === 0) return undefined;
  const said = (symbol: string, text: string) =>
    wrapText(text, width - 4).map((line, at) => `${at === 0 ? symbol : ' '} ${line}`);
  const verdict = spoiling.flatMap(({ severity, title }) => said(severitySymbol(severity, paint), cleanText(title)));
  const dropped = metrics.total('dropped_iterations');
  const nothingFound =
    dropped > 0
      ? said(paint.warn('!'), `${counted(dropped, 'arrival')} dropped: latencies are lower bounds`)
      : said(paint.good('✓'), 'The load generator kept up');
  const lines = verdict.length > 0 ? verdict : nothingFound;
  return { title: 'Can the numbers be trusted?', lines: [...lines, ...figures.map((line) => `  ${line}`)] };
};

/** Findings about the generator, and about load that was not made or measured. */
function isAboutTrust({ kind, severity }: Finding): boolean {
  return (
    severity !== 'info' &&
    /^generator-|^worker-failed$|^dropped-iterations$|^arrivals-miscounted$|^few-samples$/.test(kind)
  );
}

function healthFigures(metrics: RunIndex): string[] {
  const lateness = metrics.trend('generator_lateness');
  const delay = metrics.trend('generator_loop_delay');
  const cpus = metrics
    .valuesOf('generator_cpu', 'worker')
    .flatMap(({ metric }) => (metric.type === 'gauge' ? metric.mean : []));
  const cpu = cpus.length > 0 ? Math.max(...cpus) : metrics.gauge('generator_cpu')?.mean;
  const dropped = metrics.total('dropped_iterations');
  const figures = [
    lateness === undefined ? '' : `lateness p99 ${formatTime(lateness.percentiles['99'])}`,
    delay === undefined ? '' : `loop delay p99 ${formatTime(delay.percentiles['99'])}`,
    cpu === undefined ? '' : `CPU ${wholePercent(cpu / 100)} of a core`,
    lateness === undefined && dropped === 0 ? '' : `${formatCount(dropped)} dropped`,
  ];
  return figures.filter((figure) => figure !== '');
}
