import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitRule } from './limit.ts';
import { formatLimit, isLimitProblem, parseLimit } from './limit-grammar.ts';
import type { LimitProblem } from './limit-reader.ts';
import type { MetricType } from './metrics.ts';

const declared: Record<string, { type: MetricType; unit?: string }> = {
  cart_time: { type: 'trend', unit: 'ms' },
  items: { type: 'trend' },
  page_size: { type: 'trend', unit: 'bytes' },
  length: { type: 'trend', unit: 'km' },
  cache_hits: { type: 'rate' },
};

function rule(text: string): LimitRule {
  const result = parseLimit(text, declared);
  if (isLimitProblem(result)) throw new Error(`${result.message} (${result.hint})`);
  return result;
}

function problem(text: string): LimitProblem {
  const result = parseLimit(text, declared);
  if (!isLimitProblem(result)) throw new Error(`'${text}' was accepted: ${JSON.stringify(result)}`);
  return result;
}

describe('a rule', () => {
  it('is taken apart', () => {
    expect(rule(' http_req_duration{name:login} p95 < 200ms over 30s after 10s ')).toEqual({
      text: 'http_req_duration{name:login} p95 < 200ms over 30s after 10s',
      metric: 'http_req_duration',
      tags: { name: 'login' },
      aggregate: { kind: 'percentile', percentile: 95 },
      operator: '<',
      threshold: 200,
      overMs: 30_000,
      afterMs: 10_000,
    });
  });

  it.each<[string, Partial<LimitRule>]>([
    ['http_req_failed rate < 1%', { aggregate: { kind: 'rate' }, threshold: 0.01 }],
    ['http_req_failed rate < 0.01', { threshold: 0.01 }],
    ['http_req_failed rate < 1 %', { threshold: 0.01 }],
    ['http_req_failed rate<.5%', { threshold: 0.005 }],
    ['checks rate > 99%', { operator: '>', threshold: 0.99 }],
    ['checks rate == 100%', { operator: '==', threshold: 1 }],
    ['cache_hits rate >= 80%', { threshold: 0.8 }],
    ['http_reqs perSecond >= 1000', { aggregate: { kind: 'perSecond' }, threshold: 1000 }],
    ['http_reqs rate >= 1_000/s', { aggregate: { kind: 'perSecond' }, threshold: 1000 }],
    ['http_reqs count > 1e4', { aggregate: { kind: 'count' }, threshold: 10_000 }],
    ['http_req_duration within(300ms) > 99%', { aggregate: { kind: 'within', bound: 300 }, threshold: 0.99 }],
    ['http_req_duration within( 0.3s ) > 99%', { aggregate: { kind: 'within', bound: 300 } }],
    ['http_req_duration within(300) > 99%', { aggregate: { kind: 'within', bound: 300 } }],
    ['items within(10) > 50%', { aggregate: { kind: 'within', bound: 10 }, threshold: 0.5 }],
    ['response_time median < 50ms', { aggregate: { kind: 'percentile', percentile: 50 }, threshold: 50 }],
    ['response_time med<50', { aggregate: { kind: 'percentile', percentile: 50 }, threshold: 50 }],
    ['response_time avg < 1m30s', { aggregate: { kind: 'mean' }, threshold: 90_000 }],
    ['response_time mean < 1.5 s', { threshold: 1500 }],
    ['response_time P(99.9) <= 250us', { aggregate: { kind: 'percentile', percentile: 99.9 }, threshold: 0.25 }],
    ['response_time p( 95 ) < 200', { aggregate: { kind: 'percentile', percentile: 95 } }],
    ['response_time p0 > 1', { aggregate: { kind: 'percentile', percentile: 0 } }],
    ['response_time count > 100', { aggregate: { kind: 'count' }, threshold: 100 }],
    ['vus value < 100', { aggregate: { kind: 'value' }, threshold: 100 }],
    ['generator_cpu max < 80%', { threshold: 80 }],
    ['data_received count < 10MB', { threshold: 10_000_000 }],
    ['data_received perSecond < 10MiB/s', { aggregate: { kind: 'perSecond' }, threshold: 10_485_760 }],
    ['iterations count === 100', { operator: '==', threshold: 100 }],
    ['iterations count !== 100', { operator: '!=' }],
    ['http_reqs{} count > 1', { tags: {} }],
    ['http_reqs count > 1 after 10s over 1m', { afterMs: 10_000, overMs: 60_000 }],
    ['page_size p95 < 10kB', { threshold: 10_000 }],
    ['length max < 5km', { threshold: 5 }],
    ['length max < 5', { threshold: 5 }],
    ['items min > -5', { threshold: -5 }],
    ['unheard_of p95 < 2s', { threshold: 2000 }],
    ['unheard_of rate < 2%', { threshold: 0.02 }],
    ['unheard.of-x count < 2', { metric: 'unheard.of-x', threshold: 2 }],
  ])('%s', (text, expected) => {
    expect(rule(text)).toMatchObject(expected);
  });

  it.each<[string, Record<string, string>]>([
    ['{name:"GET /items/:id",status:200}', { name: 'GET /items/:id', status: '200' }],
    ['{ name : GET /items/:id , status : 200 }', { name: 'GET /items/:id', status: '200' }],
    ['{group:::login::form}', { group: '::login::form' }],
    [`{name:'a "b"', check:"it's {fine}, \\"yes\\""}`, { name: 'a "b"', check: 'it\'s {fine}, "yes"' }],
    ['{a:1,}', { a: '1' }],
  ])('has the tags %s', (tags, expected) => {
    expect(rule(`http_reqs${tags} count > 1`).tags).toEqual(expected);
  });

  it('is spelled in one way by formatLimit', () => {
    const spelled = (text: string) => formatLimit(rule(text), declared);
    expect(spelled('response_time{status:200,name:a} p(50)<=1500 after 5s')).toBe(
      'response_time{name:a,status:200} median <= 1.5s after 5s',
    );
    expect(spelled('http_req_failed rate<0.07')).toBe('http_req_failed rate < 7%');
    expect(spelled('http_reqs rate>10')).toBe('http_reqs perSecond > 10');
    expect(spelled('response_time count>10')).toBe('response_time count > 10');
    expect(spelled('data_sent count<1500000')).toBe('data_sent count < 1.5MB');
    expect(spelled('data_sent count<1537')).toBe('data_sent count < 1.537kB');
    expect(spelled('data_sent count<12')).toBe('data_sent count < 12B');
    expect(spelled('generator_cpu max<80')).toBe('generator_cpu max < 80%');
    expect(spelled('response_time within(.3s)>99%')).toBe('response_time within(300ms) > 99%');
    expect(spelled('http_reqs{name:"a,b \\"c\\""} count>1')).toBe('http_reqs{name:"a,b \\"c\\""} count > 1');
  });

  it('means the same once formatted', () => {
    const text = fc.record({
      head: fc.constantFrom('response_time p', 'response_time{a:b} p'),
      percentile: fc.integer({ min: 0, max: 1000 }).map((value) => value / 10),
      operator: fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
      ms: fc.integer({ min: 1, max: 10_000_000 }).map((value) => value / 10),
      over: fc.constantFrom('', ' over 30s', ' over 90s after 250ms'),
      tag: fc.string({ minLength: 1 }).filter((value) => value.trim() !== ''),
    });
    fc.assert(
      fc.property(text, ({ head, percentile, operator, ms, over, tag }) => {
        const first = rule(`${head}${percentile} ${operator} ${ms}ms${over}`);
        const tagged = { ...first, tags: { ...first.tags, name: tag } };
        const { text: _, ...again } = rule(formatLimit(tagged));
        const { text: __, ...expected } = tagged;
        expect(again).toEqual(expected);
      }),
    );
  });
});

describe('a mistake in a rule', () => {
  const metric = 'http_req_duration';
  it.each<[string, number, string, string]>([
    ['', 0, 'the rule is empty', "a limit reads 'http_req_duration p95 < 200ms'"],
    ['< 200ms', 0, "'< 200ms' does not start with the name of a metric", 'a limit reads'],
    [metric, 17, "the aggregate is missing after 'http_req_duration'", 'p95'],
    [`${metric} < 200ms`, 18, "the aggregate is missing after 'http_req_duration'", 'has min, mean, median'],
    [`${metric} p101 < 2s`, 18, 'there is no p101', 'percentiles go from p0 to p100'],
    [`${metric} p(x) < 2s`, 18, "'x' is not a percentile", 'p95, p99.9 or p(99.9)'],
    [`${metric} p95`, 21, 'the operator is missing', 'operators are <, <=, >, >=, == and !='],
    [`${metric} p95 <`, 23, "the value is missing after '<'", 'times read 200ms, 1.5s or 2m'],
    [`${metric} p95 < fast`, 24, "'fast' is not a value", 'times read'],
    [`${metric} p95 200ms`, 22, "'200ms' is not an operator", 'operators are'],
    [`${metric} p95 = 200ms`, 22, "'=' is not an operator", "did you mean '=='?"],
    [`${metric} p95 =< 200ms`, 22, "'=<' is not an operator", "did you mean '<='?"],
    [`${metric} p95 below 200ms`, 22, "'below' is not an operator", "did you mean '<'?"],
    [`${metric} p95 ~ 200ms`, 22, "'~ 200ms' is not an operator", 'operators are'],
    [`${metric} meen < 2s`, 18, "'meen' is not an aggregate", 'a trend such as http_req_duration has'],
    [`${metric} perSecond < 2`, 18, 'http_req_duration is a trend, which has no perSecond', 'within(300ms)'],
    [`${metric} rate < 2%`, 18, 'http_req_duration is a trend, which has no rate', 'within(300ms)'],
    ['http_reqs p95 < 2', 10, 'http_reqs is a counter, which has no p95', 'a counter such as http_reqs has count and'],
    ['vus count < 2', 4, 'vus is a gauge, which has no count', 'value, min, mean and max'],
    ['checks count < 2', 7, 'checks is a rate, which has no count', 'a rate such as checks has rate'],
    [`${metric} p95 < 2%`, 24, "http_req_duration p95 is a time, and '2%' is not", 'times read'],
    [`${metric} p95 < 2MB`, 24, "http_req_duration p95 is a time, and '2MB' is not", 'times read'],
    [`${metric} count < 2s`, 26, "http_req_duration count is a number, and '2s' is not", 'a plain number'],
    ['http_req_failed rate < 5ms', 23, "http_req_failed rate is a share, and '5ms' is not", 'shares read 1% or 0.01'],
    ['http_req_failed rate < 5', 23, "at most 1 or 100%, so '5' is out of range", "write '5%' for percent"],
    ['http_req_failed rate < 500%', 23, "at most 1 or 100%, so '500%' is out of range", 'write 100% or less'],
    ['http_req_failed rate < 0%', 23, 'is never below 0, so the limit could only fail', "write '== 0'"],
    ['checks rate > 100%', 14, 'is never above 100%, so the limit could only fail', "write '>= 100%'"],
    [`${metric} min > -1ms`, 24, "is never negative, so '-1ms' is out of range", 'times read'],
    ['http_reqs count > 1,000', 18, 'numbers have no thousands separator', 'write 1000'],
    ['http_reqs count > 10MB', 18, "http_reqs count is a number, and '10MB' is not", 'a plain number'],
    ['data_sent count > 10s', 18, "data_sent count is a number of bytes, and '10s' is not", 'bytes read'],
    ['generator_cpu max > 10s', 20, "generator_cpu max is a percentage, and '10s' is not", '80%'],
    ['length max < 5miles', 13, "length max is in km, and '5miles' is not", 'write a plain number, in km'],
    [`${metric} within > 99%`, 18, 'within lacks its bound', "'http_req_duration within(300ms) > 99%'"],
    [`${metric} within(300ms > 99%`, 18, 'within lacks its bound', 'within(300ms)'],
    [`${metric} within(soon) > 99%`, 18, "'soon' is not a bound for within", 'within(300ms)'],
    [`${metric} within(3MB) > 99%`, 18, "the bound of within is a time, and '3MB' is not", 'times read'],
    [`${metric}{name:login p95 < 2s`, 17, "'{' is never closed", 'tags read {name:login,status:200}'],
    [`${metric}{name} p95 < 2s`, 22, "tag 'name' lacks a ':' and a value", 'tags read'],
    [`${metric}{name=login} p95 < 2s`, 22, "tag 'name' lacks a ':' and a value", 'tags read'],
    [`${metric}{name:} p95 < 2s`, 23, "tag 'name' has no value", 'tags read'],
    [`${metric}{:x} p95 < 2s`, 18, "':x} p95 < 2s' is not the name of a tag", 'tags read'],
    [`${metric}{name:"x} p95 < 2s`, 23, "the quoted value of tag 'name' is never closed", 'tags read'],
    [`${metric}{name:"x" y} p95 < 2s`, 27, "expected ',' or '}' after the value of tag 'name'", 'tags read'],
    [`${metric}{name:a,name:b} p95 < 2s`, 25, "tag 'name' is named twice", 'write two limits'],
    [`${metric} p95 < 2s && max < 3s`, 27, "'&& max < 3s' is left over after the value", 'a limit is one rule'],
    [`${metric} p95 < 2s ovr 30s`, 27, "'ovr 30s' is left over after the value", "'over 30s' and 'after 10s'"],
    [`${metric} p95 < 2s over`, 31, "'over' lacks its duration", "write 'over 30s'"],
    [`${metric} p95 < 2s over 30`, 32, "'30' is not a duration", "write 'over 30s'"],
    [`${metric} p95 < 2s over 1.5s`, 32, 'a window of 1.5s cannot be judged', 'whole seconds, at least 1s'],
    [`${metric} p95 < 2s over 500ms`, 32, 'a window of 500ms cannot be judged', 'whole seconds, at least 1s'],
    [`${metric} p95 < 2s after -5s`, 33, "'-5s' is negative", "write 'after 30s'"],
    [`${metric} p95 < 2s over 5s over 6s`, 35, "'over' stands twice", "keep one 'over'"],
  ])('%s', (...[text, offset, message, hint]) => {
    const found = problem(text);
    expect(found.message).toContain(message);
    expect(found.hint).toContain(hint);
    expect(found.offset).toBe(offset);
  });

  it('names the mistyped word with those that are known', () => {
    expect(problem('response_time meen < 2s').mistyped).toMatchObject({ word: 'meen' });
    expect(problem('response_time meen < 2s').mistyped?.known).toContain('mean');
    expect(problem('response_time p95 < 2s ovr 30s').mistyped).toEqual({ word: 'ovr', known: ['over', 'after'] });
  });

  it('never throws, whatever the text', () => {
    const part = fc.constantFrom(
      'http_reqs',
      '{',
      '}',
      ':',
      '"',
      "'",
      'p',
      '(',
      ')',
      '95',
      ' ',
      '<',
      '=',
      'ms',
      'over',
      '%',
      ',',
      '\\',
      'within',
      '1e',
      '-',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const result = parseLimit(text);
          if (isLimitProblem(result)) expect(result.offset).toBeLessThanOrEqual(text.length);
          else expect(Number.isFinite(result.threshold)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
