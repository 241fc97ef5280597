import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../load/clock.ts';
import { type DeadlineEntry, type DeadlineQueue, Deadlines, passDeadline, removeDeadline } from './deadlines.ts';

class Entry implements DeadlineEntry {
  deadlineUs = 0;
  queue: DeadlineQueue | undefined;
  before: DeadlineEntry | undefined;
  after: DeadlineEntry | undefined;
  readonly expire: () => void;

  constructor(expire: () => void) {
    this.expire = expire;
  }
}

function setUp() {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock);
  const expired: string[] = [];
  const entry = (name: string, durationMs: number): Entry => {
    const made = new Entry(() => expired.push(`${name}@${clock.nowUs() / 1000}`));
    deadlines.add(made, durationMs, clock.nowUs());
    return made;
  };
  return { clock, deadlines, expired, entry };
}

describe('Deadlines', () => {
  it('expire at their time, durations mixed', () => {
    const { clock, expired, entry } = setUp();
    entry('a', 100);
    entry('b', 30);
    clock.advanceBy(20_000);
    entry('c', 100);
    entry('d', 30);
    clock.advanceBy(1_000_000);
    expect(expired).toEqual(['b@30', 'd@50', 'a@100', 'c@120']);
  });

  it('do not expire once removed, be it first, last or between', () => {
    const { clock, expired, entry } = setUp();
    const entries = ['a', 'b', 'c', 'd', 'e'].map((name) => entry(name, 10));
    for (const index of [0, 2, 4]) removeDeadline(entries[index] as Entry);
    removeDeadline(entries[0] as Entry);
    clock.advanceBy(20_000);
    expect(expired).toEqual(['b@10', 'd@10']);
  });

  it('list what still has one, whatever its duration', () => {
    const { clock, deadlines, entry } = setUp();
    const [a, b, c] = [entry('a', 10), entry('b', 100), entry('c', 100)];
    removeDeadline(b);
    expect(new Set(deadlines.entries())).toEqual(new Set([a, c]));
    clock.advanceBy(50_000);
    expect([...deadlines.entries()]).toEqual([c]);
  });

  it('are none for 0 and for infinity', () => {
    const { clock, expired, entry } = setUp();
    for (const duration of [0, Number.POSITIVE_INFINITY, Number.NaN, -1])
      expect(entry('x', duration).queue).toBeUndefined();
    clock.advanceBy(1e12);
    expect(expired).toEqual([]);
  });

  it('begin anew when added again', () => {
    const { clock, deadlines, expired, entry } = setUp();
    const again = entry('a', 10);
    entry('b', 10);
    clock.advanceBy(5_000);
    deadlines.add(again, 10, clock.nowUs());
    clock.advanceBy(20_000);
    expect(expired).toEqual(['b@10', 'a@15']);
  });

  it('pass from one entry to another in place', () => {
    const { clock, expired, entry } = setUp();
    const first = entry('a', 10);
    clock.advanceBy(2_000);
    entry('b', 10);
    const heir = new Entry(() => expired.push(`heir@${clock.nowUs() / 1000}`));
    passDeadline(first, heir);
    expect([first.queue, heir.deadlineUs]).toEqual([undefined, 10_000]);
    clock.advanceBy(20_000);
    expect(expired).toEqual(['heir@10', 'b@12']);
  });

  it('go on after one that throws as it expires', () => {
    const { clock, deadlines, expired, entry } = setUp();
    const bad = new Entry(() => {
      throw new Error('bad');
    });
    deadlines.add(bad, 10, 0);
    entry('b', 10);
    expect(() => clock.advanceBy(20_000)).toThrow('bad');
    clock.advanceBy(20_000);
    expect(expired).toEqual(['b@10']);
  });

  it('may be added and removed by what expires', () => {
    const { clock, deadlines, expired, entry } = setUp();
    const victim = new Entry(() => expired.push('victim'));
    const chain = new Entry(() => {
      removeDeadline(victim);
      if (expired.length < 3) deadlines.add(chain, 10, clock.nowUs());
      expired.push(`chain@${clock.nowUs() / 1000}`);
    });
    deadlines.add(chain, 10, 0);
    deadlines.add(victim, 10, 0);
    entry('other', 10);
    clock.advanceBy(100_000);
    expect(expired).toEqual(['chain@10', 'other@10', 'chain@20', 'chain@30']);
  });

  it('are all gone after close', () => {
    const { clock, deadlines, expired, entry } = setUp();
    const left = entry('a', 10);
    deadlines.close();
    entry('b', 10);
    removeDeadline(left);
    clock.advanceBy(100_000);
    expect(expired).toEqual([]);
  });

  it('agree with a plain list, whatever is added, removed and passed on', () => {
    const step = fc.record({ kind: fc.constantFrom('add', 'remove', 'pass', 'wait'), n: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const game = new Game();
        for (const { kind, n } of steps) game[kind](n);
        game.wait(1000);
        expect(game.expected.size).toBe(0);
        expect(game.expired).toEqual(game.due);
        expect(game.due).toEqual([...game.due].sort((a, b) => a - b));
      }),
    );
  });
});

/** Deadlines, and beside them a plain map of when each entry is due. */
class Game {
  readonly expected = new Map<Entry, number>();
  readonly expired: number[] = [];
  readonly due: number[] = [];
  readonly #clock = new ManualClock();
  readonly #deadlines = new Deadlines(this.#clock);

  wait(ms: number): void {
    this.#clock.advanceBy(ms * 1000);
  }

  add(n: number): void {
    const durationMs = 10 + (n % 3) * 7;
    const entry = this.#entry();
    this.expected.set(entry, this.#clock.nowUs() + durationMs * 1000);
    this.#deadlines.add(entry, durationMs, this.#clock.nowUs());
  }

  remove(n: number): void {
    const picked = this.#pick(n);
    if (picked === undefined) return;
    removeDeadline(picked);
    this.expected.delete(picked);
  }

  pass(n: number): void {
    const picked = this.#pick(n);
    if (picked === undefined) return;
    const heir = this.#entry();
    this.expected.set(heir, this.expected.get(picked) as number);
    this.expected.delete(picked);
    passDeadline(picked, heir);
  }

  #pick(n: number): Entry | undefined {
    return [...this.expected.keys()][n % Math.max(1, this.expected.size)];
  }

  #entry(): Entry {
    const entry: Entry = new Entry(() => {
      this.expired.push(entry.deadlineUs);
      this.due.push(this.expected.get(entry) as number);
      this.expected.delete(entry);
    });
    return entry;
  }
}
