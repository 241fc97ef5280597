import { formatBytes } from '../../../model/units.ts';
import type { LoadInput } from '../../load-input.ts';
import { loadSeconds, peakRate } from '../load-facts.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';

export interface Traffic {
  readonly load: LoadInput;
  /** What an iteration takes, pauses included. */
  readonly iterationSeconds: number;
  /** What an iteration sends and receives on average. */
  readonly iterationBytes: number;
  /** What of it stays with the target until the end. */
  readonly keptBytes?: number;
  /** The option that makes it so much. */
  readonly path: string;
}

/** From here on most generators and networks have more to do with moving bytes than with the target. */
const NOTABLE_PER_SECOND = 10e6;
/** A gigabit network carries no more. */
const HEAVY_PER_SECOND = 100e6;
const MUCH_KEPT = 1e9;

/** Large things often: the network, or the target's disk, may be full before the target is slow. */
export function trafficAdvice({
  load,
  iterationSeconds,
  iterationBytes,
  keptBytes = 0,
  path,
}: Traffic): ScenarioAdvice[] {
  const rate = peakRate(load, iterationSeconds);
  const perSecond = rate * iterationBytes;
  const advice: ScenarioAdvice[] = [];
  const numbers = `about ${rate.toPrecision(2)} iterations a second of ${formatBytes(iterationBytes)} each are ${formatBytes(perSecond)} a second`;
  if (perSecond >= NOTABLE_PER_SECOND) {
    const isHeavy = perSecond >= HEAVY_PER_SECOND;
    advice.push({
      code: 'HEAVY_TRAFFIC',
      severity: isHeavy ? 'warning' : 'suggestion',
      topic: 'resources',
      message: isHeavy
        ? 'use smaller things, fewer users or longer pauses, unless the network is what is tested'
        : 'make sure that the network between generator and target carries this with room to spare',
      reason: `${numbers}${isHeavy ? ', more than a gigabit network carries' : ''}`,
      path,
    });
  }
  const kept = rate * keptBytes * loadSeconds(load);
  if (kept >= MUCH_KEPT) {
    advice.push({
      code: 'MUCH_IS_KEPT',
      severity: 'warning',
      topic: 'resources',
      message: 'make sure that the target has room for it, or write smaller things',
      reason: `what is written stays until the end of the test: about ${formatBytes(kept)} by then`,
      path,
    });
  }
  return advice;
}
