import type { Field } from './field.ts';
import type { ImportedBenchmark, ImportedFile, Told } from './imported.ts';

const SECOND = 1e9;
const TOLD = ['min', 'mean', 'median', 'max', 'stddev'] as const;

/** `hyperfine --export-json`: each time is of a process of its own, in seconds. */
export function readHyperfine(root: Field): ImportedFile {
  return { tool: 'hyperfine', benchmarks: root.need('results').list().map(benchmarkOf) };
}

/** Objects may have anything in place of what makes texts of them. */
function paramOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

function benchmarkOf(result: Field): ImportedBenchmark {
  const times = result.get('times')?.amounts() ?? [];
  const parameters = result.get('parameters');
  const params = (parameters?.keys() ?? []).map((key) => [key, paramOf(parameters?.get(key)?.value)]);
  const codes = Array.isArray(result.get('exit_codes')?.value) ? result.need('exit_codes').list() : [];
  const memory = result.get('memory_usage_byte')?.amounts() ?? [];
  const told: [keyof Told, number][] = TOLD.flatMap((key) => {
    const value = result.get(key)?.amount();
    return value === undefined ? [] : [[key, value * SECOND]];
  });
  if (times.length === 0 && told.length === 0) throw result.need('mean').bad('is missing');
  return {
    name: result.need('command').name(),
    group: '',
    params: Object.fromEntries(params),
    repetitions: times.map((time) => [time * SECOND]),
    told: Object.fromEntries(told),
    iterations: Math.max(1, times.length),
    batch: 1,
    ...(memory.length === 0 ? {} : { peakBytes: memory.reduce((most, each) => Math.max(most, each), 0) }),
    ...(codes.length === 0 ? {} : { successRate: codes.filter(({ value }) => value === 0).length / codes.length }),
  };
}
