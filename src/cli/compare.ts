import { UserError } from '../errors/user-error.ts';
import { EXIT } from '../judge/exit-code.ts';
import type { RunComparison } from '../model/comparison.ts';
import type { Comparison, Severity } from '../model/run.ts';
import { type ComparedSides, compareSides } from '../runs/compare.ts';
import type { CommandInput } from './command.ts';
import type { compareOptions } from './options/compare-options.ts';
import { writeReportText } from './report-text.ts';
import { lookOf, writeAll } from './terminal.ts';

type Input = CommandInput<typeof compareOptions>;

const GRAVITY: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

/** `plimsoll compare A B…` */
export async function compare({ arguments: texts, options, terminal }: Input): Promise<number> {
  if (options.json === '-' && options.markdown === '-') {
    throw new UserError('--json and --markdown cannot share standard output', {
      code: 'INVALID_OPTION',
      hint: 'write one of them to a file',
    });
  }
  const compared = await compareSides(texts, { cwd: terminal.cwd, ...asked(options) });
  const comparisons = compared.comparisons.map((each) => only(each, options.metric));
  await write({ ...compared, comparisons }, { options, terminal });
  return fails(comparisons, options.failOn) ? EXIT.failed : EXIT.passed;
}

function asked({ grades, margin }: Input['options']) {
  const general = grades.filter(({ metric }) => metric === undefined).map((each) => each.grades);
  const single = grades.flatMap(({ metric, grades: own }) => (metric === undefined ? [] : [[metric, own] as const]));
  return {
    grades: Object.assign({}, ...general) as object,
    metricGrades: Object.fromEntries(single),
    ...(margin === undefined ? {} : { margin }),
  };
}

/** The figures asked for. Throws for one that neither run has. */
function only(comparison: RunComparison, metrics: readonly string[]): RunComparison {
  if (metrics.length === 0) return comparison;
  const matches = ({ metric, aggregate }: Comparison, name: string) =>
    name === metric || name === `${metric} ${aggregate}`;
  const unknown = metrics.find((name) => !comparison.comparisons.some((each) => matches(each, name)));
  if (unknown !== undefined) {
    const known = [...new Set(comparison.comparisons.map(({ metric }) => metric))];
    throw new UserError(`nothing was compared of '${unknown}'`, {
      code: 'UNKNOWN_METRIC',
      hint: known.length === 0 ? 'the runs have no figure in common' : `compared were ${known.join(', ')}`,
    });
  }
  const comparisons = comparison.comparisons.filter((each) => metrics.some((name) => matches(each, name)));
  const { worst: _, ...rest } = comparison;
  const worst = comparisons[0]?.severity;
  return { ...rest, comparisons, ...(worst === undefined ? {} : { worst }) };
}

async function write(
  { sides, comparisons, updates }: ComparedSides,
  { options, terminal }: Pick<Input, 'options' | 'terminal'>,
) {
  const isTaken = options.json === '-' || options.markdown === '-';
  if (options.json !== undefined) {
    const content = comparisons.length === 1 ? comparisons[0] : comparisons;
    await writeReportText(`${JSON.stringify(content, null, 2)}\n`, { to: options.json, flag: '--json', terminal });
  }
  if (options.markdown !== undefined) {
    const { renderComparisonMarkdown } = await import('../reporters/comparison-markdown.ts');
    const content = comparisons.map((each) => renderComparisonMarkdown(each, { all: options.all })).join('\n');
    await writeReportText(content, { to: options.markdown, flag: '--markdown', terminal });
  }
  const people = isTaken ? terminal.stderr : terminal.stdout;
  const look = { ...lookOf(people, terminal.env), all: options.all };
  const names = sides.map(({ text }) => text);
  const [first] = comparisons;
  if (comparisons.length === 1 && first !== undefined) {
    const { renderComparison } = await import('../reporters/terminal/comparison/comparison.ts');
    await writeAll(people, renderComparison(first, { ...look, names: [names[0] ?? '', names[1] ?? ''] }));
  } else {
    const { renderColumns } = await import('../reporters/terminal/comparison/columns.ts');
    await writeAll(people, renderColumns(comparisons, { ...look, names }));
  }
  for (const { text } of updates) await writeAll(people, `\n${text}\n`);
}

function fails(comparisons: readonly RunComparison[], failOn: Severity | undefined): boolean {
  if (failOn === undefined) return false;
  return comparisons.some(
    ({ isComparable, worst }) =>
      isComparable && worst !== undefined && GRAVITY.indexOf(worst) >= GRAVITY.indexOf(failOn),
  );
}
