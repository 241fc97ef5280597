import { didYouMean } from '../errors/suggest.ts';
import type { LimitRule } from '../model/limit.ts';
import { BUILT_IN_METRICS, BUILT_IN_TAGS, ERROR_KINDS } from '../model/metrics.ts';
import { type ProblemList, shown } from './problem-list.ts';
import type { TagUniverse } from './tag-universe.ts';

interface TagContext {
  readonly problems: ProblemList;
  readonly tags: TagUniverse;
}

/** Notes tags of a limit that no sample can have: such a limit would never find anything to judge. */
export function checkTags(rule: LimitRule, path: string, { problems, tags }: TagContext): void {
  const fitting = tagsOf(rule.metric);
  for (const [tag, value] of Object.entries(rule.tags)) {
    const wrong = unknownTag(tag, tags) ?? unfitting(rule.metric, tag, fitting) ?? impossibleValue(tag, value, tags);
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

const TAGS_OF: Readonly<Record<string, readonly string[]>> = {
  response_time: REQUEST_TAGS,
  data_sent: REQUEST_TAGS,
  data_received: REQUEST_TAGS,
  checks: ['scenario', 'group', 'check'],
  group_duration: ['scenario', 'group'],
  generator_lateness: ['scenario', 'worker'],
  connections_opened: [],
};

/** The built-in tags that samples of a metric can have; undefined where any can. */
function tagsOf(metric: string): readonly string[] | undefined {
  if (!Object.hasOwn(BUILT_IN_METRICS, metric)) return undefined;
  if (Object.hasOwn(TAGS_OF, metric)) return TAGS_OF[metric];
  if (metric.startsWith('http_')) return REQUEST_TAGS;
  return metric.startsWith('generator_') ? ['worker'] : ['scenario'];
}

function unfitting(metric: string, tag: string, fitting: readonly string[] | undefined): Wrong | undefined {
  const builtIn: readonly string[] = BUILT_IN_TAGS;
  if (fitting === undefined || !builtIn.includes(tag) || fitting.includes(tag)) return undefined;
  return {
    message: `samples of ${metric} never have the tag '${tag}'`,
    hint: fitting.length === 0 ? 'leave the tag away' : `they can have ${fitting.join(', ')}, and tags of your own`,
  };
}

function impossibleValue(tag: string, value: string, { values }: TagUniverse): Wrong | undefined {
  if (tag === 'status') return impossibleStatus(value);
  if (tag === 'worker')
    return /^\d+$/.test(value)
      ? undefined
      : { message: `${shown(value)} is not a worker`, hint: 'workers are numbered from 0' };
  const known = tag === 'error' ? new Set<string>(ERROR_KINDS) : values.get(tag);
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
