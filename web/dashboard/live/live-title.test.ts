import { expect, it } from 'vitest';
import type { LiveState } from './live-state.ts';
import { liveTitle } from './live-title.ts';

const state = (change: object) => ({ run: { name: 'shop' }, second: {}, ...change }) as unknown as LiveState;

it('says how far the run is before its name, and how it has ended', () => {
  expect(liveTitle(state({ second: { elapsedMs: 4200, plannedMs: 10_000 } }))).toBe('42% · shop');
  expect(liveTitle(state({ second: { elapsedMs: 4200, plannedMs: null } }))).toBe('running · shop');
  expect(liveTitle(state({ ended: { type: 'ended', verdict: 'failed', isKept: true } }))).toBe('failed · shop');
});
