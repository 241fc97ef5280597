import { describe, expect, it } from 'vitest';
import { StreamWatch } from './stream-watch.ts';

/** A stream that is heard of at 0, and looked after at each time given. */
async function dead(answers: boolean, ...looks: number[]) {
  let [now, died, asked] = [0, 0, 0];
  const probe = async () => {
    asked++;
    if (!answers) throw new Error('no answer');
  };
  const watch = new StreamWatch(() => died++, { probe, now: () => now });
  watch.heard();
  watch.start();
  for (now of looks) {
    watch.look();
    await new Promise((resolve) => setImmediate(resolve));
  }
  watch.stop();
  return { died, asked };
}

describe('the watch over a stream', () => {
  it('asks the server once nothing was heard for long, and holds the stream for dead only where it does not answer', async () => {
    expect(await dead(true, 2000, 8000)).toEqual({ died: 0, asked: 0 });
    expect(await dead(true, 2000, 9000, 11_000)).toEqual({ died: 0, asked: 1 });
    expect(await dead(false, 2000, 9000)).toEqual({ died: 1, asked: 1 });
  });

  it('holds it for dead when the machine has slept', async () => {
    expect(await dead(true, 2000, 60_000)).toEqual({ died: 1, asked: 0 });
  });
});
