import type { Run } from '../model/run.ts';

/** The order of keys at one place, and of what lies below; keys that are not listed follow in alphabetical order. */
interface Shape {
  readonly keys: readonly string[];
  readonly below?: Readonly<Record<string, Shape>>;
  /** Digits kept of fractions, here and below; all of them without. */
  readonly digits?: number;
}

const BUCKETS: Shape = { keys: ['offset', 'counts'] };
const HISTOGRAM: Shape = {
  keys: ['scale', 'unit', 'zeroCount', 'positive', 'negative'],
  below: { positive: BUCKETS, negative: BUCKETS },
};

const METRIC: Shape = {
  keys: [
    ...['name', 'type', 'unit', 'tags', 'total', 'perSecond', 'passes', 'fails', 'value'],
    ...['count', 'last', 'min', 'mean', 'max', 'stddev', 'percentiles', 'within', 'histogram'],
  ],
  below: { within: { keys: ['limit', 'count'] }, histogram: HISTOGRAM },
};

const LIMIT: Shape = { keys: ['metric', 'tags', 'rule', 'value', 'unit', 'passed', 'isDefault', 'level', 'reason'] };

const ESTIMATED: Shape = { keys: ['value', 'low', 'high'] };

const FINDING: Shape = { keys: ['kind', 'severity', 'title', 'evidence', 'advice'] };

/** Far finer than what any clock tells apart, and half as long as all digits. */
const MEASURED_DIGITS = 9;

const BENCHMARK: Shape = {
  digits: MEASURED_DIGITS,
  keys: [
    ...[
      'name',
      'group',
      'file',
      'line',
      'params',
      'isBaseline',
      'metadata',
      'processes',
      'iterations',
      'batch',
      'time',
    ],
    ...['throughput', 'allocatedBytes', 'peakBytes', 'gc', 'outliers', 'drift', 'modes', 'noiseFloor', 'shape'],
    ...['successRate', 'requirements', 'findings', 'error'],
  ],
  below: {
    time: {
      keys: ['min', 'mean', 'median', 'p95', 'p99', 'max', 'stddev', 'interval'],
      below: { interval: { keys: ['low', 'high'] } },
    },
    throughput: { keys: ['value', 'unit'] },
    allocatedBytes: ESTIMATED,
    gc: { keys: ['count', 'totalMs'] },
    outliers: { keys: ['mild', 'severe', 'of'] },
    shape: { keys: ['from', 'to', 'shares'] },
    requirements: { keys: ['name', 'allowed', 'measured', 'passed'] },
    findings: FINDING,
  },
};

/** As the schema has it. */
const RUN: Shape = {
  keys: [
    ...[
      'schema',
      'id',
      'kind',
      'name',
      'startedAt',
      'durationMs',
      'verdict',
      'plimsoll',
      'environment',
      'test',
      'phases',
    ],
    ...[
      'metrics',
      'series',
      'heatMaps',
      'levels',
      'loadLine',
      'scaling',
      'samples',
      'benchmarks',
      'growth',
      'comparisons',
    ],
    ...['checks', 'limits', 'errors', 'findings', 'events'],
  ],
  below: {
    environment: {
      keys: ['node', 'v8', 'os', 'cpu', 'cores', 'memoryBytes', 'container', 'flags', 'git', 'lock', 'tags'],
      below: { git: { keys: ['commit', 'branch', 'dirty', 'author'] }, lock: { keys: ['file', 'hash'] } },
    },
    test: {
      keys: ['kind', 'source', 'target', 'scenarios', 'load', 'limits', 'seed', 'workers'],
      below: {
        load: {
          keys: ['name', 'model', 'startMs', 'curve', 'iterations', 'users', 'maxUsers'],
          below: { curve: { keys: ['name', 'fromValue', 'toValue', 'durationMs'] } },
        },
      },
    },
    phases: { keys: ['name', 'scenario', 'startMs', 'endMs'] },
    metrics: METRIC,
    series: {
      keys: ['name', 'tags', 'startMs', 'stepMs', 'fields'],
      below: {
        fields: {
          keys: [
            'count',
            'perSecond',
            'passes',
            'fails',
            'value',
            'last',
            'min',
            'mean',
            'p50',
            'p90',
            'p95',
            'p99',
            'max',
          ],
        },
      },
    },
    heatMaps: {
      keys: ['metric', 'tags', 'unit', 'startMs', 'stepMs', 'scale', 'columns'],
      below: { columns: BUCKETS },
    },
    levels: {
      keys: ['name', 'load', 'unit', 'startMs', 'endMs', 'decided', 'limits', 'metrics'],
      below: { limits: LIMIT, metrics: METRIC },
    },
    loadLine: { keys: ['value', 'low', 'high', 'unit', 'confidence', 'limitedBy', 'expected', 'headroom'] },
    scaling: {
      keys: ['law', 'lambda', 'sigma', 'kappa', 'r2', 'peak', 'knee', 'points'],
      below: {
        lambda: ESTIMATED,
        sigma: ESTIMATED,
        kappa: ESTIMATED,
        peak: { keys: ['load', 'throughput'], below: { load: ESTIMATED } },
        knee: ESTIMATED,
        points: { keys: ['load', 'throughput', 'efficiency', 'fitted'] },
      },
    },
    samples: { digits: MEASURED_DIGITS, keys: ['metric', 'tags', 'aggregate', 'process', 'arm', 'values'] },
    benchmarks: BENCHMARK,
    growth: {
      keys: ['name', 'group', 'param', 'growth', 'alsoPossible', 'slope'],
      below: { slope: ESTIMATED },
    },
    comparisons: {
      keys: [
        ...['metric', 'tags', 'aggregate', 'against', 'before', 'after', 'ratio', 'low', 'high'],
        ...['verdict', 'severity', 'unit', 'noiseFloor', 'smallest', 'needed'],
      ],
    },
    checks: { keys: ['name', 'group', 'scenario', 'passes', 'fails'] },
    limits: LIMIT,
    errors: {
      keys: ['kind', 'name', 'count', 'samples'],
      below: { samples: { digits: MEASURED_DIGITS, keys: ['atMs', 'request', 'response', 'text'] } },
    },
    findings: FINDING,
    events: { keys: ['atMs', 'kind', 'text'] },
  },
};

/** The run as JSON, keys in the order of the schema, lists of plain values on one line. */
export function renderJson(run: Run): string {
  return `${write(run, RUN, '')}\n`;
}

function write(value: unknown, shape: Shape | undefined, indent: string): string {
  if (Array.isArray(value)) return writeList(value, shape, indent);
  if (typeof value !== 'object' || value === null) return writePlain(value, shape);
  const inner = `${indent}  `;
  const lines = orderedKeys(value, shape).map((key) => {
    const member = (value as Record<string, unknown>)[key];
    return `${inner}${JSON.stringify(key)}: ${write(member, below(shape, key), inner)}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function writeList(list: readonly unknown[], shape: Shape | undefined, indent: string): string {
  if (list.every((each) => typeof each !== 'object' || each === null)) {
    return `[${list.map((each) => writePlain(each, shape)).join(',')}]`;
  }
  const inner = `${indent}  `;
  return `[\n${list.map((each) => `${inner}${write(each, shape, inner)}`).join(',\n')}\n${indent}]`;
}

function writePlain(value: unknown, shape: Shape | undefined): string {
  const isRounded = shape?.digits !== undefined && typeof value === 'number' && !Number.isInteger(value);
  return JSON.stringify(isRounded ? Number(value.toPrecision(shape.digits)) : value) ?? 'null';
}

function below(shape: Shape | undefined, key: string): Shape | undefined {
  if (shape === undefined) return undefined;
  const own = shape.below !== undefined && Object.hasOwn(shape.below, key) ? shape.below[key] : undefined;
  if (shape.digits === undefined) return own;
  return { keys: [], ...own, digits: own?.digits ?? shape.digits };
}

function orderedKeys(value: object, shape: Shape | undefined): string[] {
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).filter((key) => record[key] !== undefined);
  const rank = (key: string) => {
    const at = shape?.keys.indexOf(key) ?? -1;
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  };
  return keys.sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? byName(a, b) : left - right;
  });
}

/** Percentiles by their number, all else by letter. */
function byName(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return a < b ? -1 : 1;
}
