import { describe, expect, it } from 'vitest';
import type { Finding } from '../../model/run.ts';
import { Histogram } from '../../stats/histogram.ts';
import type { Judgement } from '../judge-load.ts';
import type { AgainstEvidence } from './against-evidence.ts';
import { NOISES, type Noise, pretendedRun } from './fixtures/pretended-run.ts';
import { judgeAgainst } from './judge-against.ts';

const [calm] = NOISES as readonly [Noise];
const passed: Judgement = { verdict: 'passed', findings: [], limits: [] };

function evidence(factor: number, changes: Partial<AgainstEvidence> = {}): AgainstEvidence {
  return { ...pretendedRun({ blocks: 15, answers: 100, factor, noise: calm, seed: 4 }), ...changes };
}

const kinds = ({ findings }: Judgement) => findings.map(({ kind, severity }) => `${severity} ${kind}`);

describe('a run against a second target', () => {
  it('fails where something is slower by more than half, and says so', () => {
    const judged = judgeAgainst(passed, evidence(1.8));
    expect(judged.verdict).toBe('failed');
    expect(kinds(judged)).toEqual(['critical regression']);
    expect(judged.findings[0]?.title).toMatch(
      /^Slower than http:\/\/before: http_req\w+ \w+ is \S+ instead of \S+ \([+-]\d+%, between/,
    );
    expect(judged.parts?.comparisons?.length).toBeGreaterThan(0);
  });

  it('only tells of less, unless asked to fail by it', () => {
    expect(judgeAgainst(passed, evidence(1.3))).toMatchObject({ verdict: 'passed', findings: [{ severity: 'major' }] });
    expect(judgeAgainst(passed, evidence(1.3, { failOn: 'major' })).verdict).toBe('failed');
    expect(judgeAgainst(passed, evidence(1.3, { failOn: 'info' })).verdict).toBe('failed');
    expect(judgeAgainst(passed, evidence(1.13, { failOn: 'major' })).verdict).toBe('passed');
  });

  it('leaves a run that failed or was interrupted as it is', () => {
    expect(judgeAgainst({ ...passed, verdict: 'interrupted' }, evidence(2)).verdict).toBe('interrupted');
    expect(judgeAgainst({ ...passed, verdict: 'failed' }, evidence(1)).verdict).toBe('failed');
  });

  it('tells of what is faster, and of no difference', () => {
    expect(kinds(judgeAgainst(passed, evidence(0.7)))).toEqual(['info improvement']);
    const [same] = judgeAgainst(passed, evidence(1)).findings;
    expect(same?.kind).toMatch(/^against-(same|unclear)$/);
  });

  it('is inconclusive where too little was measured', () => {
    const judged = judgeAgainst(passed, evidence(2, { blocks: [] }));
    expect(judged).toMatchObject({ verdict: 'inconclusive', parts: { comparisons: [] } });
    expect(kinds(judged)).toEqual(['minor against-too-short']);
  });

  it('doubts a difference that the generator may have made', () => {
    const run = evidence(1.8);
    const late = new Histogram();
    late.recordMany(5000, 50);
    const early = new Histogram();
    early.recordMany(100, 50);
    const blocks = run.blocks.map(({ before, after }) => ({
      before: { ...before, lateness: early.encode() },
      after: { ...after, lateness: late.encode() },
    }));
    const judged = judgeAgainst(passed, { ...run, blocks, failOn: 'minor' });
    expect(judged.verdict).toBe('inconclusive');
    expect(kinds(judged)).toEqual(['major regression', 'minor against-doubtful']);
  });

  it('says when iterations reach into the slices of the other target', () => {
    expect(kinds(judgeAgainst(passed, evidence(0.7, { iterationMs: 900 })))).toContain('minor against-overlap');
  });

  it('compares nothing where one target was not there', () => {
    const unreached: Finding = {
      kind: 'target-unreachable',
      severity: 'critical',
      title: '',
      evidence: {},
      advice: '',
    };
    const judged = judgeAgainst(passed, evidence(2), [unreached]);
    expect(judged).toMatchObject({ verdict: 'failed', findings: [unreached], parts: { comparisons: [], samples: [] } });
  });
});
