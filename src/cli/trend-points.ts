import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import { judgeTrends } from '../judge/trend/judge-trends.ts';
import type { MetricHistory, TrendReport } from '../model/history.ts';
import { readPoints } from '../runs/trend/points-file.ts';
import { type TrendQuery, withCommits } from '../runs/trend.ts';
import type { CommandInput } from './command.ts';
import type { trendOptions } from './options/trend-options.ts';

type Input = CommandInput<typeof trendOptions>;

/** More figures than that are not looked at without being named. */
const MOST_FIGURES = 200;

/** The trends of values that another tool has written. */
export async function trendsOfPoints(
  { arguments: [name], options, terminal }: Input,
  file: string,
  query: TrendQuery,
): Promise<TrendReport[]> {
  const series = await readPoints({ path: resolve(terminal.cwd, file), shown: file });
  const chosen = chosenFrom(series, { file, asked: options.metric, query });
  const looked = chosen.slice(0, MOST_FIGURES);
  if (looked.length < chosen.length) {
    terminal.stderr.write(
      `${file} has ${chosen.length} columns of numbers; the first ${MOST_FIGURES} are looked at, --metric names others\n`,
    );
  }
  const histories = looked.map((history) => narrowed(history, options));
  if (histories.every(({ points }) => points.length === 0)) {
    throw new UserError(`no value of ${file} is among those asked for`, {
      code: 'NO_SUCH_RUN',
      hint: 'leave --branch or --since away, or widen them; they need columns branch and time',
    });
  }
  return [await withCommits(judgeTrends({ name: name ?? file, histories }, query), terminal.cwd)];
}

interface Asked {
  readonly file: string;
  readonly asked: readonly string[];
  readonly query: TrendQuery;
}

function chosenFrom(series: readonly MetricHistory[], { file, asked, query }: Asked): readonly MetricHistory[] {
  const known = series.map(({ metric }) => metric);
  const limited = (query.limits ?? []).map(({ metric }) => metric);
  const unknown = [...asked, ...limited].find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new UserError(`${file} has no column '${unknown}'`, {
      code: 'UNKNOWN_METRIC',
      hint: `its columns of numbers are ${known.slice(0, 12).join(', ')}${known.length > 12 ? ` and ${known.length - 12} more` : ''}`,
    });
  }
  return asked.length === 0 ? series : series.filter(({ metric }) => asked.includes(metric));
}

function narrowed(history: MetricHistory, { branch, since, worse, runs }: Input['options']): MetricHistory {
  const isOnBranch = branch === undefined ? () => true : matcher(branch);
  const sinceMs = since === undefined ? undefined : Date.parse(since);
  const points = history.points.filter((point) => {
    return isOnBranch(point.branch ?? '') && (sinceMs === undefined || Date.parse(point.startedAt) >= sinceMs);
  });
  return {
    ...history,
    points: runs === undefined ? points : points.slice(-runs),
    ...(worse === undefined ? {} : { worse }),
  };
}

/** `*` stands for anything, as it does for kept runs. */
function matcher(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 's');
  return (text) => whole.test(text);
}
