import {
  amount,
  byKey,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  plain,
  record,
  text,
  time,
  wholeWithin,
} from './shape.ts';

const tags = record(text);
const severity = oneOf('info', 'minor', 'major', 'critical');
const estimated = object({ value: number, low: number, high: number });
const MOST_BUCKETS = 2 ** 24;
const buckets = object({ offset: wholeWithin(-MOST_BUCKETS, MOST_BUCKETS), counts: list(amount) });
const named = { name: text, unit: text, tags };

const metric = byKey('type', {
  trend: object({
    ...named,
    ...{ count: amount, min: number, mean: number, max: number, stddev: number, percentiles: record(number) },
    'within?': list(object({ limit: number, count: amount })),
    histogram: object({
      scale: wholeWithin(-10, 20),
      unit: text,
      zeroCount: amount,
      positive: buckets,
      'negative?': buckets,
    }),
  }),
  counter: object({ ...named, total: number, perSecond: number }),
  rate: object({ ...named, passes: amount, fails: amount, value: number }),
  gauge: object({ ...named, last: number, min: number, max: number, mean: number }),
});

const environment = object({
  ...{ node: text, v8: text, os: text, cpu: text, cores: amount, tags },
  'memoryBytes?': amount,
  'container?': text,
  'flags?': list(text),
  'git?': object({ commit: text, branch: text, dirty: flag, 'author?': text }),
  'lock?': object({ file: text, hash: text }),
});

const test = object({
  'kind?': text,
  source: text,
  'target?': text,
  scenarios: list(text),
  load: list(
    object({
      name: text,
      model: oneOf('users', 'arrivals', 'iterations'),
      startMs: number,
      curve: list(object({ fromValue: number, toValue: number, durationMs: number, 'name?': text })),
    }),
  ),
  limits: list(text),
  seed: number,
  workers: number,
});

const limit = object({
  metric: text,
  tags,
  rule: text,
  value: orNull(number),
  'unit?': text,
  passed: orNull(flag),
  'isDefault?': flag,
  'level?': text,
  'reason?': text,
});

const finding = object({ kind: text, severity, title: text, evidence: record(orNull(plain)), advice: text });

const benchmark = object({
  ...{ name: text, group: text, file: text, 'line?': number, params: record(plain), isBaseline: flag },
  ...{ metadata: record(plain), processes: amount, iterations: amount, batch: amount },
  time: object({
    ...{ min: number, mean: number, median: number, p95: number, p99: number, max: number, stddev: number },
    interval: object({ low: number, high: number }),
  }),
  'throughput?': object({ value: number, unit: oneOf('items/s', 'bytes/s') }),
  'allocatedBytes?': estimated,
  'peakBytes?': number,
  'gc?': object({ count: amount, totalMs: amount }),
  outliers: object({ mild: amount, severe: amount, of: amount }),
  'drift?': number,
  'modes?': list(number),
  noiseFloor: amount,
  shape: object({ from: number, to: number, shares: list(number) }),
  successRate: number,
  requirements: list(
    object({
      name: oneOf('maxExecutionTime', 'maxMemoryUsage', 'minThroughput', 'successRate'),
      allowed: number,
      measured: orNull(number),
      passed: orNull(flag),
    }),
  ),
  findings: list(finding),
  'error?': text,
});

const comparison = object({
  ...{ metric: text, tags, aggregate: text, against: text, before: number, after: number },
  ...{ ratio: number, low: number, high: number, verdict: oneOf('faster', 'slower', 'same', 'unclear') },
  'severity?': severity,
  'unit?': text,
  'noiseFloor?': number,
  'smallest?': number,
  'needed?': text,
});

const scaling = object({
  law: oneOf('linear', 'amdahl', 'usl'),
  ...{ lambda: estimated, sigma: estimated, kappa: estimated, r2: number },
  peak: orNull(object({ load: estimated, throughput: number })),
  knee: orNull(estimated),
  points: list(object({ load: number, throughput: number, efficiency: number, fitted: number })),
});

/** What of a run readers rely on. */
export const runShape = object({
  id: text,
  kind: oneOf('load', 'capacity', 'bench', 'leak', 'watch', 'slo'),
  name: text,
  startedAt: time,
  durationMs: amount,
  verdict: oneOf('passed', 'failed', 'inconclusive', 'aborted', 'interrupted'),
  plimsoll: object({ version: text }),
  environment,
  test,
  phases: list(object({ name: text, scenario: text, startMs: number, endMs: number })),
  metrics: list(metric),
  series: list(object({ name: text, tags, startMs: number, stepMs: number, fields: record(list(orNull(number))) })),
  'heatMaps?': list(
    object({
      ...{ metric: text, tags, unit: text, startMs: number, stepMs: amount, scale: wholeWithin(-10, 20) },
      columns: list(buckets),
    }),
  ),
  'levels?': list(
    object({
      ...{ name: text, load: number, unit: text, startMs: number, endMs: number, metrics: list(metric) },
      'limits?': list(limit),
    }),
  ),
  'loadLine?': object({
    ...{ value: number, low: number, high: number, unit: text, confidence: number, limitedBy: orNull(text) },
    'expected?': number,
    'headroom?': number,
  }),
  'scaling?': scaling,
  'samples?': list(
    object({ metric: text, tags, aggregate: text, process: amount, 'arm?': text, values: list(number) }),
  ),
  'benchmarks?': list(benchmark),
  'growth?': list(
    object({ name: text, group: text, param: text, growth: text, alsoPossible: list(text), slope: estimated }),
  ),
  'comparisons?': list(comparison),
  checks: list(object({ name: text, group: text, scenario: text, passes: amount, fails: amount })),
  limits: list(limit),
  errors: list(object({ kind: text, name: text, count: amount, samples: list(object({ atMs: number, text })) })),
  findings: list(finding),
  events: list(object({ atMs: number, kind: text, text })),
});
