import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createSystemClock, hrNowUs, ManualClock } from './clock.ts';

describe('createSystemClock', () => {
  it('counts microseconds since the moment handed over', () => {
    const clock = createSystemClock(hrNowUs() - 5_000_000);
    expect(clock.nowUs()).toBeGreaterThanOrEqual(5_000_000);
    expect(clock.nowUs()).toBeLessThan(15_000_000);
  });

  it('agrees with the machine-wide monotonic clock, and so with the other threads', () => {
    const clock = createSystemClock(0);
    const before = hrNowUs();
    const now = clock.nowUs();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(hrNowUs());
  });

  it('reads one hrtime in every thread', async () => {
    const before = hrNowUs();
    const code = `const [s, ns] = process.hrtime(); require('node:worker_threads').parentPort.postMessage(s * 1e6 + ns / 1e3);`;
    const worker = new Worker(code, { eval: true });
    const inside = await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(inside).toBeGreaterThanOrEqual(before);
    expect(inside).toBeLessThanOrEqual(hrNowUs());
    await worker.terminate();
  });

  it('never runs a timer before its time', async () => {
    const clock = createSystemClock();
    const earliest = await Promise.all(
      [100, 900, 1_000, 1_700, 3_300, 5_001].map(async (delayUs) => {
        const atUs = clock.nowUs() + delayUs;
        await new Promise<void>((resolve) => void clock.at(atUs, resolve));
        return clock.nowUs() - atUs;
      }),
    );
    for (const lateUs of earliest) expect(lateUs).toBeGreaterThanOrEqual(0);
  });

  it('runs a timer of the past soon, and a cancelled one never', async () => {
    const clock = createSystemClock();
    const ran: string[] = [];
    clock.at(-1, () => ran.push('past'));
    clock.at(clock.nowUs() + 1_000, () => ran.push('cancelled')).cancel();
    clock.at(-1, () => ran.push('cancelled past')).cancel();
    expect(ran).toEqual([]);
    await new Promise<void>((resolve) => void clock.at(clock.nowUs() + 4_000, resolve));
    expect(ran).toEqual(['past']);
  });

  it('can be asked to wait for ever', () => {
    const timer = createSystemClock().at(Number.POSITIVE_INFINITY, () => expect.unreachable());
    timer.cancel();
  });

  it('runs soon on a later turn', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      createSystemClock().soon(() => {
        order.push('soon');
        resolve();
      });
      order.push('now');
      queueMicrotask(() => order.push('microtask'));
    });
    expect(order).toEqual(['now', 'microtask', 'soon']);
  });
});

describe('ManualClock', () => {
  it('runs due timers in the order of their time, and of their making where that is equal', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.at(20, () => ran.push(`b at ${clock.nowUs()}`));
    clock.at(10, () => ran.push(`a at ${clock.nowUs()}`));
    clock.at(20, () => ran.push(`c at ${clock.nowUs()}`));
    clock.at(31, () => ran.push('too late'));
    clock.advanceTo(30);
    expect(ran).toEqual(['a at 10', 'b at 20', 'c at 20']);
    expect(clock.nowUs()).toBe(30);
  });

  it('runs timers set by timers within one advance', () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const again = () => {
      ran.push(clock.nowUs());
      clock.at(clock.nowUs() + 10, again);
    };
    clock.at(10, again);
    clock.advanceBy(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  it('runs a timer of the past at the present', () => {
    const clock = new ManualClock({ startUs: 100 });
    const ran: number[] = [];
    clock.at(50, () => ran.push(clock.nowUs()));
    expect(ran).toEqual([]);
    clock.advanceBy(0);
    expect(ran).toEqual([100]);
  });

  it('forgets cancelled timers', () => {
    const clock = new ManualClock();
    clock.at(10, () => expect.unreachable()).cancel();
    clock.advanceTo(20);
  });

  it('takes turns between timers', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.at(10, () => {
      ran.push('timer 10');
      clock.soon(() => {
        ran.push('turn 1');
        clock.soon(() => ran.push('turn 2'));
      });
    });
    clock.at(10, () => ran.push('timer 10 too'));
    clock.at(11, () => ran.push('timer 11'));
    clock.advanceTo(20);
    expect(ran).toEqual(['timer 10', 'turn 1', 'turn 2', 'timer 10 too', 'timer 11']);
  });

  it('lets code take turns until a moment comes, where turns take time', () => {
    const clock = new ManualClock({ turnUs: 7 });
    const arrived: number[] = [];
    const waitFor100 = () => (clock.nowUs() >= 100 ? arrived.push(clock.nowUs()) : clock.soon(waitFor100));
    clock.soon(waitFor100);
    clock.at(50, () => arrived.push(clock.nowUs()));
    clock.advanceTo(60);
    expect(arrived).toEqual([56]);
    clock.advanceTo(200);
    expect(arrived).toEqual([56, 102]);
    expect(clock.nowUs()).toBe(200);
  });

  it('refuses to turn back, and to spin for ever', () => {
    const clock = new ManualClock({ startUs: 5 });
    expect(() => clock.advanceTo(4)).toThrow(RangeError);
    const spin = () => clock.soon(spin);
    spin();
    expect(() => clock.advanceBy(1)).toThrow('never came to rest');
  });
});
