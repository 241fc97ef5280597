import { didYouMean } from '../errors/suggest.ts';
import type { LimitRule } from '../model/limit.ts';
import { BUILT_IN_METRICS, BUILT_IN_TAGS, ERROR_KINDS, FUNCTION_ERRORS } from '../model/metrics.ts';
import { type ProblemList, shown } from './problem-list.ts';
import type { TagUniverse } from './tag-universe.ts';

interface TagContext {
  readonly problems: ProblemList;
  readonly tags: TagUniverse;
}

/** Notes tags of a limit that no sample can have: such a limit would never find anything to judge. */
export function checkTags(rule: LimitRule, path: string, { problems, tags }: TagContext): void {
  for (const [tag, value] of Object.entries(rule.tags)) {
    const wrong =
      unknownTag(tag, tags) ??
      unfitting(rule.metric, tag, tags) ??
      impossibleValue(tag, value, valuesFor(rule.metric, tags));
    if (wrong !== undefined) problems.add(path, wrong.message, { code: 'UNKNOWN_TAG', hint: wrong.hint });
  }
}

interface Wrong {
  readonly message: string;
  readonly hint: string;
}

function unknownTag(tag: string, { names, open }: TagUniverse): Wrong | undefined {
  if (open || names.has(tag)) return undefined;
  return {
    message: `no sample of this test has the tag '${tag}'`,
    hint: didYouMean(tag, names) ?? `tags are ${[...names].join(', ')}`,
  };
}

const REQUEST_TAGS = ['scenario', 'group', 'name', 'method', 'status', 'error'];
const INSTANCE = 'instance';
const STREAM_TAGS = ['scenario', 'group', 'name'];

const FUNCTION_TAGS = ['scenario', 'group', 'name'];
const PEAK_TAGS = [...FUNCTION_TAGS, 'overlap'];

const TAGS_OF: Readonly<Record<string, readonly string[]>> = {
  response_time: REQUEST_TAGS,
  data_sent: REQUEST_TAGS,
  data_received: REQUEST_TAGS,
  request_retries: ['scenario', 'group', 'name', 'method'],
  cache_hits: ['scenario', 'group', 'name', 'method'],
  sse_interrupted: [...STREAM_TAGS, 'error'],
  function_calls: [...FUNCTION_TAGS, 'error'],
  function_memory_peak: PEAK_TAGS,
  function_rss_peak: PEAK_TAGS,
  checks: ['scenario', 'group', 'check'],
  group_duration: ['scenario', 'group'],
  generator_lateness: ['scenario', 'worker'],
  connections_opened: [],
  http_reqs_open: [],
};

/** The built-in tags that samples of a metric can have; undefined where any can. */
function tagsOf(metric: string): readonly string[] | undefined {
  if (!Object.hasOwn(BUILT_IN_METRICS, metric)) return undefined;
  if (Object.hasOwn(TAGS_OF, metric)) return TAGS_OF[metric];
  if (metric.startsWith('http_')) return REQUEST_TAGS;
  if (metric.startsWith('sse_')) return STREAM_TAGS;
  if (metric.startsWith('function_')) return FUNCTION_TAGS;
  return metric.startsWith('generator_') ? ['worker'] : ['scenario'];
}

function unfitting(metric: string, tag: string, { instances }: TagUniverse): Wrong | undefined {
  const builtIn: readonly string[] = instances ? [...BUILT_IN_TAGS, INSTANCE] : BUILT_IN_TAGS;
  const usual = tagsOf(metric);
  // Whoever answered is known of responses alone.
  const fitting = instances && usual?.includes('method') === true ? [...usual, INSTANCE] : usual;
  if (fitting === undefined || !builtIn.includes(tag) || fitting.includes(tag)) return undefined;
  return {
    message: `samples of ${metric} never have the tag '${tag}'`,
    hint: fitting.length === 0 ? 'leave the tag away' : `they can have ${fitting.join(', ')}, and tags of your own`,
  };
}

/** The values that tags of a metric's samples can have. */
function valuesFor(metric: string, { values }: TagUniverse): TagUniverse['values'] {
  const isOfFunctions = metric.startsWith('function_');
  const errors = isOfFunctions ? FUNCTION_ERRORS : metric === 'response_time' ? BOTH_ERRORS : ERROR_KINDS;
  return new Map([...values, ['error', new Set<string>(errors)], ['overlap', new Set(['no', 'yes'])]]);
}

const BOTH_ERRORS = [...ERROR_KINDS, ...FUNCTION_ERRORS];

function impossibleValue(tag: string, value: string, values: TagUniverse['values']): Wrong | undefined {
  if (tag === 'status') return impossibleStatus(value);
  if (tag === 'worker')
    return /^\d+$/.test(value)
      ? undefined
      : { message: `${shown(value)} is not a worker`, hint: 'workers are numbered from 0' };
  const known = values.get(tag);
  if (known === undefined || known.has(value)) return undefined;
  if (tag === 'group' && known.has(`::${value}`)) {
    return { message: `groups are written with '::' before each name`, hint: `did you mean '::${value}'?` };
  }
  const list = [...known].slice(0, 12).map((each) => `'${each}'`);
  return {
    message: `no sample of this test has ${shown(value)} as its ${tag}`,
    hint: didYouMean(value, known) ?? (list.length === 0 ? `the test has no ${tag}` : `there are ${list.join(', ')}`),
  };
}

/** 0 is the status of requests without an answer. */
function impossibleStatus(value: string): Wrong | undefined {
  if (value === '0' || /^[1-9]\d\d$/.test(value)) return undefined;
  const ranged = /^\dxx$/i.test(value) || value.includes('-');
  return {
    message: `${shown(value)} is not a status`,
    hint: ranged
      ? 'a tag has one value, so each status needs a limit; http_req_failed counts unexpected ones'
      : 'write one status, such as 200',
  };
}
