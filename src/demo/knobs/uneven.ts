import { performance } from 'node:perf_hooks';
import { knobKind, setting } from './knob-kind.ts';
import { type Delay, delay, share, wholeNumber } from './readers.ts';

/** `uneven=1 traffic=0.7 slow=20ms`: one instance gets that share of all requests, and is slower. */
export const uneven = knobKind({
  name: 'uneven',
  main: wholeNumber(1, 100),
  settings: { traffic: setting(share, 0), slow: setting(delay, (() => 0) as Delay) },
  instance: (instance) => instance,
  create: (instance, { traffic, slow }, timer) => ({
    meet: ({ random }, goOn) => {
      const ms = slow(random);
      if (ms === 0) goOn();
      else timer.at(performance.now() + ms, goOn);
    },
    ...(traffic > 0 ? { traffic: { instance, share: traffic } } : {}),
  }),
});
