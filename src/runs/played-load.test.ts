import { describe, expect, it } from 'vitest';
import type { Stage } from '../engine/stage.ts';
import type { PlannedStream } from '../model/plan.ts';
import { cutAt, PlayedLoad } from './played-load.ts';

const stream = (durationMs: number, startMs = 0): PlannedStream => ({
  name: 'buy',
  startMs,
  load: { model: 'users', curve: [{ fromValue: 0, toValue: 10, durationMs, name: 'ramp' }], gracefulRampDownMs: 0 },
  mix: [{ scenario: 0, weight: 1 }],
  gracefulStopMs: 0,
});

function fakeStage() {
  const at = { ms: 0 };
  const stage: Stage = {
    nowMs: () => at.ms,
    until: async () => {},
    stop: new AbortController().signal,
    play: () => ({ ended: Promise.resolve(), end: () => {}, cut: () => {} }),
  };
  return { at, stage };
}

describe('cutAt', () => {
  const curve = [
    { fromValue: 0, toValue: 10, durationMs: 1000 },
    { fromValue: 10, toValue: 10, durationMs: 1000 },
  ];

  it('keeps a curve that ends before', () => {
    expect(cutAt(curve, 2000)).toBe(curve);
  });

  it('ends a ramp where it is cut', () => {
    expect(cutAt(curve, 500)).toEqual([{ fromValue: 0, toValue: 5, durationMs: 500 }]);
  });

  it('leaves out what starts at the cut or after it', () => {
    expect(cutAt(curve, 1000)).toEqual([curve[0]]);
    expect(cutAt(curve, 0)).toEqual([]);
  });
});

describe('PlayedLoad', () => {
  it('places each part where it was played', () => {
    const { stage } = fakeStage();
    const played = new PlayedLoad();
    const watched = played.watching(stage);
    watched.play([stream(1000)], 0);
    watched.play([stream(1000, 500)], 3000);
    expect(played.summaries().map(({ startMs }) => startMs)).toEqual([0, 3500]);
  });

  it('cuts a part off when it is ended early', () => {
    const { stage, at } = fakeStage();
    const played = new PlayedLoad();
    const part = played.watching(stage).play([stream(4000)], 1000);
    at.ms = 3000;
    part.end();
    at.ms = 3500;
    part.cut();
    expect(played.summaries()[0]?.curve).toEqual([{ fromValue: 0, toValue: 5, durationMs: 2000, name: 'ramp' }]);
  });
});
