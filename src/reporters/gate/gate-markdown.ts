import type { GateReason } from '../../model/gate.ts';
import type { Severity } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';
import { code, prose } from '../markdown-text.ts';
import { acknowledging } from './acknowledging.ts';
import { type Bounds, boundedText, type Section } from './bounded-text.ts';
import {
  countsOf,
  type GateReport,
  type GateRun,
  type GateStatus,
  headlineOf,
  placeOf,
  STATUSES,
  uriOf,
} from './gate-report.ts';

export interface GateMarkdownOptions extends Bounds {
  /** Names the comment, so that it is found again. */
  readonly key?: string | undefined;
  /** Where files of the measured commit are shown: `https://github.com/o/r/blob/4f2a…`. */
  readonly filesAt?: string | undefined;
  /** The job that measured. */
  readonly job?: string | undefined;
}

/** Longest body of a comment on GitHub, in characters. */
export const MOST_OF_A_COMMENT = 65_536;

/** Comments with this first line are those of one gate. */
export function markerOf(key: string): string {
  return `<!-- plimsoll:${key} -->`;
}

const SIGNS = { passed: '✅', failed: '❌' } as const;

const TITLES: Record<GateStatus, string> = {
  failed: 'What fails',
  warned: 'Warnings',
  noisy: 'Too noisy to judge',
  acknowledged: 'Known',
  passed: 'Passed',
  skipped: 'Skipped',
};

const NOTES: Partial<Record<GateStatus, string>> = {
  noisy: 'Noise hides whether these changed; that fails no gate by default.',
  acknowledged: 'Somebody has said that these are known; each counts again after its day.',
};

/** A decision as GitHub's Markdown: for the summary of a job, or a comment on a pull request. */
export function renderGateMarkdown(report: GateReport, options: GateMarkdownOptions): string {
  const { decision } = report;
  const first = [
    ...(options.key === undefined ? [] : [markerOf(options.key)]),
    `## ${SIGNS[decision.verdict]} ${headlineOf(decision)}`,
    '',
    `**${countsOf(decision)}**`,
  ];
  const sections = [
    ...reasonSections(report, options),
    ...(decision.reasons.some(({ status }) => status === 'failed') ? [acknowledging(decision)] : []),
    runsSection(report),
  ];
  const last = [
    `${showCount(report.runs.length, 'run')}, decided ${prose(decision.decidedAt)}`,
    ...(options.job === undefined ? [] : [`[job](${options.job})`]),
  ];
  return boundedText({ first: first.join('\n'), sections, last: `<sub>${last.join(' · ')}</sub>` }, options);
}

function reasonSections(report: GateReport, options: GateMarkdownOptions): Section[] {
  return STATUSES.flatMap((status) => {
    const reasons = report.decision.reasons.filter((reason) => reason.status === status);
    if (reasons.length === 0) return [];
    const columns = columnsFor(reasons, (reason) => subjectOf(reason, report, options));
    const isOpen = status === 'failed' || status === 'warned';
    const title = TITLES[status];
    const opening = isOpen ? `### ${title}` : `<details><summary>${title} (${reasons.length})</summary>`;
    const note = NOTES[status];
    const above = [opening, '', ...(note === undefined ? [] : [note, ''])].join('\n');
    const sorted = [...reasons].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    return [
      { head: `${above}\n${headOf(columns)}`, rows: rowsOf(sorted, columns), tail: isOpen ? '' : '\n</details>' },
    ];
  });
}

const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

interface Column<T> {
  readonly title: string;
  readonly isFigure?: true;
  cell(of: T): string;
}

function headOf<T>(columns: readonly Column<T>[]): string {
  const titles = columns.map(({ title }) => title).join(' | ');
  return `| ${titles} |\n| ${columns.map(({ isFigure }) => (isFigure ? '---:' : '---')).join(' | ')} |\n`;
}

function rowsOf<T>(list: readonly T[], columns: readonly Column<T>[]): string[] {
  return list.map((each) => `| ${columns.map(({ cell }) => cell(each)).join(' | ')} |\n`);
}

/** Figures, severities and explanations only where there are some. */
function columnsFor(reasons: readonly GateReason[], subject: (reason: GateReason) => string): Column<GateReason>[] {
  const columns: Column<GateReason>[] = [
    { title: 'Test or benchmark', cell: subject },
    { title: 'Rule', cell: ({ rule }) => code(rule) },
    { title: 'What', cell: ({ text }) => prose(text) },
  ];
  if (reasons.some(({ comparison }) => comparison !== undefined)) columns.push(...FIGURES);
  if (reasons.some(({ status }) => status === 'failed' || status === 'warned' || status === 'acknowledged')) {
    columns.push({ title: 'Severity', cell: ({ severity }) => prose(severity) });
  }
  return columns;
}

const FIGURES: readonly Column<GateReason>[] = [
  {
    title: 'Ratio',
    isFigure: true,
    cell: ({ comparison }) => (comparison === undefined ? '–' : ratio(comparison.ratio)),
  },
  {
    title: '95 % interval',
    isFigure: true,
    cell: ({ comparison }) =>
      comparison === undefined ? '–' : `${ratio(comparison.low)} to ${ratio(comparison.high)}`,
  },
  {
    title: 'Noise floor',
    isFigure: true,
    cell: ({ comparison }) => (comparison?.noiseFloor === undefined ? '–' : `±${percent(comparison.noiseFloor)}`),
  },
];

/** Ends beyond this stand for none, since JSON has no infinity. */
const UNBOUNDED = 1e300;

function ratio(value: number): string {
  if (!(Math.abs(value) < UNBOUNDED)) return value > 0 ? '×∞' : '–';
  const digits =
    Math.abs(value) >= 0.1 && Math.abs(value) < 10 ? value.toFixed(3) : String(Number(value.toPrecision(3)));
  return `×${digits}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function subjectOf(reason: GateReason, report: GateReport, { filesAt }: GateMarkdownOptions): string {
  const subject = prose(reason.subject);
  if (reason.file === undefined || filesAt === undefined) return subject;
  const { file, line } = placeOf(reason, report);
  // Within a link only parentheses could end it, which are not among what is encoded.
  const uri = uriOf(file).replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${subject}](${filesAt}/${uri}#L${line})`;
}

const RUN_COLUMNS: readonly Column<GateRun>[] = [
  { title: 'Run', cell: ({ name }) => prose(name) },
  { title: 'Kind', cell: ({ kind }) => prose(kind) },
  { title: 'Verdict', cell: ({ verdict }) => prose(verdict) },
  { title: 'Started', cell: ({ startedAt }) => prose(startedAt) },
  { title: 'Commit', cell: commitOf },
  { title: 'Processor', cell: ({ environment: { cpu, cores } }) => prose(`${cpu}, ${showCount(cores, 'core')}`) },
  { title: 'Node and system', cell: ({ environment: { node, os } }) => prose(`${node}, ${os}`) },
  { title: 'Id', cell: ({ id }) => code(id) },
];

function runsSection({ runs }: GateReport): Section {
  const head = `<details><summary>Runs (${runs.length})</summary>\n\n${headOf(RUN_COLUMNS)}`;
  return { head, rows: rowsOf(runs, RUN_COLUMNS), tail: '\n</details>' };
}

function commitOf({ environment: { git } }: GateRun): string {
  if (git === undefined) return '–';
  return `${code(git.commit.slice(0, 10))} ${prose(git.branch)}${git.dirty ? ' (changed since)' : ''}`;
}
