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
  readonly nginx: Nginx;
}

/** A contest of requests per second, and a row for each ratio that is of interest. */
export async function contest({ contestants, comparisons, rounds, nginx }: Contest): Promise<Row[]> {
  const played = await playRounds(contestants, { rounds, tell: tellRate, rest: nginx.rest });
  return comparisons.map((comparison) => ratioRow(comparison, played));
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
