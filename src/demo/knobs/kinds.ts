import { slow, usl, warmUp } from './delaying.ts';
import { churn, flaky, overload, retry } from './failing.ts';
import { hiddenQueue } from './hidden-queue.ts';
import type { KnobKind } from './knob-kind.ts';
import { leaky } from './leaky.ts';
import { collapse, limited, locked } from './queueing.ts';
import { uneven } from './uneven.ts';

/** Every kind of trouble. */
export const knobKinds: readonly KnobKind[] = [
  slow,
  warmUp,
  usl,
  flaky,
  overload,
  retry,
  churn,
  leaky,
  limited,
  locked,
  collapse,
  hiddenQueue,
  uneven,
];
