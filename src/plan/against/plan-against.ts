/** plan/against/ plans a run against a second target: whether the test is fit for it, and how long its slices are. */
import type { PlannedAgainst, PlannedStream } from '../../model/plan.ts';
import { tryResolve } from '../../protocols/http/url.ts';
import type { KindSettings } from '../kinds/kind-settings.ts';
import type { PlanOptions } from '../plan-input.ts';
import type { ProblemList } from '../problem-list.ts';

/** Kinds whose load is the same for both targets, whatever they answer. */
const FIT: ReadonlySet<string> = new Set(['load', 'baseline', 'soak']);
const SHORTEST_SLICE_MS = 100;

interface Planned {
  readonly target: string | undefined;
  readonly streams: readonly PlannedStream[];
  readonly settings: KindSettings | undefined;
  readonly problems: ProblemList;
}

/** The second target as asked for; what keeps a test from being compared is noted. */
export function plannedAgainst(options: PlanOptions, planned: Planned): PlannedAgainst | undefined {
  const { against, slice, failOn } = options;
  if (against === undefined) return undefined;
  const { problems } = planned;
  checkFit(planned);
  const sliceMs = problems.duration(slice, 'slice', { what: 'a slice', min: SHORTEST_SLICE_MS });
  const parsed = tryResolve(undefined, against);
  if ('error' in parsed) {
    const hint = "write it as 'http://host:port', 'https://host/path' or 'unix:/path/to.sock'";
    return problems.add('against', `the target to compare with ${parsed.error}`, { code: 'INVALID_URL', hint });
  }
  return {
    url: against,
    ...(sliceMs === undefined ? {} : { sliceMs }),
    ...(failOn === undefined ? {} : { failOn }),
  };
}

/** Requests may go to the second target as well. */
export function withSecondHost(allowHosts: readonly string[], against: PlannedAgainst | undefined): readonly string[] {
  const parsed = against === undefined ? undefined : tryResolve(undefined, against.url);
  if (parsed === undefined || 'error' in parsed) return allowHosts;
  return [...new Set([...allowHosts, parsed.origin.host.toLowerCase()])];
}

function checkFit({ target, streams, settings, problems }: Planned): void {
  if (target === undefined) {
    problems.add('target', 'the test has no target that another one could be compared with', {
      code: 'NO_TARGET',
      hint: "give it one, and URLs that count from it: target: 'http://localhost:3000', url: '/items'; or pass --target",
    });
  }
  if (settings !== undefined && !FIT.has(settings.type)) {
    problems.add('kind', `a test of kind '${settings.type}' can't be run against a second target`, {
      code: 'AGAINST_KIND',
      hint: `its load follows from one target alone; use kind ${[...FIT].join(', ')} or none: --kind load`,
    });
  }
  if (streams.some(({ load }) => load.model === 'iterations')) {
    problems.add('load', 'a number of iterations can not be cut into slices of time for two targets', {
      code: 'AGAINST_LOAD',
      hint: 'give the test a load that lasts: --users 10 --duration 60s, or --rate 100 --duration 60s',
    });
  }
}
