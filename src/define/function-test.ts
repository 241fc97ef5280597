import { closest } from '../errors/suggest.ts';
import { testOptionsShape } from './format/test-options.ts';
import type { MeasureInput } from './measure-input.ts';
import { type TestDefinition, type TestOptions, test } from './test-definition.ts';

/** A test of one function: load and limits as of any test, and how the function is called and measured. */
export interface FunctionTestOptions<Input, Data, Result>
  extends TestOptions<Data>,
    MeasureInput<Input, Data, Result> {}

/**
 * Defines a test of a plain function: how fast it is, how much it returns, what memory it takes, and how long it keeps the
 * event loop.
 *
 * @example
 * export default functionTest('read pages', {
 *   load: { users: 1, duration: '10s' },
 *   isolate: 'process',
 *   input: { size: 1000 },
 *   items: 'rows',
 *   limits: ['function_duration p95 < 200ms', 'function_items perSecond > 5000', 'function_memory_peak max < 50MB'],
 * }, readPage);
 */
export function functionTest<Input = undefined, Data = undefined, Result = unknown>(
  name: string,
  options: FunctionTestOptions<Input, Data, Awaited<Result>>,
  run: (input: Input, data: Data) => Result,
): TestDefinition {
  const of = (belongs: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(options).filter(([key]) => belongs(key)));
  const own = of((key) => !saysHow(key)) as TestOptions<Data>;
  return test<Data>(name, { ...own, scenarios: [{ name, call: run, measure: of(saysHow) }] });
}

const MEASURE_KEYS = ['isolate', 'name', 'input', 'items', 'bytes', 'timeout', 'memory', 'maxHeap'];

/** Whether an option is one of measuring, or is meant to be: what is mistyped is told of beside what it resembles. */
function saysHow(key: string): boolean {
  if (MEASURE_KEYS.includes(key)) return true;
  const ofTest = [...Object.keys(testOptionsShape.keys), 'setup', 'teardown', 'scenarios'];
  return closest(key, ofTest) === undefined && closest(key, MEASURE_KEYS) !== undefined;
}
