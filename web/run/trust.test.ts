import { describe, expect, it } from 'vitest';
import { RunIndex } from '../../src/model/run-index.ts';
import { exampleRun } from './fixtures/example-run.ts';
import { trustOf } from './trust.ts';

const of = (changes: Parameters<typeof exampleRun>[0]) => trustOf(new RunIndex(exampleRun(changes)));
const finding = (kind: string, severity: 'info' | 'minor' | 'major') => ({
  kind,
  severity,
  title: kind,
  evidence: {},
  advice: '',
});

describe('whether numbers can be trusted', () => {
  it('is said with the figures of the generator', () => {
    const trust = of({});
    expect(trust.state).toBe('good');
    expect(trust.sentence).toBe('Yes: the load generator kept up.');
    expect(trust.figures).toContainEqual(['iterations started late, p99', '0.4ms']);
  });

  it('is denied where the generator was late, and doubted where that was minor', () => {
    expect(of({ findings: [finding('generator-late', 'major')] }).state).toBe('spoiled');
    expect(of({ findings: [finding('generator-late', 'minor')] }).state).toBe('doubtful');
    expect(of({ findings: [finding('slow-step', 'major'), finding('few-samples', 'info')] }).state).toBe('good');
  });

  it('is doubted where arrivals were dropped', () => {
    const dropped = {
      name: 'dropped_iterations',
      type: 'counter',
      unit: 'count',
      tags: {},
      total: 12,
      perSecond: 1,
    } as const;
    expect(of({ metrics: [dropped] }).sentence).toBe(
      '12 arrivals dropped, since all users were busy: latencies are lower bounds.',
    );
  });

  it('is not known of a run that says nothing of its generator', () => {
    expect(of({ metrics: [] }).state).toBe('unknown');
  });
});
