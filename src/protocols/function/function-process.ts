import { UserError } from '../../errors/user-error.ts';
import { type Clock, type ClockTimer, hrNowUs } from '../../load/clock.ts';
import type { FunctionError } from '../../model/metrics.ts';
import type { CallEnd, FunctionHost } from './call.ts';
import { type Death, type StartedProcess, startProcess } from './child.ts';
import type { FromProcess, ProcessSetup } from './messages.ts';

export interface FunctionProcessOptions {
  /** The file that the process runs. */
  readonly entry: URL;
  readonly setup: ProcessSetup;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly maxHeapBytes?: number;
  readonly onOutput: (level: 'info' | 'warn', line: string) => void;
  readonly onStray: (text: string) => void;
  /** It had ended, and is started again. */
  readonly onRestart: () => void;
}

interface PendingCall {
  readonly input: unknown;
  readonly done: (ended: CallEnd) => void;
  readonly madeUs: number;
  timer: ClockTimer;
  wasHanded: boolean;
  /** When its time was up, once it is. */
  overUs?: number;
}

/** Loading it takes longer only where something is wrong. */
const START_MS = 60_000;
/** So long the process has to tell what it measured of a call whose time is up; without a word, its event loop is held. */
const ANSWER_MS = 250;
/** A process whose event loop is held for so long after a call's time was up is ended. */
const LEAST_GRACE_MS = 1_000;
const FINISH_MS = 2_000;
/** So many times one after the other it is started again, each time a little later; a life of ten seconds starts the count anew. */
const MOST_DEATHS = 10;
const LONG_LIFE_MS = 10_000;
const LONGEST_PAUSE_MS = 1_000;
/** Calls of a process that is not started again fail after this, so that users don't spin. */
const GIVEN_UP_PAUSE_MS = 100;

/**
 * A function in a process of its own, with many calls under way at once. That the process ends is a result like any other:
 * its calls fail, and the next ones are made in a new one.
 */
export class FunctionProcess implements FunctionHost {
  readonly ready: Promise<void>;
  readonly #options: FunctionProcessOptions;
  readonly #calls = new Map<number, PendingCall>();
  #process: StartedProcess | undefined;
  #isReady = false;
  #nextId = 0;
  #deaths = 0;
  /** By `hrNowUs()`, since the run's clock may be started anew meanwhile. */
  #startedHrUs = 0;
  /** Why the process was ended by this side. */
  #endedFor: string | undefined;
  #grace: ClockTimer | undefined;
  #settleReady: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #onFinished: ((growthBytes: number | undefined) => void) | undefined;
  #lastDeath: Death | undefined;
  #isClosed = false;

  constructor(options: FunctionProcessOptions) {
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    // Whoever waits for it hears of it.
    this.ready.catch(() => {});
    this.#start();
  }

  call(input: unknown, done: (ended: CallEnd) => void): void {
    const { clock, timeoutMs } = this.#options;
    const id = this.#nextId++;
    const madeUs = clock.nowUs();
    if (this.#deaths > MOST_DEATHS) {
      clock.at(madeUs + GIVEN_UP_PAUSE_MS * 1000, () => {
        if (!this.#isClosed) done(this.#failedAt(madeUs, 'exited', this.#givenUpText()));
      });
      return;
    }
    const timer = clock.at(madeUs + timeoutMs * 1000, () => this.#tooLong(id));
    const call: PendingCall = { input, done, madeUs, timer, wasHanded: false };
    this.#calls.set(id, call);
    if (this.#isReady) this.#hand(id, call);
  }

  /** Ends the process; a call still under way is given up. */
  async finish(): Promise<number | undefined> {
    const growthBytes = this.#isReady && this.#calls.size === 0 ? await this.#asked() : undefined;
    this.#isClosed = true;
    this.#answered();
    for (const { timer } of this.#calls.values()) timer.cancel();
    this.#calls.clear();
    await this.#process?.close();
    return growthBytes;
  }

  #start(): void {
    const { entry, env, maxHeapBytes, setup, onOutput } = this.#options;
    this.#startedHrUs = hrNowUs();
    this.#endedFor = undefined;
    this.#process = startProcess(
      { entry, env, maxHeapBytes },
      {
        onMessage: (message) => this.#receive(message),
        onOutput,
        onDeath: (death) => this.#died(death),
      },
    );
    this.#process.send({ type: 'load', setup });
    this.#graceUntil(START_MS, `it did not start within ${START_MS / 1000} seconds`);
  }

  #receive(message: FromProcess): void {
    if (!isMessage(message)) return;
    switch (message.type) {
      case 'ready':
        this.#answered();
        this.#isReady = true;
        this.#settleReady?.resolve();
        this.#settleReady = undefined;
        for (const [id, call] of this.#calls) this.#hand(id, call);
        break;
      case 'unready':
        this.#unready(message);
        break;
      case 'called':
        this.#called(message.id, message.ended);
        break;
      case 'abandoned':
        this.#answered();
        break;
      case 'stray':
        this.#options.onStray(message.text);
        break;
      case 'finished':
        this.#onFinished?.(message.growthBytes);
        break;
    }
  }

  #unready({ text, code, hint }: Extract<FromProcess, { type: 'unready' }>): void {
    const error =
      code === undefined ? new Error(text) : new UserError(text, hint === undefined ? { code } : { code, hint });
    this.#settleReady?.reject(error);
    this.#settleReady = undefined;
    this.#endedFor = `it could not be loaded again: ${text}`;
    this.#process?.kill();
  }

  #hand(id: number, call: PendingCall): void {
    call.wasHanded = true;
    const problem = this.#process?.send({ type: 'call', id, input: call.input });
    if (problem === undefined) return;
    const text = `the input can't be handed to another process: ${problem.message}`;
    this.#fail(id, 'wrong-input', text);
  }

  #called(id: number, ended: CallEnd): void {
    const call = this.#take(id);
    if (call === undefined) return;
    const zeroUs = hrNowUs() - this.#options.clock.nowUs();
    const startedUs = ended.startedUs - zeroUs;
    const told = { ...ended, startedUs, endedUs: ended.endedUs - zeroUs, handoverUs: startedUs - call.madeUs };
    const { overUs } = call;
    if (overUs === undefined) call.done(told);
    else call.done({ ...told, endedUs: overUs, failure: { kind: 'timeout', text: this.#timeoutText() } });
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    call.timer.cancel();
    return call;
  }

  #fail(id: number, kind: FunctionError, text: string): void {
    const call = this.#take(id);
    if (call !== undefined) call.done(this.#failedAt(call.madeUs, kind, text));
  }

  #failedAt(madeUs: number, kind: FunctionError, text: string): CallEnd {
    return { startedUs: madeUs, endedUs: this.#options.clock.nowUs(), failure: { kind, text } };
  }

  #tooLong(id: number): void {
    const { clock, timeoutMs } = this.#options;
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (!call.wasHanded) {
      this.#fail(id, 'exited', `the process of the function has to be started again: ${this.#lastDeath?.text}`);
      return;
    }
    call.overUs = clock.nowUs();
    call.timer = clock.at(call.overUs + ANSWER_MS * 1000, () => this.#unanswered(id));
    // What answers still turns its event loop, and may go on; what does not is stuck in the call.
    this.#process?.send({ type: 'abandon', id });
    this.#graceUntil(
      Math.max(LEAST_GRACE_MS, timeoutMs),
      `a call kept its event loop for longer than the timeout of ${timeoutMs} ms, so it was ended`,
    );
  }

  #unanswered(id: number): void {
    const call = this.#take(id);
    if (call === undefined) return;
    const { madeUs, overUs = madeUs } = call;
    const text = `${this.#timeoutText()}: the event loop of its process is held, by code that never waits`;
    const blockedUs = this.#options.clock.nowUs() - madeUs;
    call.done({ startedUs: madeUs, endedUs: overUs, blockedUs, failure: { kind: 'timeout', text } });
  }

  #timeoutText(): string {
    return `no result within ${this.#options.timeoutMs} ms`;
  }

  #graceUntil(ms: number, reason: string): void {
    const { clock } = this.#options;
    // What is waited for already is not waited for anew by each further call.
    this.#grace ??= clock.at(clock.nowUs() + ms * 1000, () => {
      this.#endedFor = reason;
      this.#process?.kill();
    });
  }

  #answered(): void {
    this.#grace?.cancel();
    this.#grace = undefined;
  }

  #died(death: Death): void {
    this.#answered();
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#onFinished?.(undefined);
    if (this.#isClosed) return;
    this.#lastDeath = this.#endedFor === undefined ? death : { ...death, text: this.#endedFor };
    if (!wasReady && this.#settleReady !== undefined) {
      this.#settleReady.reject(
        new UserError(`the process of a function ended before it was ready: ${this.#lastDeath.text}`, {
          code: 'FUNCTION_NOT_STARTED',
          hint: 'look at what the file of the test does while it is loaded, and whether maxHeap leaves it room',
        }),
      );
      this.#settleReady = undefined;
      this.#deaths = MOST_DEATHS + 1;
      return;
    }
    const { kind, text } = this.#lastDeath;
    const lost = [...this.#calls].filter(([, call]) => call.wasHanded);
    for (const [id] of lost) this.#fail(id, kind, `the process of the function is gone: ${text}`);
    this.#again();
  }

  #again(): void {
    const { clock, onRestart } = this.#options;
    const livedMs = (hrNowUs() - this.#startedHrUs) / 1000;
    this.#deaths = livedMs >= LONG_LIFE_MS ? 1 : this.#deaths + 1;
    if (this.#deaths > MOST_DEATHS) {
      for (const id of [...this.#calls.keys()]) this.#fail(id, 'exited', this.#givenUpText());
      return;
    }
    const pauseMs = this.#deaths === 1 ? 0 : Math.min(10 * 2 ** this.#deaths, LONGEST_PAUSE_MS);
    clock.at(clock.nowUs() + pauseMs * 1000, () => {
      if (this.#isClosed) return;
      onRestart();
      this.#start();
    });
  }

  #givenUpText(): string {
    return `the process of the function ended ${MOST_DEATHS + 1} times one after the other, and is not started again: ${this.#lastDeath?.text}`;
  }

  #asked(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FINISH_MS, undefined);
      this.#onFinished = (growthBytes) => {
        clearTimeout(timer);
        resolve(growthBytes);
      };
      this.#process?.send({ type: 'finish' });
    });
  }
}

/** Whatever the function does to the channel of its process, this side goes on. */
function isMessage(message: FromProcess | null | undefined): message is FromProcess {
  if (message?.type !== 'called') return typeof message?.type === 'string';
  const ended: CallEnd | null | undefined = message.ended;
  return Number.isFinite(ended?.startedUs) && Number.isFinite(ended?.endedUs);
}
