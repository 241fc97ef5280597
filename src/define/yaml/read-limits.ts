import type { LimitSpec } from '../../model/test-spec.ts';
import { below, listOf, note, type Place, type Raw, unusable } from './read-context.ts';

/** Artillery's metrics as the beginning of a limit, and the unit of the value. */
const METRICS: Readonly<Record<string, { readonly metric: string; readonly unit: string; readonly trend?: boolean }>> =
  {
    'http.response_time': { metric: 'http_req_duration', unit: 'ms', trend: true },
    'vusers.session_length': { metric: 'iteration_duration', unit: 'ms', trend: true },
    'http.requests': { metric: 'http_reqs count', unit: '' },
    'http.request_rate': { metric: 'http_reqs perSecond', unit: '' },
    'vusers.created': { metric: 'arrivals count', unit: '' },
    'vusers.completed': { metric: 'iterations count', unit: '' },
    'vusers.skipped': { metric: 'dropped_iterations count', unit: '' },
  };

const AGGREGATES: Readonly<Record<string, string>> = {
  min: 'min',
  max: 'max',
  mean: 'mean',
  median: 'median',
  p50: 'p50',
  p75: 'p75',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
}; // prettier-ignore

const LEGACY = ['min', 'max', 'median', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999'];

/** `limits`, and what Artillery calls `ensure`. */
export function readLimits(config: Place): readonly LimitSpec[] | undefined {
  const own = listOf<LimitSpec>(config.raw.limits);
  const ensures = [below(config, 'ensure'), below(config, 'plugins', 'ensure')].flatMap(readEnsure);
  return own === undefined && ensures.length === 0 ? undefined : [...(own ?? []), ...ensures];
}

function readEnsure(place: Place): LimitSpec[] {
  const { raw } = place;
  const thresholds = (listOf<Raw>(raw.thresholds) ?? []).flatMap((each, index) =>
    Object.entries(each).map(([name, bound]) =>
      limit(place, { name, operator: '<', bound: Number(bound), at: ['thresholds', index, name] }),
    ),
  );
  const conditions = (listOf<Raw>(raw.conditions) ?? []).flatMap((each, index) => readCondition(place, each, index));
  const legacy = LEGACY.filter((key) => raw[key] !== undefined).map((key) =>
    limit(place, { name: `http.response_time.${key}`, operator: '<', bound: Number(raw[key]), at: [key] }),
  );
  const share = raw.maxErrorRate;
  const errors = share === undefined ? [] : [`iterations_failed rate <= ${Number.parseFloat(String(share))}%`];
  const limits = [...thresholds, ...conditions, ...legacy].filter((each) => each !== undefined);
  if (limits.some((each) => each.startsWith('http_req_duration'))) {
    note(place, 'http.response_time is read as http_req_duration: whole responses, not the time to the first byte');
  }
  return [...limits, ...errors];
}

/** Comparisons of one metric with a number, joined by `and`. */
function readCondition(place: Place, condition: Raw, index: number): (string | undefined)[] {
  const at = ['conditions', index];
  if (condition.strict === false) {
    unusable(place, "a condition with 'strict: false' decides nothing; remove it", ...at, 'strict');
    return [];
  }
  return String(condition.expression)
    .split(/\s+and\s+/)
    .map((part) => {
      const match = /^\s*\(?\s*([\w.]+)\s*(<=|>=|==|!=|<|>)\s*(\d+\.?\d*)\s*\)?\s*$/.exec(part);
      const [, name, operator, bound] = match ?? [];
      if (name === undefined || operator === undefined) {
        unusable(
          place,
          `only comparisons such as http.response_time.p95 < 200, joined by 'and', become limits`,
          ...at,
          'expression',
        );
        return undefined;
      }
      return limit(place, { name, operator, bound: Number(bound), at: [...at, 'expression'] });
    });
}

interface Threshold {
  readonly name: string;
  readonly operator: string;
  readonly bound: number;
  readonly at: readonly (string | number)[];
}

function limit(place: Place, { name, operator, bound, at }: Threshold): string | undefined {
  const code = /^http\.codes\.([1-5]\d\d)$/.exec(name)?.[1];
  if (code !== undefined) return `http_reqs{status:${code}} count ${operator} ${bound}`;
  const whole = METRICS[name];
  if (whole !== undefined && whole.trend !== true) return `${whole.metric} ${operator} ${bound}${whole.unit}`;
  const dot = name.lastIndexOf('.');
  const trend = METRICS[name.slice(0, dot)];
  const aggregate = AGGREGATES[name.slice(dot + 1)];
  if (trend?.trend === true && aggregate !== undefined)
    return `${trend.metric} ${aggregate} ${operator} ${bound}${trend.unit}`;
  unusable(place, `no metric here is the same as Artillery's '${name}'; write it as one of config.limits`, ...at);
  return undefined;
}
