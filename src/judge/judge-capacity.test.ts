import { describe, expect, it } from 'vitest';
import type { LimitRule } from '../model/limit.ts';
import { parseLimit } from '../model/limit-grammar.ts';
import type { Level, Metric } from '../model/run.ts';
import type { LoadEvidence } from './evidence.ts';
import { type CapacityEvidence, type JudgedTrial, judgeCapacity } from './judge-capacity.ts';
import type { LimitDecision } from './level-watch.ts';

const rule = ruleOf('http_req_duration p95 <= 30ms');

function ruleOf(text: string): LimitRule {
  const parsed = parseLimit(text);
  if (!('aggregate' in parsed)) throw new Error(parsed.message);
  return parsed;
}

const counter = (name: string, total: number): Metric => {
  return { name, type: 'counter', unit: 'count', tags: {}, total, perSecond: total / 10 };
};

const trial = (load: number, p95: number, more: Partial<JudgedTrial & LimitDecision> = {}): JudgedTrial => {
  const isWithin = p95 <= 30 && more.isGrowing !== true;
  const decided = isWithin ? 'within' : 'crossed';
  const decision = { rule, decided, holds: isWithin, value: p95, isGrowing: false, ...more } as const;
  return { load, startMs: load * 1000, decisions: [decision], isWithin, dropped: more.dropped ?? 0 };
};

const levelOf = ({ load, startMs }: JudgedTrial, metrics: readonly Metric[] = []): Level => {
  return { name: `${load}`, load, unit: 'arrivals/s', startMs, endMs: startMs + 10_000, metrics };
};

function judge(search: Partial<CapacityEvidence>, more: Partial<LoadEvidence> = {}) {
  const trials = search.trials ?? [trial(90, 20), trial(100, 22), trial(102, 80)];
  const evidence = {
    metrics: [counter('http_reqs', 1000), counter('iterations', 1000)],
    checks: [],
    errors: [],
    limits: [{ rule, abort: false, delayMs: 0 }],
    results: [],
    levels: trials.map((each) => levelOf(each)),
    series: [],
    load: [],
    events: [],
    durationMs: 60_000,
    workers: 1,
    end: { kind: 'completed' },
    failures: [],
    ...more,
  } satisfies LoadEvidence;
  const line = { value: 100, low: 100, high: 102 };
  return judgeCapacity(evidence, {
    line,
    trials,
    confidence: 0.95,
    expected: undefined,
    unfinished: undefined,
    to: 1e6,
    ...search,
  });
}

const kinds = ({ findings }: ReturnType<typeof judge>) => findings.map(({ kind }) => kind);

describe('a search for capacity', () => {
  it('ends in a line, what breaks above it, and the limits as measured at it', () => {
    const judgement = judge({ expected: 50 });
    expect(judgement.verdict).toBe('passed');
    expect(kinds(judgement)).toEqual(['load-line']);
    expect(judgement.parts?.loadLine).toEqual({
      value: 100,
      low: 100,
      high: 102,
      unit: 'arrivals/s',
      confidence: 0.95,
      limitedBy: rule.text,
      expected: 50,
      headroom: 1,
    });
    expect(judgement.limits).toMatchObject([{ rule: rule.text, value: 22, passed: true }]);
    expect(judgement.parts?.levels?.map(({ decided }) => decided)).toEqual(['within', 'within', 'crossed']);
  });

  it('fails where the line is below what is expected', () => {
    const judgement = judge({ expected: 150 });
    expect(judgement.verdict).toBe('failed');
    expect(kinds(judgement)[0]).toBe('capacity-below-expected');
  });

  it('says that waiting would grow without end', () => {
    const judgement = judge({
      trials: [trial(100, 22), trial(102, 25, { isGrowing: true, decided: 'crossed', holds: false })],
    });
    expect(judgement.findings[0]?.advice).toContain('more came in than was served');
  });

  it('says that the line is higher where nothing broke', () => {
    const judgement = judge({ line: { value: 100, low: 100, high: Number.POSITIVE_INFINITY }, to: 100 });
    expect(kinds(judgement)).toEqual(['load-line-above']);
    expect(judgement.parts?.loadLine).toMatchObject({ high: 100, limitedBy: null });
  });

  it('calls no line too low that was not looked for as far as what is expected', () => {
    const judgement = judge({ line: { value: 100, low: 100, high: Number.POSITIVE_INFINITY }, to: 100, expected: 200 });
    expect(kinds(judgement)).toEqual(['load-line-above']);
    expect(judgement.verdict).toBe('passed');
    expect(judgement.parts?.loadLine).toMatchObject({ expected: 200 });
    expect(judgement.parts?.loadLine?.headroom).toBeUndefined();
  });

  it('fails where no load was within its limits', () => {
    const judgement = judge({ line: undefined, trials: [trial(10, 50), trial(5, 50)] });
    expect(judgement.verdict).toBe('failed');
    expect(judgement.findings[0]?.title).toContain('down to 5/s');
    expect(judgement.parts?.loadLine).toBeUndefined();
  });

  it('is inconclusive where it had to end early', () => {
    const judgement = judge({ unfinished: 'it may take 10s in all', expected: 500 });
    expect(judgement.verdict).toBe('inconclusive');
    expect(kinds(judgement)).toContain('search-unfinished');
  });

  it('says nothing of a line that it had no time to look for', () => {
    const judgement = judge({ line: undefined, trials: [trial(10, 50)], unfinished: 'it may take 10s in all' });
    expect(judgement.verdict).toBe('inconclusive');
    expect(kinds(judgement)).toEqual(['search-unfinished']);
  });

  it('keeps what was found when it is interrupted', () => {
    const judgement = judge({}, { end: { kind: 'interrupted' } });
    expect(judgement.verdict).toBe('interrupted');
    expect(judgement.parts?.loadLine?.value).toBe(100);
  });

  it('doubts a line above which the generator was late', () => {
    const trials = [trial(100, 22), trial(102, 80)];
    const slow = (name: string, ms: number): Metric => ({
      name,
      type: 'trend',
      unit: 'ms',
      tags: {},
      count: 10_000,
      min: ms,
      mean: ms,
      max: ms,
      stddev: 0,
      percentiles: { '50': ms, '95': ms, '99': ms },
      histogram: { scale: 8, unit: 'us', zeroCount: 0, positive: { offset: 0, counts: [] } },
    });
    const late = levelOf(trials[1] as JudgedTrial, [slow('http_req_duration', 40), slow('generator_lateness', 20)]);
    const judgement = judge({ trials }, { levels: [levelOf(trials[0] as JudgedTrial), late] });
    expect(kinds(judgement)).toContain('capacity-of-generator');
  });

  it('tells of levels that were taken by their values', () => {
    const judgement = judge({ trials: [trial(100, 22, { decided: 'unclear' }), trial(102, 80)] });
    expect(kinds(judgement)).toContain('levels-undecided');
  });

  it('finds no line where nothing could be reached', () => {
    const refused: Metric[] = [
      counter('http_reqs', 5),
      { ...counter('http_reqs', 5), tags: { error: 'refused' } } as Metric,
    ];
    const judgement = judge({ line: undefined, trials: [] }, { metrics: refused });
    expect(judgement.verdict).toBe('failed');
    expect(kinds(judgement)).toContain('target-unreachable');
  });
});
