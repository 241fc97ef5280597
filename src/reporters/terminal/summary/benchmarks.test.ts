import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../../../test/text/any-text.ts';
import { benchmark, exampleBenchRun } from '../../fixtures/example-bench-run.ts';
import { displayWidth } from '../text/text-width.ts';
import { renderSummary } from './summary.ts';

const plain = { color: false, unicode: true };

describe('the summary of benchmarks', () => {
  it('has a table with bars, histograms and aligned points, comparisons with their noise, growth, requirements and warnings', () => {
    expect(renderSummary(exampleBenchRun(), { ...plain, columns: 120 })).toMatchInlineSnapshot(`
      "✗ FAILED  parse.bench.ts: sort › broken threw; parse › parseFast does not keep its maxMemoryUsage; parseSafe is far
                worse
      42.3s · 7 benchmarks · up to 10 processes each · bench/parse.bench.ts

      How fast is each?  time of an iteration: median over processes, with its 95% interval
           Benchmark         time      ±                     p99  spread              per s  allocated
        parse
        =  JSON.parse   41.31  ns  ±1.1%  ▍            57.83  ns  ▁▄█▄▂▁▁▁ ▁        24.2M/s      112 B
        ✗  parseFast    12.87  ns  ±1.1%  ▏            18.02  ns  ▁▄█▄▂▁▁▁ ▁        77.7M/s        0 B
           parseSafe     1.234 µs  ±1.1%  ██████████    1.728 µs  ▁▄█▄▂▁▁▁ ▁         810k/s    18.4 kB

        sort
           n=10        820.0   ns  ±1.1%  ▏             1.148 µs  ▁▄█▄▂▁▁▁ ▁  12.2M items/s
           n=1000      104.2   µs  ±1.1%  ▏           145.9   µs  ▁▄█▄▂▁▁▁ ▁        9.59k/s
        !  n=100000     17.82  ms  ±1.1%  ██████████   24.95  ms  ▁▄█▄▂▁▁▁ ▁         56.1/s
        ✗  broken               –                              –
          TypeError: x is not a function

      What is faster?  with 20250228-090000-aa11bb
                           between      Benchmark             against        this  noise  visible
        ✗ slower   1.62 ×  1.55–1.70    parse › parseSafe   762.0  ns    1.234 µs   0.8%     1.2%
        ✓ faster   1.32 ×  1.29–1.35    parse › parseFast    17.00 ns   12.87  ns   0.8%     1.2%
        ? unclear  1.020×  0.970–1.080  sort › n=10         804.0  ns  820.0   ns   0.8%     1.2%
        = same     1.002×  0.995–1.009  parse › JSON.parse   41.20 ns   41.31  ns   0.8%     1.2%
        unclear: sort › n=10; needs about 12 more processes
        noise: how far the same code differs here by chance; visible: the least change seen 4 times in 5

      How does time grow?  with n; the slope is of the logarithms
        sort › n=$n: O(n log n), slope 1.08 (1.05–1.12); may also be O(n)

      Requirements
           Benchmark          Requirement          Allowed  Measured
        ✗  parse › parseFast  maxMemoryUsage        ≤ 1 MB    2.4 MB
        ✓  parse › parseFast  maxExecutionTime  ≤ 20.00 ns  12.87 ns

      Can the figures be trusted?
        ! n=100000 looks optimised away: it takes no longer than a function that does nothing
          → Return what it computes, and compute from parameters or state instead of constants.
        • parseSafe got 4.1% slower while it was measured, in one process as in the next
          → Something grows from iteration to iteration. Start each from the same state (beforeEach).
        i n=1000 takes either 98.00 µs or 131.0 µs
          → A single figure tells little of it.

      Environment  plimsoll 0.1.0 · node 22.11.0 · AMD EPYC 7763 64-Core Processor · 4 cores
      "
    `);
  });

  it('drops what matters least on narrow terminals', () => {
    const text = renderSummary(exampleBenchRun(), { ...plain, columns: 60 });
    expect(text.split('\n').slice(5, 30).join('\n')).toMatchInlineSnapshot(`
      "
      How fast is each?
           Benchmark         time      ±          per s  allocated
        parse
        =  JSON.parse   41.31  ns  ±1.1%        24.2M/s      112 B
        ✗  parseFast    12.87  ns  ±1.1%        77.7M/s        0 B
           parseSafe     1.234 µs  ±1.1%         810k/s    18.4 kB

        sort
           n=10        820.0   ns  ±1.1%  12.2M items/s
           n=1000      104.2   µs  ±1.1%        9.59k/s
        !  n=100000     17.82  ms  ±1.1%         56.1/s
        ✗  broken               –
          TypeError: x is not a function

      What is faster?  with 20250228-090000-aa11bb
                           between      Benchmark   noise  visible
        ✗ slower   1.62 ×  1.55–1.70    pars…eSafe   0.8%     1.2%
        ✓ faster   1.32 ×  1.29–1.35    pars…eFast   0.8%     1.2%
        ? unclear  1.020×  0.970–1.080  sort… n=10   0.8%     1.2%
        = same     1.002×  0.995–1.009  pars…parse   0.8%     1.2%
        unclear: sort › n=10; needs about 12 more processes
        noise: how far the same code differs here by chance;
        visible: the least change seen 4 times in 5
      "
    `);
    expect(text).toContain('? unclear');
  });

  it('stays in ASCII where there is no more', () => {
    const text = renderSummary(exampleBenchRun(), { color: false, unicode: false, columns: 120 });
    expect(/^[\x00-\x7f]*$/.test(text), text).toBe(true);
  });

  it('says with a symbol what it says with a colour', () => {
    const text = renderSummary(exampleBenchRun(), { color: true, unicode: true, columns: 120 });
    expect(text).toContain('\x1b[1;38;5;166m✗ slower\x1b[0m');
    expect(text).toContain('\x1b[38;5;36m✓ faster\x1b[0m');
  });

  it('shows some hundreds of benchmarks, and says how many there are besides', () => {
    const many = Array.from({ length: 700 }, (_, at) => {
      return benchmark({ name: `bench ${at}`, group: `group ${Math.floor(at / 10)}`, median: 10 + at });
    });
    const text = renderSummary(exampleBenchRun({ benchmarks: many, comparisons: [], growth: [] }), {
      ...plain,
      columns: 80,
    });
    expect(text).toContain('bench 499');
    expect(text).not.toContain('bench 500');
    expect(text).toContain('… 200 more: --markdown, --html and --json have them all');
  });

  it('tells names apart that differ in their middle or at their end', () => {
    const long = 'a very long name of a benchmark that somebody wrote in great detail, with size';
    const two = [10, 100].map((size) => benchmark({ name: `${long}=${size}`, group: '', median: size }));
    const lines = renderSummary(exampleBenchRun({ benchmarks: two, comparisons: [], growth: [] }), {
      ...plain,
      columns: 60,
    });
    expect(lines).toMatch(/a very .*….*size=10 /);
    expect(lines).toMatch(/a very .*….*size=100 /);
  });

  it('never leaves its columns, whatever the names, and obeys nothing that they say', () => {
    const texts = fc.array(anyCharacter, { maxLength: 40 }).map((each) => each.join(''));
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 160 }), (name, columns) => {
        const benchmarks = [
          benchmark({ name, group: name, median: 12, error: name, iterations: 0 }),
          benchmark({ name: `${name}2`, group: '', median: 1e9, modes: [1, 2] }),
        ];
        const comparisons = (exampleBenchRun().comparisons ?? []).map((each) => {
          return { ...each, against: name, needed: name, tags: { name, group: name } };
        });
        const run = exampleBenchRun({ benchmarks, comparisons, name });
        for (const line of renderSummary(run, { ...plain, columns }).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/.test(line), JSON.stringify(line)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has nothing to say of a run without benchmarks', () => {
    const run = exampleBenchRun({ benchmarks: [], comparisons: [], growth: [], verdict: 'passed' });
    expect(renderSummary(run, { ...plain, columns: 80 })).not.toContain('How fast');
  });
});
