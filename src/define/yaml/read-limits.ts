import type { LimitSpec } from '../../model/test-spec.ts';
import type { Path } from '../shape/path.ts';
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
  if (own === undefined && ensures.length === 0) return undefined;
  for (const [index, { path }] of ensures.entries()) {
    if (config.path.length === 1) config.context.limitOrigins.set(`limits[${(own ?? []).length + index}]`, path);
  }
  return [...(own ?? []), ...ensures.map(({ rule }) => rule)];
}

interface EnsuredLimit {
  readonly rule: string;
  /** Where it stands in the file. */
  readonly path: Path;
}

function readEnsure(place: Place): EnsuredLimit[] {
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
  const errors =
    share === undefined
      ? []
      : [ensured(place, `iterations_failed rate <= ${Number.parseFloat(String(share))}%`, 'maxErrorRate')];
  const limits = [...thresholds, ...conditions, ...legacy].filter((each) => each !== undefined);
  if (limits.some(({ rule }) => rule.startsWith('http_req_duration'))) {
    note(place, 'http.response_time is read as http_req_duration: whole responses, not the time to the first byte');
  }
  return [...limits, ...errors];
}

/** Comparisons of one metric with a number, joined by `and`. */
function readCondition(place: Place, condition: Raw, index: number): (EnsuredLimit | undefined)[] {
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

function ensured(place: Place, rule: string, ...at: Path): EnsuredLimit {
  return { rule, path: [...place.path, ...at] };
}

function limit(place: Place, { name, operator, bound, at }: Threshold): EnsuredLimit | undefined {
  const code = /^http\.codes\.([1-5]\d\d)$/.exec(name)?.[1];
  if (code !== undefined) return ensured(place, `http_reqs{status:${code}} count ${operator} ${bound}`, ...at);
  const whole = METRICS[name];
  if (whole !== undefined && whole.trend !== true)
    return ensured(place, `${whole.metric} ${operator} ${bound}${whole.unit}`, ...at);
  const dot = name.lastIndexOf('.');
  const trend = METRICS[name.slice(0, dot)];
  const aggregate = AGGREGATES[name.slice(dot + 1)];
  if (trend?.trend === true && aggregate !== undefined)
    return ensured(place, `${trend.metric} ${aggregate} ${operator} ${bound}${trend.unit}`, ...at);
  unusable(place, `no metric here is the same as Artillery's '${name}'; write it as one of config.limits`, ...at);
  return undefined;
}
