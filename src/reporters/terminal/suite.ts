import type { Run, Verdict } from '../../model/run.ts';
import { RunIndex } from '../../model/run-index.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { verdictReason } from './summary/verdict.ts';
import { counted, formatRate, formatShare, formatTime } from './text/amounts.ts';
import { cleanText } from './text/clean-text.ts';
import { type Look, type Paint, paintFor } from './text/paint.ts';
import { finish } from './text/phrases.ts';
import { layTable } from './text/table.ts';
import { wrapText } from './text/text-width.ts';

/** Several runs together: a row for each, by category where there is more than one, and what they add up to. */
export function renderSuite(runs: readonly Run[], look: Look): string {
  const paint = paintFor(look.color);
  const having = (...verdicts: readonly Verdict[]) => runs.filter(({ verdict }) => verdicts.includes(verdict));
  const failed = having('failed', 'aborted');
  const [interrupted, undecided] = [having('interrupted').length, having('inconclusive').length];
  const counts = [
    `${having('passed').length} passed`,
    `${failed.length} failed`,
    ...(interrupted > 0 ? [`${interrupted} interrupted`] : []),
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
  ].join(', ');
  const head = headOf({ failed: failed.length, interrupted, undecided }, paint);
  const lines = [
    `${head}  ${paint.bold(counted(runs.length, 'test'))}`,
    ...wrapText(counts, look.columns).map(paint.dim),
    '',
    ...runsTable(runs, look.columns, paint),
    ...categoryLines(runs, paint),
    '',
    ...failed.flatMap((run) => failureLines(run, look.columns, paint)),
    ...wrapText(totalLine(runs), look.columns),
  ];
  return `${finish(lines, look).join('\n')}\n`;
}

function headOf(counts: { failed: number; interrupted: number; undecided: number }, paint: Paint): string {
  if (counts.interrupted > 0) return paint.warn(paint.bold('! INTERRUPTED'));
  if (counts.failed > 0) return paint.bad(paint.bold('✗ FAILED'));
  return counts.undecided > 0 ? paint.warn(paint.bold('? UNDECIDED')) : paint.good(paint.bold('✓ PASSED'));
}

function runsTable(runs: readonly Run[], width: number, paint: Paint): string[] {
  const rows = runs.map((run) => {
    const metrics = new RunIndex(run);
    return {
      run,
      requests: metrics.counter('http_reqs'),
      failed: metrics.rate('http_req_failed')?.value ?? 0,
      duration: metrics.trend('http_req_duration'),
      held: run.limits.filter(({ passed }) => passed === true).length,
    };
  });
  return layTable(
    [
      { title: '', cells: rows.map(({ run }) => verdictSymbol(run.verdict, paint)), drop: 0 },
      { title: 'Test', cells: rows.map(({ run }) => cleanText(run.name)), drop: 0, shrinkTo: 14 },
      { title: 'File', cells: rows.map(({ run }) => paint.dim(cleanText(run.test.source))), drop: 8, shrinkTo: 24 },
      { title: 'Length', cells: rows.map(({ run }) => formatDuration(run.durationMs)), align: 'right', drop: 5 },
      {
        title: 'Requests',
        cells: rows.map(({ requests }) => formatCount(requests?.total ?? 0)),
        align: 'right',
        drop: 4,
      },
      {
        title: 'Rate',
        cells: rows.map(({ requests }) => formatRate(requests?.perSecond ?? 0)),
        align: 'right',
        drop: 6,
      },
      {
        title: 'Failed',
        cells: rows.map(({ failed }) => (failed > 0 ? paint.bad(formatShare(failed)) : '0%')),
        align: 'right',
        drop: 3,
      },
      {
        title: 'p95',
        cells: rows.map(({ duration }) => formatTime(duration?.percentiles['95'])),
        align: 'right',
        drop: 2,
      },
      {
        title: 'p99',
        cells: rows.map(({ duration }) => formatTime(duration?.percentiles['99'])),
        align: 'right',
        drop: 7,
      },
      { title: 'Limits', cells: rows.map(({ run, held }) => `${held}/${run.limits.length}`), align: 'right', drop: 1 },
      { title: 'Verdict', cells: rows.map(({ run }) => run.verdict), drop: 0 },
    ],
    { width, title: paint.dim },
  );
}

function categoryLines(runs: readonly Run[], paint: Paint): string[] {
  const kinds = [...new Set(runs.map(({ test }) => test.kind ?? 'load'))];
  if (kinds.length < 2) return [];
  const lines = kinds.map((kind) => {
    const ofKind = runs.filter(({ test }) => (test.kind ?? 'load') === kind);
    const passed = ofKind.filter(({ verdict }) => verdict === 'passed').length;
    return `${cleanText(kind, 40)}: ${passed} of ${ofKind.length} passed`;
  });
  return ['', ...lines.map((line) => paint.dim(line))];
}

function failureLines(run: Run, width: number, paint: Paint): string[] {
  const [first = '', ...rest] = wrapText(`${cleanText(run.name)}: ${verdictReason(run)}`, width - 2);
  return [`${paint.bad('✗')} ${first}`, ...rest.map((line) => `  ${line}`)];
}

function totalLine(runs: readonly Run[]): string {
  const requests = runs.reduce((sum, run) => sum + new RunIndex(run).total('http_reqs'), 0);
  const kept = runs.flatMap(({ limits }) => limits).filter(({ passed }) => passed === true).length;
  const all = runs.reduce((sum, { limits }) => sum + limits.length, 0);
  const duration = formatDuration(runs.reduce((sum, { durationMs }) => sum + durationMs, 0));
  return `${counted(requests, 'request')} in ${duration}, ${kept} of ${counted(all, 'limit')} kept`;
}

/** What stands in front of a run in a list. */
export function verdictSymbol(verdict: Verdict, paint: Paint): string {
  if (verdict === 'passed') return paint.good('✓');
  if (verdict === 'failed' || verdict === 'aborted') return paint.bad('✗');
  return paint.warn(verdict === 'interrupted' ? '!' : '?');
}
