import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { MeasuredMetric } from '../../stores/store.ts';

/** The figures that are looked at unless others are asked for, of what was measured. */
const MAIN: readonly (readonly [metric: string, aggregates: readonly string[]])[] = [
  ['load_line', ['value']],
  ['http_req_duration', ['p50', 'p95', 'p99', 'mean']],
  ['http_reqs', ['perSecond']],
  ['http_req_failed', ['rate']],
  ['function_duration', ['p50', 'p95', 'p99', 'mean']],
  ['function_failed', ['rate']],
  ['sse_event_latency', ['p50', 'p95']],
  ['checks', ['rate']],
];
/** Of benchmarks, each. */
const OF_BENCHMARKS = ['p50'];
/** A test with that many benchmarks is not read figure by figure. */
const MOST_CHOSEN = 200;

/** Which of the measured metrics to look at. */
export function chosenMetrics(measured: readonly MeasuredMetric[], asked: readonly string[] = []): MeasuredMetric[] {
  if (asked.length > 0) return asked.flatMap((text) => metricsNamed(measured, text));
  const main = MAIN.flatMap(([metric, aggregates]) =>
    measured.filter((each) => each.metric === metric && isTotal(each) && aggregates.includes(each.aggregate)),
  );
  const benchmarks = measured.filter(
    ({ metric, aggregate }) => metric === 'bench_time' && OF_BENCHMARKS.includes(aggregate),
  );
  const chosen = [...main, ...benchmarks];
  // Of a test without any of them, what it measures itself.
  const others = measured.filter((each) => isTotal(each) && /^(?:p95|rate|perSecond)$/.test(each.aggregate));
  return (chosen.length > 0 ? chosen : others).slice(0, MOST_CHOSEN);
}

function isTotal({ tags }: MeasuredMetric): boolean {
  return Object.keys(tags).length === 0;
}

const MENTION = /^\s*([A-Za-z_][\w.-]*)\s*(?:\{([^{}]*)\})?\s*(?:\s([\w.()]+))?\s*$/;

function metricsNamed(measured: readonly MeasuredMetric[], text: string): MeasuredMetric[] {
  const [, metric, tagText, aggregate] = MENTION.exec(text) ?? [];
  if (metric === undefined) throw unknownMetric(`'${text}' is no metric`, "write --metric 'http_req_duration p95'");
  const tags = tagText === undefined ? undefined : tagsFrom(tagText);
  const named = measured.filter((each) => each.metric === metric);
  if (named.length === 0) {
    const known = [...new Set(measured.map((each) => each.metric))];
    throw unknownMetric(`${metric} was not measured`, didYouMean(metric, known) ?? `measured were ${listed(known)}`);
  }
  const tagged = named.filter((each) =>
    tags === undefined ? isTotal(each) || metric === 'bench_time' : hasTags(each, tags),
  );
  if (tagged.length === 0) {
    const known = [...new Set(named.map((each) => tagsText(each.tags)))].filter((each) => each !== '');
    throw unknownMetric(
      `${metric} was not measured with ${tagsText(tags ?? {}) || 'no tags'}`,
      `there are ${listed(known)}`,
    );
  }
  const offered = [...new Set(tagged.map((each) => each.aggregate))];
  if (aggregate === undefined) return tagged.filter((each) => aggregatesFor(offered).includes(each.aggregate));
  const wanted = ALIASES[aggregate] ?? aggregate;
  if (!offered.includes(wanted)) {
    throw unknownMetric(`${metric} has no ${aggregate}`, `it has ${listed(offered)}`);
  }
  return tagged.filter((each) => each.aggregate === wanted);
}

const ALIASES: Readonly<Record<string, string>> = { median: 'p50', med: 'p50', avg: 'mean', average: 'mean' };

function aggregatesFor(offered: readonly string[]): readonly string[] {
  const usual = ['p50', 'p95', 'p99', 'mean', 'perSecond', 'rate', 'value'].filter((each) => offered.includes(each));
  return usual.length > 0 ? usual : offered;
}

function tagsFrom(text: string): Readonly<Record<string, string>> {
  if (text.trim() === '') return {};
  const pairs = text.split(',').map((part) => /^\s*([^:=\s]+)\s*[:=]\s*"?([^"]*?)"?\s*$/.exec(part));
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}

function hasTags({ tags }: MeasuredMetric, asked: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(asked);
  return keys.length === Object.keys(tags).length && keys.every((key) => tags[key] === asked[key]);
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(tags).map(([tag, value]) => `${tag}:${value}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
}

function unknownMetric(message: string, hint: string): UserError {
  return new UserError(message, { code: 'UNKNOWN_METRIC', hint });
}
