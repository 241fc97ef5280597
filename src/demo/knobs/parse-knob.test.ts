import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../load/random.ts';
import { parseKnob } from './parse-knob.ts';
import { delay } from './readers.ts';

describe('parseKnob', () => {
  it('reads method, path, kind, its settings and the requests it applies to', () => {
    const knob = parseKnob(
      '  GET /items/:id slow=200ms  grow=5ms/1000 share=10% burst=5 from=100 until=30s instance=2 ',
    );
    expect(knob).toMatchObject({
      method: 'GET',
      pattern: '/items/:id',
      kind: { name: 'slow' },
      values: { grow: { ms: 5, per: 1000, counts: 'requests' }, max: 60_000 },
      scope: { share: 0.1, burst: 5, from: { requests: 100 }, until: { ms: 30_000 }, instance: 2 },
    });
  });

  it.each([
    ['slow=1ms', undefined, '**'],
    ['* slow=1ms', undefined, '**'],
    ['/** slow=1ms', undefined, '**'],
    ['ANY /a slow=1ms', undefined, '/a'],
    ['POST slow=1ms', 'POST', '**'],
    ['/files/** slow=1ms', undefined, '/files/**'],
  ])('%s is for method %s and path %s', (text, method, pattern) => {
    expect(parseKnob(text)).toMatchObject({ method, pattern });
  });

  it.each([
    ['flaky=0.2', 0.2],
    ['churn=50%', 0.5],
    ['retry=0.3', 0.3],
    ['retry=100/s', 1],
  ])('%s applies to a share of %s', (text, share) => {
    expect(parseKnob(text).scope.share).toBe(share);
  });

  it.each([
    ['', 'does not say'],
    ['GET /items', 'does not say'],
    ['GET /items slwo=1ms', "unknown name 'slwo'; did you mean 'slow'?"],
    ['slow=1ms shar=0.1', "did you mean 'share'?"],
    ['slow=200', 'slow is a delay'],
    ['slow=-1ms', 'slow is a delay'],
    ['slow=2h', 'slow is a delay'],
    ['slow=exp(1ms,2ms)', 'slow is a delay'],
    ['slow=normal(1ms)', 'slow is a delay'],
    ['slow=lognormal(1ms,9)', 'slow is a delay'],
    ['slow=1ms share=0', 'share is a share'],
    ['slow=1ms share=1.1', 'share is a share'],
    ['slow=1ms share=0.1 share=0.2', 'share twice'],
    ['slow=1ms grow=1ms/0', 'grow is a duration'],
    ['slow=1ms grow=1ms/constructor', 'grow is a duration'],
    ['slow=1ms nonsense', "'nonsense'"],
    ['slow=1ms __proto__=1', 'unknown name'],
    ['flaky=0.1 share=0.1', "unknown name 'share'"],
    ['flaky=0.1 as=200', 'as is a status'],
    ['limited=0', 'limited is a whole number'],
    ['uneven=1 instance=2', "unknown name 'instance'"],
    ['/a/**/b slow=1ms', '** before its end'],
    ['/a?b slow=1ms', 'with a query'],
    [`slow=1ms ${'x'.repeat(1000)}`, 'longer than 500'],
  ])('refuses %j and says why', (text, why) => {
    expect(() => parseKnob(text)).toThrow(expect.objectContaining({ code: 'DEMO_KNOB_INVALID' }));
    expect(() => parseKnob(text)).toThrow(why);
  });
});

describe('delays', () => {
  const draw = (text: string) => {
    const random = new SeededRandom(1, 2, 3);
    const read = delay.read(text);
    return Array.from({ length: 20_000 }, () => read?.(random) ?? Number.NaN).sort((a, b) => a - b);
  };
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each([
    ['0', 0, 0],
    ['20ms', 20, 20],
    ['10ms..30ms', 20, 20],
    ['exp(20ms)', 20, 13.863],
    ['normal(20ms,2ms)', 20, 20],
    ['lognormal(20ms,0.5)', 22.663, 20],
  ])('%s has a mean of %d and a median of %d ms', (text, expectedMean, expectedMedian) => {
    const values = draw(text);
    expect(Math.abs(mean(values) - expectedMean)).toBeLessThanOrEqual(expectedMean * 0.02);
    expect(Math.abs((values[10_000] ?? 0) - expectedMedian)).toBeLessThanOrEqual(expectedMedian * 0.02);
    expect(values[0]).toBeGreaterThanOrEqual(0);
  });
});
