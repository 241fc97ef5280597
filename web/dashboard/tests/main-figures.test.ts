import { expect, it } from 'vitest';
import type { Trend } from '../../../src/model/history.ts';
import { mainFirst } from './main-figures.ts';

const trend = (metric: string, aggregate: string, tags = {}) => ({ metric, aggregate, tags }) as Trend;

it('shows p95 and the rate of requests first, and leaves the others in their order', () => {
  const trends = [
    trend('http_req_duration', 'p50'),
    trend('http_req_duration', 'p95', { name: 'login' }),
    trend('http_reqs', 'perSecond'),
    trend('http_req_duration', 'p95'),
    trend('checks', 'rate'),
  ];
  const ordered = mainFirst(trends).map(({ metric, aggregate, tags }) => [metric, aggregate, ...Object.values(tags)]);
  expect(ordered).toEqual([
    ['http_req_duration', 'p95'],
    ['http_reqs', 'perSecond'],
    ['http_req_duration', 'p50'],
    ['http_req_duration', 'p95', 'login'],
    ['checks', 'rate'],
  ]);
});
