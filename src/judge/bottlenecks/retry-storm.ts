import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount } from '../../model/units.ts';
import { median } from '../../stats/quantile.ts';
import { mostFrequentFailure } from './error-onset.ts';
import { LEAST_MOMENTS, meanOf, type Sight, settled, sumOf } from './sight.ts';
import type { Moment } from './timeline.ts';

/** Requests made for each one meant, where most are repeated. */
const NOTABLE = 1.15;
const STORM = 1.3;
const LEAST_RETRIES = 20;
/** Without retries that were asked for, requests are held to be repeated by the script only where so many fail. */
const LEAST_FAILED = 0.1;
/** Moments with fewer failures than this tell how many requests an iteration has. */
const UNTROUBLED = 0.02;

/** Failures that are answered with more requests. */
export function retryStorm(sight: Sight): Finding | undefined {
  const storm = byPolicy(sight) ?? byScript(sight);
  if (storm === undefined || storm.times < NOTABLE) return undefined;
  const { times, requests, meant, failedShare, retries } = storm;
  const failure = mostFrequentFailure(sight.run);
  return {
    kind: 'retry-storm',
    severity: times >= STORM ? 'major' : 'minor',
    title:
      `Failures are answered with more load: ${formatCount(requests)} requests a second for ${formatCount(meant)} meant, ` +
      `while ${showShare(failedShare)} fail (${failure})`,
    evidence: { times, requests, meant, retries, failedShare, failure },
    advice:
      'Retries keep a target busy that is full already, so that it stays full. Retry less often, with growing and random pauses, give up on a budget for retries (a tenth of all requests), ' +
      'honour `Retry-After`, and shed load at the target before it is full. Look for what made the first requests fail.',
  };
}

interface Storm {
  readonly times: number;
  /** A second. */
  readonly requests: number;
  readonly meant: number;
  readonly failedShare: number;
  readonly retries: number;
}

/** Retries that the test asks for with `retry`. */
function byPolicy({ timeline }: Sight): Storm | undefined {
  const { moments } = timeline;
  const retries = sumOf(moments, (moment) => moment.retries) * (timeline.stepMs / 1000);
  if (retries < LEAST_RETRIES) return undefined;
  const worst = worstOf(moments, (moment) => moment.retries / Math.max(1e-9, moment.requests));
  return stormIn(worst, { meant: meanOf(worst, (moment) => moment.requests - moment.retries), retries });
}

/** More requests for an iteration the more of them fail. */
function byScript({ timeline }: Sight): Storm | undefined {
  const moments = settled(timeline.moments).filter(({ iterations, count }) => iterations > 0 && count > 0);
  const calm = moments.filter(({ failed, count }) => failed <= UNTROUBLED * count);
  const troubled = moments.filter(({ failed, count }) => failed >= LEAST_FAILED * count);
  if (calm.length < 2 || troubled.length < LEAST_MOMENTS - 1) return undefined;
  const each = median(calm.map(({ requests, iterations }) => requests / iterations));
  const meant = each * meanOf(troubled, ({ iterations }) => iterations);
  const retries = (meanOf(troubled, ({ requests }) => requests) - meant) * troubled.length * (timeline.stepMs / 1000);
  const storm = stormIn(troubled, { meant, retries });
  return retries < LEAST_RETRIES || storm.times < STORM ? undefined : storm;
}

function stormIn(moments: readonly Moment[], { meant, retries }: { meant: number; retries: number }): Storm {
  const requests = meanOf(moments, (moment) => moment.requests);
  const count = sumOf(moments, (moment) => moment.count);
  const failedShare = count > 0 ? sumOf(moments, ({ failed }) => failed) / count : 0;
  return { times: meant > 0 ? requests / meant : 1, requests, meant, failedShare, retries: Math.round(retries) };
}

/** The third of the moments with the most of something. */
function worstOf(moments: readonly Moment[], of: (moment: Moment) => number): readonly Moment[] {
  return [...moments].sort((a, b) => of(b) - of(a)).slice(0, Math.max(1, Math.floor(moments.length / 3)));
}
