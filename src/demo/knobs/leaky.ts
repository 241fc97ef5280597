import { performance } from 'node:perf_hooks';
import { knobKind, setting } from './knob-kind.ts';
import { bytes, drag } from './readers.ts';

/** `leaky=10kB drag=0.1ms/MB`: keeps that much for every request, and slows down by what it keeps. */
export const leaky = knobKind({
  name: 'leaky',
  main: bytes,
  settings: { drag: setting(drag, 0), max: setting(bytes, 512e6) },
  create: (size, { drag: msPerByte, max }, timer) => {
    let kept: Buffer[] = [];
    let keptBytes = 0;
    return {
      meet: (_, goOn) => {
        if (keptBytes + size <= max) {
          // Filled, or the memory would be promised and never taken.
          kept.push(Buffer.alloc(size, 1));
          keptBytes += size;
        }
        if (msPerByte === 0) goOn();
        else timer.at(performance.now() + keptBytes * msPerByte, goOn);
      },
      state: () => ({ keptBytes }),
      remove: () => {
        kept = [];
        keptBytes = 0;
      },
    };
  },
});
