import { median } from '../src/stats/quantile.ts';
import { type Rate, tellRate } from './contestants/rate.ts';
import { failedRow, type Goal, measuredRow, type Row } from './measure.ts';
import { type Contestant, playRounds, type Rounds } from './rounds.ts';
import type { Nginx } from './targets/nginx.ts';

export interface Comparison {
  readonly measure: string;
  /** Names of two contestants: the first one's rate is divided by the second's, round by round. */
  readonly of: string;
  readonly to: string;
  readonly goal: Goal;
}

export interface Contest {
  readonly contestants: readonly Contestant<Rate>[];
  readonly comparisons: readonly Comparison[];
  readonly rounds: number;
  readonly connections: number;
  readonly nginx: Nginx;
}

const TOLERANCE = 0.02;

/** A contest of requests per second, and a row for each ratio that is of interest. */
export async function contest({ contestants, comparisons, rounds, ...counting }: Contest): Promise<Row[]> {
  const { nginx } = counting;
  const counted = contestants.map((contestant) => ({ ...contestant, run: () => heldToCount(contestant, counting) }));
  const played = await playRounds(counted, { rounds, tell: tellRate, rest: nginx.rest });
  return comparisons.map((comparison) => ratioRow(comparison, played));
}

type Counting = Pick<Contest, 'nginx' | 'connections'>;

/** A contestant that says something else than the target counted is not believed without a remark. */
async function heldToCount({ run }: Contestant<Rate>, { nginx, connections }: Counting): Promise<Rate> {
  const before = await nginx.counts();
  const rate = await run();
  const served = (await nginx.counts()).served - before.served;
  // Requests on their way when time is up, one a connection, are in one count and not in the other.
  const allowed = served * TOLERANCE + connections;
  if (rate.requests === undefined || Math.abs(rate.requests - served) <= allowed) return rate;
  return { ...rate, troubles: [...rate.troubles, `it counted ${rate.requests} requests, the target ${served}`] };
}

function ratioRow({ measure, of, to, goal }: Comparison, { results, failures }: Rounds<Rate>): Row {
  const figure = `${of} ÷ ${to}`;
  const [above, below] = [results.get(of), results.get(to)];
  if (above === undefined || below === undefined) {
    return failedRow(measure, `${failures.has(of) ? of : to}: ${failures.get(of) ?? failures.get(to)}`, figure);
  }
  const samples = above.map(({ perSecond }, round) => perSecond / (below[round]?.perSecond ?? Number.NaN));
  const notes = [describe(of, above), describe(to, below)];
  return measuredRow({ measure, figure, unit: 'ratio', goal, samples, notes });
}

function describe(name: string, rates: readonly Rate[]): string {
  const perSecond = median(rates.map((rate) => rate.perSecond));
  const troubles = [...new Set(rates.flatMap((rate) => rate.troubles))];
  return `${name} ${tellRate({ perSecond, troubles })}`;
}
