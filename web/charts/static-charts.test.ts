import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { HeatMapChart } from './heat-map-chart.tsx';
import { HistogramChart } from './histogram-chart.tsx';
import { PercentileChart } from './percentile-chart.tsx';
import { LimitLines, UprightLines } from './plane.tsx';
import { ScatterChart } from './scatter-chart.tsx';
import { ShareBar } from './share-bar.tsx';
import { Sparkline } from './sparkline.tsx';
import type { CurveSpec, ScatterSpec, TimeChartSpec } from './specs.ts';
import { TimeCharts } from './time-charts.tsx';

const hostile = '<script>alert(1)</script>"\'&';
const frame = {
  endMs: 3000,
  phases: [{ name: hostile, startMs: 0, endMs: 3000, isRamp: true }],
  events: [{ atMs: 1000, kind: hostile, text: hostile }],
};
const spec: TimeChartSpec = {
  id: 'latency',
  title: hostile,
  unit: 'ms',
  timesMs: [0, 1000, 2000],
  lines: [{ label: hostile, brush: 'series-1', values: [1, null, 40] }],
  limits: [{ value: 100, label: hostile }],
  description: hostile,
};

test('without a script, charts over time are figures with a picture, a description and their figures', () => {
  const markup = renderToString(h(TimeCharts, { specs: [spec], frame }));
  expect(markup).not.toContain('<script');
  expect(markup).toContain('<figure');
  expect(markup).toContain('chart-line');
  expect(markup).toContain('40ms');
});

test('without a script nothing has a style of its own, nothing can be pressed, and a heat map is a picture', () => {
  const map = { metric: 'm', tags: {}, unit: 'ms', startMs: 0, stepMs: 1000, scale: 1 };
  const columns = [
    { offset: 2, counts: [1, 9] },
    { offset: 2, counts: [0, 9] },
  ];
  const markup = [
    renderToString(h(TimeCharts, { specs: [spec], frame })),
    renderToString(h(HeatMapChart, { map: { ...map, columns }, frame })),
  ].join('');
  expect(markup).not.toMatch(/ style="|<button|role="slider"/);
  expect(markup).toContain('<path class="chart-fill" d="M0 0h2v1h-2z" fill-opacity="1">');
});

test('names of limits that lie close to each other stand beside each other', () => {
  const lines = [
    { place: 0.5, label: 'p95 < 200ms' },
    { place: 0.51, label: 'p99 < 210ms' },
  ];
  const places = (markup: string, side: 'x' | 'y') =>
    [...markup.matchAll(new RegExp(`<text[^>]* ${side}="([\\d.]+)"`, 'g'))].map(([, at]) => Number(at));
  const size = { width: 400, height: 200 };
  const [first = 0, second = 0] = places(renderToString(h(LimitLines, { lines, ...size })), 'x');
  expect(second - first).toBeGreaterThan(60);
  const [upper = 0, lower = 0] = places(renderToString(h(UprightLines, { lines, ...size })), 'y');
  expect(lower - upper).toBeGreaterThan(10);
});

test('charts of nothing are still charts', () => {
  const empty = { ...spec, timesMs: [], lines: [] };
  expect(renderToString(h(TimeCharts, { specs: [empty], frame: { endMs: 0, phases: [], events: [] } }))).toContain(
    '<figure',
  );
  const map = { metric: 'm', tags: {}, unit: 'ms', startMs: 0, stepMs: 1000, scale: 3, columns: [] };
  expect(renderToString(h(HeatMapChart, { map, frame }))).toContain('Nothing was measured');
  const curves: CurveSpec = { id: 'c', title: 'c', unit: 'ms', curves: [], description: '' };
  const scatter: ScatterSpec = { ...curves, x: { label: 'x', unit: '' }, y: { label: 'y', unit: 'ms' }, groups: [] };
  for (const markup of [
    renderToString(h(PercentileChart, { spec: curves })),
    renderToString(h(HistogramChart, { spec: curves })),
    renderToString(h(ScatterChart, { spec: scatter })),
    renderToString(h(Sparkline, { values: [], label: 'none' })),
    renderToString(h(ShareBar, { parts: [], label: 'none' })),
  ]) {
    expect(markup).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test('curves, points and bars are drawn in full', () => {
  const histogram = { scale: 0, zeroCount: 1, offset: 0, counts: [5, 3, 1] };
  const curves: CurveSpec = {
    id: 'c',
    title: hostile,
    unit: 'ms',
    description: hostile,
    limits: [{ value: 5, label: hostile }],
    curves: [
      { label: hostile, brush: 'series-1', histogram, min: 0, max: 7 },
      { label: 'empty', brush: 'series-2', histogram: { ...histogram, zeroCount: 0, counts: [] }, min: 0, max: 0 },
    ],
  };
  const points = [
    { x: 1, y: 2, label: hostile, atMs: 100 },
    { x: Number.NaN, y: 3 },
  ];
  const scatter: ScatterSpec = {
    ...curves,
    x: { label: hostile, unit: 'users' },
    y: { label: hostile, unit: 'ms' },
    groups: [{ label: hostile, brush: 'series-1', points }],
    marks: [{ x: 1.5, label: hostile }],
  };
  const parts = [
    { label: hostile, brush: 'bad' as const, value: 3 },
    { label: 'b', brush: 'good' as const, value: 1 },
  ];
  for (const markup of [
    renderToString(h(PercentileChart, { spec: curves })),
    renderToString(h(HistogramChart, { spec: curves })),
    renderToString(h(ScatterChart, { spec: scatter })),
    renderToString(h(Sparkline, { values: [1, null, 3], label: hostile, limit: 2 })),
    renderToString(h(ShareBar, { parts, label: hostile, unit: 'ms', hasLegend: true })),
  ]) {
    expect(markup).not.toContain('<script');
    expect(markup).not.toMatch(/="[^"]*(NaN|Infinity|undefined)/);
    expect(markup).toMatch(/<(path|circle|rect)/);
  }
});
