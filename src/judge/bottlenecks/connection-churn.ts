import type { Finding } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { totalOf } from '../metric-index.ts';
import { type Sight, settled, sumOf } from './sight.ts';
import { openingMsOf } from './whereabouts.ts';

/** Connections that a user that is added may open: one to each of several hosts, several at once. */
const FOR_EACH_USER = 6;
const NOTABLE = 0.05;
const CHURN = 0.2;
const LEAST_CONNECTIONS = 20;

/** Connections that are closed and opened anew, though the test keeps them. */
export function connectionChurn({ run, timeline }: Sight): Finding | undefined {
  if (run.renewsConnections === true) return undefined;
  const moments = settled(timeline.moments);
  const seconds = timeline.stepMs / 1000;
  let most = moments === timeline.moments ? 0 : (timeline.moments[0]?.allocated ?? 0);
  let opened = 0;
  for (const { allocated, connections } of moments) {
    const added = Math.max(0, allocated - most);
    most = Math.max(most, allocated);
    opened += Math.max(0, connections * seconds - FOR_EACH_USER * added);
  }
  // A request that failed under way took its connection with it, and is told of by itself.
  const failed = sumOf(run.index.sub('http_reqs', 'error'), ({ value }) =>
    totalOf(run.index, 'http_reqs', { error: value }),
  );
  const streams = run.index.find('sse_connecting');
  const ofStreams = streams?.type === 'trend' ? streams.count : 0;
  const requests = sumOf(moments, ({ count }) => count);
  const unexplained = opened - failed - ofStreams;
  const share = requests > 0 ? unexplained / requests : 0;
  if (unexplained < LEAST_CONNECTIONS || share < NOTABLE) return undefined;
  const openingMs = openingMsOf(run);
  return {
    kind: 'connection-churn',
    severity: share >= CHURN ? 'major' : 'minor',
    title: `Connections do not last: ${showShare(Math.min(1, share))} of the requests had to open one, ${formatCount(opened)} in all`,
    evidence: { opened, requests, share, openingMs: openingMs, closedUnderWay: totalOf(run.index, 'http_retries') },
    advice:
      `Every new connection costs a round trip (and more with TLS; here ${formatDuration(openingMs)} for each request on average), memory and a port. Look for 'connection: close' in the answers, a proxy or load balancer that ` +
      'keeps none, a keep-alive time that is shorter than the pauses between requests, or a bound on requests for each connection. If users would not keep theirs either, say so with `reuse`.',
  };
}
