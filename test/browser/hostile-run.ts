import type { Run } from '../../src/model/run.ts';

const HOSTILE = [
  '</style></script><script>hacked=1</script>',
  '<img src="http://127.0.0.1:9/x" onerror="hacked=1"><!-- ]]>',
  `"'><iframe src=javascript:alert(1)></iframe><base href="http://127.0.0.1:9/">`,
  '{{constructor.constructor("hacked=1")()}} <%= 7*7 %> [a](javascript:alert(1)) \u202egnp.exe\u2066 \u0000\u001b[31m',
  'javascript:alert(1)//',
];

/** What programs read, and pages say in words of their own. */
const READ = new Set('schema kind type verdict severity unit metric aggregate startedAt model decided law'.split(' '));
const FREE_KEYS = new Set(['tags', 'params', 'metadata', 'evidence']);

/** A run in which whatever a test or a target can name tries to become markup or script; the names of steps differ still. */
export function hostileRun(run: Run): Run {
  let count = 0;
  const text = () => HOSTILE[count++ % HOSTILE.length];
  const known = new Map<string, string>();
  /** One text stays one, so that what belongs together does. */
  const spoiled = (value: string) => {
    const made = known.get(value) ?? `${text()} ${value}`;
    known.set(value, made);
    return made;
  };
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return READ.has(key) ? value : spoiled(value);
    if (Array.isArray(value)) return value.map((each) => visit(each, key));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, each]) => [keyIn(key, name), visit(each, name)]);
    return Object.fromEntries(entries);
  };
  /** Keys that programs look for stay, beside hostile ones. */
  const keyIn = (parent: string, name: string) => {
    const isKnown = /^(name|scenario|status|error|worker|instance|check|group)$/.test(name);
    return FREE_KEYS.has(parent) && !isKnown ? spoiled(name) : name;
  };
  const name = `${HOSTILE[0]}${HOSTILE[3]}`;
  return { ...(visit({ ...run, metrics: [], series: [] }, '') as Run), ...hostileParts(run, visit), name };
}

/** Names of metrics are identifiers, or a test's own. */
function hostileParts(run: Run, visit: (value: unknown, key: string) => unknown): Pick<Run, 'metrics' | 'series'> {
  const withTags = <T extends { readonly tags: Run['metrics'][number]['tags'] }>(each: T): T => {
    return { ...each, tags: visit(each.tags, 'tags') as T['tags'] };
  };
  const [first] = run.metrics;
  const [series] = run.series;
  const name = HOSTILE[0] as string;
  return {
    metrics: [
      ...run.metrics.map(withTags),
      ...(first === undefined ? [] : [{ ...first, name, unit: HOSTILE[1] as string }]),
    ],
    series: [...run.series.map(withTags), ...(series === undefined ? [] : [{ ...series, name }])],
  };
}
