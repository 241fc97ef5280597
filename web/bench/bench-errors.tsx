import type { Run, RunError } from '../../src/model/run.ts';
import { formatCount } from '../../src/model/units.ts';
import { benchmarkLabel } from '../../src/model/words/benchmark-rows.ts';
import { cleanText } from '../parts/clean-text.ts';
import { Name } from '../parts/name.tsx';

/** Errors but those that stand beside the benchmark that threw them. */
export function unnamedErrors({ errors, benchmarks = [] }: Run): RunError[] {
  const told = new Set(benchmarks.filter(({ error }) => error !== undefined).map(benchmarkLabel));
  return errors.filter(({ kind, name }) => kind !== 'benchmark' || !told.has(name));
}

/** What went wrong, how often, and what it said. */
export function BenchErrors({ errors }: { readonly errors: readonly RunError[] }) {
  return (
    <ul class="bench-errors">
      {errors.map(({ kind, name, count, samples }) => (
        <li class="card" key={`${kind} ${name}`}>
          <p class="bench-error-title">
            <span class="text-bad" aria-hidden="true">
              ✗{' '}
            </span>
            <Name text={name === '' ? kind : name} isMono /> <span class="quiet">{formatCount(count)}×</span>
          </p>
          {samples.slice(0, 1).map(({ text }) => (
            <pre class="bench-error-text" key={text}>
              {cleanText(text)}
            </pre>
          ))}
        </li>
      ))}
    </ul>
  );
}
