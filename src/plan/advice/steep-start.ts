import type { PlannedLoad } from '../../model/plan.ts';
import { type Advice, type AdviceContext, formatWhole, loadPath } from './advice.ts';

/** Below this a machine takes any start. */
const MANY = { users: 200, arrivals: 500 } as const;
/** A load that takes longer than this from nothing to its peak is no shock. */
const GENTLE_MS = 5000;

/** Many users at once: connections and handshakes come in one burst that says nothing of the load after it. */
export function steepStart(context: AdviceContext): Advice[] {
  const { spec, plan } = context;
  if (spec.kind === 'spike') return [];
  return plan.streams.flatMap(({ load, name }, index): Advice[] => {
    const rise = steepest(load);
    if (rise === undefined) return [];
    const unit = load.model === 'arrivals' ? 'arrivals/s' : 'users';
    const within = rise.durationMs === 0 ? 'at once' : `within ${formatWhole(rise.durationMs / 1000)} s`;
    const seconds = Math.max(10, Math.ceil(rise.by / 50 / 5) * 5);
    return [
      {
        code: 'STEEP_START',
        severity: 'suggestion',
        topic: 'performance',
        message: `begin with a ramp over ${seconds} s or so, and leave it out with 'warmup'`,
        reason: `'${name}' rises by ${formatWhole(rise.by)} ${unit} ${within}: their connections are opened in one burst, whose times drown those of the load itself`,
        path: loadPath(context, index),
      },
    ];
  });
}

interface Rise {
  readonly by: number;
  readonly durationMs: number;
}

/** The first rise that is steep; a spike on purpose is followed by a fall, and left alone. */
function steepest(load: PlannedLoad): Rise | undefined {
  if (load.model === 'iterations') return undefined;
  const many = MANY[load.model];
  let before = 0;
  for (const [index, { fromValue, toValue, durationMs }] of load.curve.entries()) {
    const next = load.curve[index + 1];
    const fallsBack = next !== undefined && next.fromValue < fromValue;
    if (fromValue - before >= many && !fallsBack) return { by: fromValue - before, durationMs: 0 };
    if (toValue - fromValue >= many && durationMs < GENTLE_MS) return { by: toValue - fromValue, durationMs };
    before = toValue;
  }
  return undefined;
}
