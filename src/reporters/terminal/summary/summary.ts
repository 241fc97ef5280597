import type { Run } from '../../../model/run.ts';
import { RunIndex } from '../../../model/run-index.ts';
import { findingsOnRun, limitsBesides } from '../../../model/words/benchmark-rows.ts';
import { type Look, paintFor } from '../text/paint.ts';
import { finish } from '../text/phrases.ts';
import { displayWidth } from '../text/text-width.ts';
import { benchComparisons } from './bench-comparisons.ts';
import { growth, requirements, warnings } from './bench-notes.ts';
import { benchmarks } from './benchmarks.ts';
import { checks } from './checks.ts';
import { comparisons } from './comparisons.ts';
import { errors, statuses } from './failures.ts';
import { findings } from './findings.ts';
import { functions } from './functions.ts';
import { latency } from './latency.ts';
import { levels } from './levels.ts';
import { limits } from './limits.ts';
import { loadLine } from './load-line.ts';
import { scaling } from './scaling.ts';
import type { Section, SummaryContext } from './section.ts';
import { steps } from './steps.ts';
import { streams } from './streams.ts';
import { connections, totalLines } from './totals.ts';
import { trust } from './trust.ts';
import { verdictLines, why } from './verdict.ts';

export interface SummaryOptions extends Look {
  /** Where the results are kept, named at the end. */
  readonly files?: readonly string[];
}

const WIDEST = 140;
const INDENT = '  ';
const SECTIONS: readonly Section[] = [
  why,
  loadLine,
  trust,
  comparisons,
  levels,
  scaling,
  steps,
  functions,
  streams,
  latency,
  limits,
  checks,
  statuses,
  errors,
  findings,
  connections,
];

const OF_BENCHMARKS: readonly Section[] = [
  benchmarks,
  benchComparisons,
  growth,
  requirements,
  warnings,
  (context) => limits({ ...context, run: { ...context.run, limits: limitsBesides(context.run) } }),
  (context) => findings({ ...context, run: { ...context.run, findings: findingsOnRun(context.run) } }),
];

/** Totals of a search are of loads within and beyond the line, and say nothing of either. */
const OF_ONE_LOAD: readonly Section[] = [steps, latency];

/** A run for people, in the order of their questions: did it pass, why not, can I trust it, where is the time spent. */
export function renderSummary(run: Run, options: SummaryOptions): string {
  const paint = paintFor(options.color);
  const width = Math.min(options.columns, WIDEST);
  const context: SummaryContext = { run, metrics: new RunIndex(run), paint, width, files: options.files ?? [] };
  const blocks = [
    verdictLines(context),
    ...sectionsFor(run).map((section) => sectionLines(section, context)),
    totalLines(context),
  ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block, at) => (at === 0 ? block : ['', ...block]));
  return `${finish(lines, { ...options, columns: width }).join('\n')}\n`;
}

function sectionsFor({ kind }: Run): readonly Section[] {
  if (kind === 'bench') return OF_BENCHMARKS;
  return kind === 'capacity' ? SECTIONS.filter((section) => !OF_ONE_LOAD.includes(section)) : SECTIONS;
}

function sectionLines(section: Section, context: SummaryContext): string[] {
  const text = section(context);
  if (text === undefined) return [];
  const { title, note = '', lines } = text;
  const { paint, width } = context;
  const fits = note !== '' && displayWidth(title) + displayWidth(note) + 2 <= width;
  return [paint.bold(title) + (fits ? `  ${paint.dim(note)}` : ''), ...lines.map((line) => INDENT + line)];
}
