import { describe, expect, it } from 'vitest';
import type { Metric, Run } from '../../../model/run.ts';
import { renderMarkdown } from '../../markdown.ts';
import { exampleRun, passedRun } from '../fixtures/example-run.ts';
import { displayWidth } from '../text/text-width.ts';
import { renderSummary } from './summary.ts';

const counter = (name: string, total: number, of: string): Metric => {
  return { name, type: 'counter', unit: 'count', tags: { name: of }, total, perSecond: total / 10 };
};
const trend = (name: string, value: number, of: string): Metric => ({
  name,
  type: 'trend',
  unit: name.includes('memory') ? 'bytes' : 'ms',
  tags: { name: of },
  count: 100,
  min: value,
  mean: value,
  max: value * 2,
  stddev: 0,
  percentiles: { 50: value, 95: value, 99: value },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
});

function run(names: readonly string[] = ['read page', 'slow']): Run {
  const metrics = names.flatMap((name, at): Metric[] => [
    counter('function_calls', 100, name),
    {
      name: 'function_failed',
      type: 'rate',
      unit: 'share',
      tags: { name },
      passes: at,
      fails: 100 - at,
      value: at / 100,
    },
    trend('function_duration', 10 * (at + 1), name),
    trend('function_blocking', 3, name),
    ...(at === 0
      ? [
          counter('function_items', 100_000, name),
          trend('function_memory_peak', 20e6, name),
          {
            name: 'function_memory_growth',
            type: 'gauge',
            unit: 'bytes',
            tags: { name },
            last: -2e5,
            min: 0,
            max: 1e6,
            mean: 0,
          } as const,
        ]
      : []),
  ]);
  return { ...passedRun(), metrics };
}

const lines = (from: Run, columns = 120) =>
  renderSummary(from, { columns, color: false, unicode: true, files: [] }).split('\n').slice(0, 40);

describe('the functions of a run', () => {
  it('have a row each, the one that takes most of the time first', () => {
    const text = lines(run());
    const at = text.findIndex((line) => line.startsWith('How did the functions do?'));
    expect(text.slice(at, at + 4).map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "How did the functions do?  peak and growth are of memory; blocked is the longest that a call kept the event loop",
        "  Function   Calls  per s  Failed     p50     p95     p99     max     Items   Peak   Growth  Blocked",
        "  slow         100   10/s   1.00%  20.0ms  20.0ms  20.0ms  40.0ms         –      –        –   6.00ms",
        "  read page    100   10/s      0%  10.0ms  10.0ms  10.0ms  20.0ms  10,000/s  40 MB  -200 kB   6.00ms",
      ]
    `);
  });

  it('fit into a narrow terminal', () => {
    for (const line of lines(run(['a function with quite a long name', 'other']), 50)) {
      expect(displayWidth(line)).toBeLessThanOrEqual(50);
    }
  });

  it('are left out where there are none', () => {
    expect(lines(exampleRun()).join()).not.toContain('functions');
    expect(renderMarkdown(exampleRun())).not.toContain('### Functions');
  });

  it('have a table in Markdown', () => {
    const section = /### Functions\n\n([\s\S]*?)(?:\n\n|\n$)/.exec(renderMarkdown(run()))?.[1];
    expect(section).toMatchInlineSnapshot(`
      "| Function | Calls | Failed | p50 | p95 | p99 | max | Items | Bytes | Memory peak | Memory growth | Blocked |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`slow\` | 100 | 1% | 20ms | 20ms | 20ms | 40ms | – | – | – | – | 6ms |
      | \`read page\` | 100 | 0% | 10ms | 10ms | 10ms | 20ms | 10,000/s | – | 40 MB | -200 kB | 6ms |"
    `);
  });
});

describe('the response time of requests and functions together', () => {
  it('is not set beside the times of the requests alone', () => {
    const { metrics } = exampleRun();
    const calls = { ...counter('function_calls', 100, 'sum'), tags: {} };
    const mixed = { ...exampleRun(), metrics: [...metrics, calls] };
    for (const text of [renderMarkdown(mixed), lines(mixed, 120).join('\n')]) expect(text).not.toContain('from due');
    for (const text of [renderMarkdown(exampleRun()), lines(exampleRun(), 120).join('\n')]) {
      expect(text).toContain('from due');
    }
  });
});
