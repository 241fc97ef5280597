import { describe, expect, it } from 'vitest';
import type { Finding, LimitResult } from '../../../src/model/run.ts';
import { liveNews } from './live-news.ts';

const finding = (kind: string, title: string): Finding => ({
  kind,
  severity: 'major',
  title,
  evidence: {},
  advice: '',
});
const limit = (passed: boolean | null, rule = 'p95 < 1s'): LimitResult => ({
  metric: 'http_req_duration',
  tags: {},
  rule,
  value: 1,
  passed,
});

describe('the news of a run under way', () => {
  it('is what was found since, but not that its figures have changed', () => {
    const before = { findings: [finding('late', 'late by 2ms')], limits: [] };
    const after = { findings: [finding('late', 'late by 3ms'), finding('errors', '3% fail')], limits: [] };
    expect(liveNews(before, after)).toEqual(['Found, major: 3% fail']);
  });

  it('is which limits are crossed, and which are kept again', () => {
    const of = (a: boolean | null, b: boolean | null) => ({ findings: [], limits: [limit(a), limit(b, 'checks > 9')] });
    expect(liveNews(of(null, false), of(false, true))).toEqual(['Crossed: p95 < 1s', 'Kept again: checks > 9']);
    expect(liveNews(of(null, true), of(true, true))).toEqual([]);
    expect(liveNews(of(false, null), of(false, null))).toEqual([]);
  });

  it('tells a limit of one level from that of another', () => {
    const before = { findings: [], limits: [{ ...limit(false), level: '10/s' }] };
    const after = {
      findings: [],
      limits: [
        { ...limit(false), level: '10/s' },
        { ...limit(false), level: '20/s' },
      ],
    };
    expect(liveNews(before, after)).toEqual(['Crossed: p95 < 1s']);
  });
});
