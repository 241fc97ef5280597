/** Time inside a run, in microseconds since its start. Everything that waits or stamps asks a Clock, never the machine. */
export interface Clock {
  nowUs(): number;
  /**
   * Runs once the clock has reached `atUs`, never before, and up to two milliseconds after. For better than that,
   * ask for a moment earlier and take turns with `soon` from there.
   */
  at(atUs: number, run: () => void): ClockTimer;
  /** Runs on the event loop's next turn, after waiting input and output was served. */
  soon(run: () => void): void;
}

export interface ClockTimer {
  cancel(): void;
}

/** The machine's monotonic clock, the same in every thread of the process: where a clock's zero is taken and handed over. */
export function hrNowUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

/** A real clock whose zero is `startedAtHrUs`, a value of `hrNowUs()` taken in any thread of the process. */
export function createSystemClock(startedAtHrUs: number = hrNowUs()): Clock {
  const nowUs = () => hrNowUs() - startedAtHrUs;
  return {
    nowUs,
    at: (atUs, run) => new SystemTimer(nowUs, atUs, run),
    soon: (run) => void setImmediate(run),
  };
}

const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

class SystemTimer implements ClockTimer {
  private timeout: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private readonly nowUs: () => number;
  private readonly atUs: number;
  private readonly run: () => void;

  constructor(nowUs: () => number, atUs: number, run: () => void) {
    this.nowUs = nowUs;
    this.atUs = atUs;
    this.run = run;
    this.arm(atUs - nowUs());
  }

  cancel(): void {
    clearTimeout(this.timeout);
    clearImmediate(this.immediate);
  }

  private arm(remainingUs: number): void {
    if (remainingUs < 500) this.immediate = setImmediate(() => this.fire());
    else this.timeout = setTimeout(() => this.fire(), Math.min(Math.ceil(remainingUs / 1000), LONGEST_TIMEOUT_MS));
  }

  /** The loop counts a timeout from the start of its turn, so one may fire early. */
  private fire(): void {
    const remainingUs = this.atUs - this.nowUs();
    if (remainingUs > 0) this.arm(remainingUs);
    else this.run();
  }
}

interface ManualTimer {
  readonly atUs: number;
  readonly order: number;
  readonly run: () => void;
}

const MOST_TURNS_AT_ONE_MOMENT = 100_000;

/** A clock moved by hand. Timers run in the order of their time; callbacks of `soon` run between them, turn by turn. */
export class ManualClock implements Clock {
  private currentUs: number;
  private readonly turnUs: number;
  private timers: ManualTimer[] = [];
  private turn: (() => void)[] = [];
  private timersMade = 0;

  /** `turnUs` is the time that each turn of the loop takes; code that takes turns until a moment comes needs it above 0. */
  constructor(options: { startUs?: number; turnUs?: number } = {}) {
    this.currentUs = options.startUs ?? 0;
    this.turnUs = options.turnUs ?? 0;
  }

  nowUs(): number {
    return this.currentUs;
  }

  at(atUs: number, run: () => void): ClockTimer {
    const timer: ManualTimer = { atUs, order: this.timersMade++, run };
    this.timers.push(timer);
    this.timers.sort((left, right) => left.atUs - right.atUs || left.order - right.order);
    return {
      cancel: () => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
  }

  soon(run: () => void): void {
    this.turn.push(run);
  }

  advanceBy(us: number): void {
    this.advanceTo(this.currentUs + us);
  }

  advanceTo(us: number): void {
    if (us < this.currentUs) throw new RangeError(`cannot turn back time from ${this.currentUs} to ${us} µs`);
    this.takeTurns(us);
    for (let timer = this.takeDue(us); timer !== undefined; timer = this.takeDue(us)) {
      this.currentUs = Math.max(this.currentUs, timer.atUs);
      timer.run();
      this.takeTurns(us);
    }
    this.currentUs = us;
    this.takeTurns(us);
  }

  private takeDue(untilUs: number): ManualTimer | undefined {
    const [first] = this.timers;
    return first !== undefined && first.atUs <= untilUs ? this.timers.shift() : undefined;
  }

  /** Turns end early when a timer comes due or, where turns take time, at the end of the advance. */
  private takeTurns(untilUs: number): void {
    for (let turns = 0; this.turn.length > 0; turns++) {
      if (turns > MOST_TURNS_AT_ONE_MOMENT) throw new Error(`soon() never came to rest at ${this.currentUs} µs`);
      const callbacks = this.turn;
      this.turn = [];
      for (const run of callbacks) run();
      if (this.turnUs === 0) continue;
      this.currentUs = Math.min(this.currentUs + this.turnUs, untilUs);
      const nextUs = this.timers[0]?.atUs ?? Number.POSITIVE_INFINITY;
      if (this.currentUs >= Math.min(nextUs, untilUs)) return;
    }
  }
}
