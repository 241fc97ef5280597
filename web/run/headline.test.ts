import { describe, expect, it } from 'vitest';
import { RunIndex } from '../../src/model/run-index.ts';
import { exampleRun, limit } from './fixtures/example-run.ts';
import { headline } from './headline.ts';

const of = (changes: Parameters<typeof exampleRun>[0]) => headline(new RunIndex(exampleRun(changes)));
const line = {
  value: 498,
  low: 490,
  high: 505,
  unit: 'arrivals/s',
  confidence: 0.95,
  limitedBy: 'http_req_duration p95 < 60ms',
};

describe('the sentence that a page of a run opens with', () => {
  it('names the limit that was crossed, and by how much', () => {
    expect(of({})).toContain('http_req_duration p95 was 250ms, allowed is < 200ms (25% over).');
  });

  it('names the furthest of several', () => {
    const limits = [limit('http_req_duration p95 < 200ms', 250), limit('http_req_duration p99 < 300ms', 1200)];
    expect(of({ limits })).toBe(
      '2 of 2 limits were crossed, the furthest: http_req_duration p99 was 1.2s, allowed is < 300ms (4.0× of what is allowed).',
    );
  });

  it('says how much room there was to the nearest limit of a run that passed', () => {
    const limits = [limit('http_req_duration p95 < 200ms', 168), limit('http_req_failed rate < 10%', 0.01)];
    expect(of({ verdict: 'passed', limits })).toBe(
      'Both limits were kept; the nearest was http_req_duration p95 at 168ms, allowed is < 200ms: 84% of what is allowed was used.',
    );
    expect(of({ verdict: 'passed', limits: [] })).toBe('No limits were set, and nothing else failed.');
  });

  it('puts a target out of reach before limits', () => {
    const finding = {
      kind: 'target-unreachable',
      severity: 'critical',
      title: 'nobody answers',
      evidence: {},
      advice: '',
    } as const;
    expect(of({ findings: [finding] })).toBe('Nobody answers.');
  });

  it('tells the load line with its interval, and what breaks above it', () => {
    expect(of({ kind: 'capacity', verdict: 'passed', loadLine: { ...line, expected: 300, headroom: 0.66 } })).toBe(
      'Carries 498/s within all limits (490/s to 505/s with 95% confidence); above that, http_req_duration p95 < 60ms breaks first. That is 66% above the 300/s expected.',
    );
    expect(of({ kind: 'capacity', verdict: 'passed', loadLine: { ...line, limitedBy: null } })).toContain(
      'at least 498/s',
    );
  });

  it('says why a run was aborted or could not be judged', () => {
    const aborted = { atMs: 1, kind: 'aborted', text: 'it ran into maxDuration' };
    expect(of({ verdict: 'aborted', limits: [], events: [aborted] })).toBe('Stopped early: it ran into maxDuration.');
    const unjudged = limit('http_req_duration p95 < 200ms over 30s', null, { reason: 'too short' });
    expect(of({ verdict: 'inconclusive', limits: [unjudged] })).toContain('could not be judged: too short.');
    expect(of({ verdict: 'interrupted' })).toContain('Stopped after 20s');
  });

  it('has something to say of a run without anything', () => {
    expect(of({ limits: [], metrics: [], series: [] })).toBe('See the findings below.');
  });
});
