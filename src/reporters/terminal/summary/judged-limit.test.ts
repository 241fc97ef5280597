import { expect, it } from 'vitest';
import { limitInWords } from './judged-limit.ts';

it('a limit reads as subject, measured value and what is allowed', () => {
  expect(limitInWords({ rule: 'http_req_duration{name:login} p95 < 200ms', value: 234.4, unit: 'ms' })).toEqual({
    rule: 'http_req_duration{name:login} p95 < 200ms',
    subject: 'http_req_duration{name:login} p95',
    allowed: '< 200ms',
    measured: '234ms',
    used: 1.172,
  });
});

it.each([
  { rule: 'http_req_failed rate < 1%', value: 0.005, unit: 'share', measured: '0.50%', used: 0.5 },
  { rule: 'checks rate > 99%', value: 0.995, unit: 'share', measured: '99.50%', used: 0.5 },
  { rule: 'http_req_duration within(300ms) > 99%', value: 0.98, unit: 'ms', measured: '98.0%', used: 2 },
  { rule: 'http_req_duration count > 100', value: 200, unit: 'ms', measured: '200', used: 0.5 },
  { rule: 'http_reqs perSecond > 100', value: 400, unit: 'count', measured: '400/s', used: 0.25 },
  { rule: 'http_reqs count == 10', value: 10, unit: 'count', measured: '10', used: null },
  { rule: 'http_req_failed rate == 0', value: 0, unit: 'share', measured: '0%', used: null },
  { rule: 'checks rate >= 100%', value: 1, unit: 'share', measured: '100%', used: null },
  { rule: 'data_received count < 10MB', value: 1e6, unit: 'bytes', measured: '1 MB', used: 0.1 },
])('$rule with $value measured', ({ rule, value, unit, measured, used }) => {
  const words = limitInWords({ rule, value, unit });
  expect(words.measured).toBe(measured);
  if (used === null) expect(words.used).toBeNull();
  else expect(words.used).toBeCloseTo(used);
});

it('without a sample there is nothing measured and nothing used', () => {
  expect(limitInWords({ rule: 'checks rate > 99%', value: null })).toMatchObject({ measured: '–', used: null });
});

it('a rule that cannot be read is shown as it is', () => {
  expect(limitInWords({ rule: 'nonsense', value: 3 })).toMatchObject({
    subject: 'nonsense',
    allowed: '',
    measured: '3',
  });
});

it('signs within a tag do not end the subject', () => {
  expect(limitInWords({ rule: 'checks{check:"a < b"} rate > 99%', value: 1, unit: 'share' })).toMatchObject({
    subject: 'checks{check:"a < b"} rate',
    allowed: '> 99%',
  });
});
