import { describe, expect, it } from 'vitest';
import type { Plan } from '../../model/plan.ts';
import { testTypeOf } from './test-type.ts';

function typeOf(changes: { name?: string; source?: string; tags?: Record<string, string>; steps?: unknown[] }): string {
  const { name = 'shop', source = 'shop.ts', tags = {}, steps = [] } = changes;
  return testTypeOf({ name, source, tags, scenarios: [{ name: 'one', steps }] as unknown as Plan['scenarios'] });
}

describe('the type of a test', () => {
  it('is that of its tag, whatever it is called', () => {
    expect(typeOf({ name: 'pages', tags: { type: 'monitoring' } })).toBe('monitoring');
  });

  it.each([
    ['pagination of orders', 'pagination'],
    ['pages', 'pagination'],
    ['event stream', 'streaming'],
    ['health', 'monitoring'],
    ['shop', 'load'],
    ['homepage', 'load'],
  ])('of %s is %s', (name, type) => {
    expect(typeOf({ name })).toBe(type);
  });

  it('is told by its file, and by steps that subscribe to events, however deep', () => {
    expect(typeOf({ source: 'tests/paging.perf.ts' })).toBe('pagination');
    expect(typeOf({ steps: [{ loop: [{ subscribe: { url: '/events' } }] }] })).toBe('streaming');
  });
});
