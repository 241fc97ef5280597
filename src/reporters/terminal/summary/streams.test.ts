import { describe, expect, it } from 'vitest';
import type { Metric, Run } from '../../../model/run.ts';
import { renderMarkdown } from '../../markdown.ts';
import { exampleRun, passedRun } from '../fixtures/example-run.ts';
import { displayWidth } from '../text/text-width.ts';
import { renderSummary } from './summary.ts';

const counter = (name: string, total: number, of: string): Metric => {
  return { name, type: 'counter', unit: 'count', tags: { name: of }, total, perSecond: total / 10 };
};
const opened = (passes: number, fails: number, of: string): Metric[] => [
  {
    name: 'sse_failed',
    type: 'rate',
    unit: 'share',
    tags: { name: of },
    passes,
    fails,
    value: passes / (passes + fails),
  },
  { name: 'sse_connections', type: 'gauge', unit: 'count', tags: { name: of }, last: 0, min: 0, max: fails, mean: 1 },
];
const latency = (ms: number, of: string): Metric => ({
  name: 'sse_event_latency',
  type: 'trend',
  unit: 'ms',
  tags: { name: of },
  count: 100,
  min: ms,
  mean: ms,
  max: ms * 2,
  stddev: 0,
  percentiles: { 50: ms, 95: ms, 99: ms },
  histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
});

const run = (names: readonly [string, string] = ['chat', 'news']): Run => ({
  ...passedRun(),
  metrics: [
    ...opened(5, 95, names[0]),
    counter('sse_events', 500, names[0]),
    counter('sse_interrupted', 3, names[0]),
    counter('sse_reconnects', 2, names[0]),
    ...opened(0, 10, names[1]),
    counter('sse_events', 5000, names[1]),
    latency(4, names[1]),
  ],
});

const lines = (from: Run, columns = 140) =>
  renderSummary(from, { columns, color: false, unicode: true, files: [] }).split('\n').slice(0, 40);

describe('the event streams of a run', () => {
  it('have a row for each name, the one with most events first', () => {
    const text = lines(run());
    const at = text.findIndex((line) => line.startsWith('How did the event streams do?'));
    expect(text.slice(at, at + 4).map((line) => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "How did the event streams do?  times are those from sent to received",
        "  Stream  Asked for  Failed  Open at most  Events  per s     p50     p95     p99     max  Interrupted  Reconnects",
        "  news           10      0%            10   5,000  500/s  4.00ms  4.00ms  4.00ms  8.00ms            0           0",
        "  chat          100   5.00%            95     500   50/s       –       –       –       –            3           2",
      ]
    `);
  });

  it('fit into a narrow terminal', () => {
    for (const line of lines(run(['a stream with quite a long name of its own', 'other']), 50)) {
      expect(displayWidth(line)).toBeLessThanOrEqual(50);
    }
  });

  it('are left out where there are none', () => {
    expect(lines(exampleRun()).join()).not.toContain('event streams');
    expect(renderMarkdown(exampleRun())).not.toContain('### Event streams');
  });

  it('have a table in Markdown', () => {
    const section = /### Event streams\n\n([\s\S]*?)(?:\n\n|\n$)/.exec(renderMarkdown(run()))?.[1];
    expect(section).toMatchInlineSnapshot(`
      "| Stream | Asked for | Failed | Events | p50 | p95 | p99 | max | Interrupted | Reconnects | Discarded |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | \`news\` | 10 | 0% | 5,000 | 4ms | 4ms | 4ms | 8ms | 0 | 0 | 0 |
      | \`chat\` | 100 | 5% | 500 | – | – | – | – | 3 | 2 | 0 |"
    `);
  });
});
