import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { gravityOf } from '../judge/compare/severity.ts';
import { EXIT } from '../judge/exit-code.ts';
import type { TrendMode, TrendReport } from '../model/history.ts';
import { isLimitProblem, parseLimit } from '../model/limit-grammar.ts';
import { renderTrend } from '../reporters/terminal/trend/trend-terminal.ts';
import { renderTrendCsv, renderTrendJson, renderTrendMarkdown } from '../reporters/trend-documents.ts';
import { type TrendQuery, trendNames, trendOf } from '../runs/trend.ts';
import type { CommandInput } from './command.ts';
import { flagOf } from './options/option.ts';
import type { trendOptions } from './options/trend-options.ts';
import { makeWritable, writeReport } from './reports.ts';
import { nothingKept, withKeptRuns } from './runs-store.ts';
import { lookOf, type Terminal, writeAll } from './terminal.ts';
import { trendsOfPoints } from './trend-points.ts';

type Input = CommandInput<typeof trendOptions>;

/** `plimsoll trend [NAME]` */
export async function trend(input: Input): Promise<number> {
  const { options, terminal } = input;
  refuseForeign(options);
  await checkOutputs(options, terminal);
  const query = queryOf(options, terminal);
  const reports =
    options.points === undefined ? await fromRuns(input, query) : await trendsOfPoints(input, options.points, query);
  const people = OUTPUTS.some(({ key }) => options[key] === '-') ? terminal.stderr : terminal.stdout;
  const look = lookOf(people, terminal.env);
  await writeAll(people, `${reports.map((report) => renderTrend(report, look)).join('\n')}`);
  for (const { key, render } of OUTPUTS) {
    const to = options[key];
    if (to === '-') await writeAll(terminal.stdout, render(reports));
    else if (to !== undefined) await writeReport(resolve(terminal.cwd, to), render(reports), flagOf(key));
  }
  return reports.some((report) => isFailed(report, options)) ? EXIT.failed : EXIT.passed;
}

const OUTPUTS = [
  { key: 'json', render: renderTrendJson },
  { key: 'csv', render: renderTrendCsv },
  { key: 'markdown', render: renderTrendMarkdown },
] as const;

async function checkOutputs(options: Input['options'], terminal: Terminal): Promise<void> {
  const given = OUTPUTS.flatMap(({ key }) => (options[key] === undefined ? [] : [{ key, to: options[key] }]));
  const onStdout = given.filter(({ to }) => to === '-');
  if (onStdout.length > 1) {
    throw new UserError(`${onStdout.map(({ key }) => flagOf(key)).join(' and ')} cannot share standard output`, {
      code: 'INVALID_OPTION',
      hint: 'write all but one of them to files',
    });
  }
  for (const { key, to } of given) if (to !== '-') await makeWritable(resolve(terminal.cwd, to), flagOf(key));
}

/** Options that only some modes know. */
const OF_MODE: readonly (readonly [keyof Input['options'], readonly TrendMode[]])[] = [
  ['falseAlarms', ['default']],
  ['season', ['default']],
  ['minChange', ['default', 'otava']],
  ['maxP', ['otava']],
  ['window', ['otava', 'perfherder']],
  ['threshold', ['perfherder']],
  ['model', ['bencher']],
  ['lower', ['bencher']],
  ['upper', ['bencher']],
  ['samples', ['bencher']],
];

function refuseForeign(options: Input['options']): void {
  if (options.points !== undefined && options.tag.length > 0) throw meaningless('--tag', 'with --points');
  if (options.points === undefined && options.worse !== undefined) throw meaningless('--worse', 'without --points');
  const mode = options.mode ?? 'default';
  const foreign = OF_MODE.find(([key, modes]) => options[key] !== undefined && !modes.includes(mode));
  if (foreign === undefined) return;
  const [key, modes] = foreign;
  throw new UserError(`${flagOf(key)} means nothing with --mode ${mode}`, {
    code: 'INVALID_OPTION',
    hint: `it belongs to ${modes.map((each) => `--mode ${each}`).join(' and ')}`,
  });
}

function meaningless(flag: string, where: string): UserError {
  return new UserError(`${flag} means nothing ${where}`, { code: 'INVALID_OPTION', hint: 'leave it away' });
}

async function fromRuns({ arguments: [name], options, terminal }: Input, query: TrendQuery): Promise<TrendReport[]> {
  const reports = await withKeptRuns({ terminal, options }, async (store) => {
    const names = name === undefined ? await trendNames(store, query) : [name];
    const found: TrendReport[] = [];
    for (const each of names.slice(0, MOST_NAMES)) found.push(await trendOf(store, each, query));
    return found;
  });
  if (reports === undefined) throw nothingKept(terminal);
  if (reports.length > 0) return reports;
  throw isNarrowed(options) ? nothingAsked() : nothingKept(terminal);
}

function isNarrowed({ branch, since, tag }: Input['options']): boolean {
  return branch !== undefined || since !== undefined || tag.length > 0;
}

function nothingAsked(): UserError {
  return new UserError('no run is among those asked for', {
    code: 'NO_SUCH_RUN',
    hint: 'leave --branch, --tag or --since away, or widen them',
  });
}

/** Without a name no more tests than that are looked at, the newest first. */
const MOST_NAMES = 20;

function queryOf(options: Input['options'], terminal: Terminal): TrendQuery {
  const { metric, branch, tag, since, runs, limit, mode } = options;
  const rules = limit.flatMap((rule) => {
    const parsed = parseLimit(rule);
    return isLimitProblem(parsed) ? [] : [parsed];
  });
  return {
    cwd: terminal.cwd,
    metrics: metric,
    tags: tag,
    ...given({ branch, since, runs, mode }),
    ...(rules.length === 0 ? {} : { limits: rules }),
    ...detectionOf(options),
  };
}

function detectionOf(options: Input['options']): Pick<TrendQuery, 'default' | 'otava' | 'perfherder' | 'bencher'> {
  const { falseAlarms, minChange, season, maxP, window, threshold, model = 't-test', lower, samples } = options;
  const upper = options.upper ?? (lower === undefined ? defaultUpper(model) : undefined);
  return {
    default: given({ falseAlarms, leastChange: minChange, season: season === 0 ? (false as const) : season }),
    otava: given({ maxPValue: maxP, window, minMagnitude: minChange }),
    perfherder: given({ threshold, minBackWindow: window, foreWindow: window, maxBackWindow: window && 2 * window }),
    bencher: { model, ...given({ lower, upper, maxSampleSize: samples }) },
  };
}

/** What Bencher's documentation takes for each. */
function defaultUpper(model: NonNullable<Input['options']['model']>): number {
  if (model === 'percentage') return 0.1;
  if (model === 'static') throw missingBoundary();
  return model === 'iqr' || model === 'delta-iqr' ? 3 : 0.98;
}

function missingBoundary(): UserError {
  return new UserError('--model static has no boundary', {
    code: 'INVALID_OPTION',
    hint: 'give it --upper or --lower, in the unit of the figure',
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was not given. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

const RECENT = 20;

function isFailed({ findings }: TrendReport, { failOn, recent = RECENT }: Input['options']): boolean {
  if (failOn === undefined) return false;
  return findings.some(({ kind, severity, evidence }) => {
    if (gravityOf(severity) < gravityOf(failOn)) return false;
    if (kind === 'level-worse') return evidence.isUndone !== true && Number(evidence.runsSince) <= recent;
    // Good and neutral news fail nothing, whatever is asked.
    return kind === 'anomaly' || kind === 'threshold-alert' || kind === 'limit-in-sight';
  });
}
