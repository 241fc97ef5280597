import type { Benchmark } from '../../src/model/benchmark.ts';
import { Name } from '../parts/name.tsx';

/** The name of a benchmark, with what is wrong with it. */
export function BenchmarkName({ benchmark }: { readonly benchmark: Benchmark }) {
  const { name, isBaseline, error, requirements, findings } = benchmark;
  const isBroken = error !== undefined || requirements.some(({ passed }) => passed === false);
  const isDoubtful = findings.some(({ severity }) => severity === 'major' || severity === 'critical');
  return (
    <div class="benchmark-name">
      <div class="benchmark-name-line">
        {isBroken && <Sign tone="text-bad" sign="✗" word="failed" />}
        {!isBroken && isDoubtful && <Sign tone="text-warn" sign="!" word="doubtful" />}
        <div class="benchmark-name-text">
          <Name text={name} isMono />
          {isBaseline && <span class="benchmark-name-baseline"> baseline</span>}
        </div>
      </div>
      {error !== undefined && (
        <div class="benchmark-name-error text-bad">
          <Name text={error} isMono />
        </div>
      )}
    </div>
  );
}

function Sign({ tone, sign, word }: { readonly tone: string; readonly sign: string; readonly word: string }) {
  return (
    <span class={tone}>
      <span aria-hidden="true">{sign} </span>
      <span class="visually-hidden">{word}: </span>
    </span>
  );
}
