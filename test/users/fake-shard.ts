/** What the tests of src/users put in place of the machine: a clock moved by hand, and an HTTP shard that answers at once. */
import { ManualClock } from '../../src/load/clock.ts';
import { hashString, SeededRandom } from '../../src/load/random.ts';
import { Recorder } from '../../src/measure/recorder.ts';
import type { HttpSettings, Plan } from '../../src/model/plan.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { CookieJar } from '../../src/protocols/http/cookie-jar.ts';
import type { PreparedRequest, RequestInput } from '../../src/protocols/http/request.ts';
import { HttpResponse } from '../../src/protocols/http/response.ts';
import type { HttpSession, HttpShard, StreamOptions } from '../../src/protocols/http/session.ts';
import { resolveUrl } from '../../src/protocols/http/url.ts';
import type { Iteration, IterationOutcome, Program, ShardContext, UserFunction } from '../../src/users/program.ts';

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  readonly error?: 'refused' | 'timeout';
  /** Pieces of an event stream, each so many milliseconds after the one before. */
  readonly pieces?: readonly { readonly afterMs: number; readonly text: string }[];
  /** Ends the stream after its pieces. */
  readonly ends?: boolean;
}

export interface SentRequest {
  readonly input: RequestInput;
  readonly dueUs: number;
  readonly atUs: number;
}

export type Answer = (input: RequestInput, count: number) => FakeAnswer;

export const SETTINGS: HttpSettings = {
  headers: {},
  cookies: {},
  timeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: Number.POSITIVE_INFINITY,
  maxRedirects: 10,
  userAgent: 'test',
  reuse: 'user',
  connectionsPerHost: 6,
  keepCookies: false,
  tls: {},
  hosts: {},
  dns: { ttlMs: 0, select: 'first', policy: 'any' },
  maxHeaderBytes: 65_536,
  maxBodyBytes: 1_000_000,
  discardBodies: false,
  expectedStatuses: [[200, 399]],
};

function planOf(parts: Partial<Plan> = {}): Plan {
  return {
    name: 'test',
    source: 'test.yml',
    baseDir: '/nowhere',
    seed: 7,
    target: 'http://shop.test',
    scenarios: [],
    streams: [],
    levels: [],
    variables: {},
    data: [],
    limits: [],
    metrics: {},
    secrets: [],
    env: {},
    tags: {},
    allowHosts: ['shop.test'],
    warmupMs: 0,
    timeoutMultiplier: 1,
    ...parts,
  };
}

/** Answers each request after its delay, on a later turn; nothing is called back after `close`. */
export class FakeShard implements HttpShard {
  readonly sent: SentRequest[] = [];
  prepared = 0;
  ended = 0;
  readonly #clock: ManualClock;
  readonly #recorder: Recorder;
  readonly #answer: Answer;

  constructor(clock: ManualClock, recorder: Recorder, answer: Answer) {
    this.#clock = clock;
    this.#recorder = recorder;
    this.#answer = answer;
  }

  prepare(input: RequestInput): FakePrepared {
    this.prepared++;
    const { scenario, group, method, name = `${method} ${input.url}`, tags } = input;
    const { origin, path } = resolveUrl(resolveUrl(undefined, 'http://shop.test'), input.url);
    return {
      input,
      site: this.#recorder.requestSite({ scenario, group, method, name, tags }),
      method,
      origin,
      path,
      head: '',
      bodyLength: 0,
      wire: '',
      keep: input.keep,
      timeoutMs: input.timeoutMs ?? 0,
      maxRedirects: input.maxRedirects ?? 0,
      expected: input.expected ?? [],
      cookies: '',
    };
  }

  session(): HttpSession {
    const cookies = new CookieJar();
    let closed = false;
    const streams = new Set<FakeStream>();
    return {
      cookies,
      stream: (request, options) => {
        const { input } = request as FakePrepared;
        this.sent.push({ input, dueUs: options.dueUs, atUs: this.#clock.nowUs() });
        const stream = new FakeStream(request, options, this.#clock);
        streams.add(stream);
        stream.begin(this.#answer(input, this.sent.length));
        return stream;
      },
      send: (request, dueUs, onDone) => {
        const { input } = request as FakePrepared;
        const startedUs = this.#clock.nowUs();
        this.sent.push({ input, dueUs, atUs: startedUs });
        const answer = this.#answer(input, this.sent.length);
        const respond = () => {
          if (closed) return;
          const set = answer.headers?.['set-cookie'];
          if (set !== undefined) cookies.store({ origin: request.origin, path: request.path }, set, Date.now());
          onDone(responseOf(request, answer, this.#clock.nowUs() - startedUs));
        };
        if (answer.delayMs === undefined) this.#clock.soon(respond);
        else this.#clock.at(startedUs + answer.delayMs * 1000, respond);
      },
      endIteration: () => {
        this.ended++;
      },
      close: () => {
        closed = true;
        for (const stream of streams) stream.drop();
      },
    };
  }

  close(): void {}

  get urls(): readonly string[] {
    return this.sent.map(({ input }) => `${input.method} ${input.url}`);
  }
}

/** Plays an answer's pieces, as far as they are wanted. */
class FakeStream {
  readonly #request: PreparedRequest;
  readonly #options: StreamOptions;
  readonly #clock: ManualClock;
  #isOver = false;

  constructor(request: PreparedRequest, options: StreamOptions, clock: ManualClock) {
    this.#request = request;
    this.#options = options;
    this.#clock = clock;
  }

  begin(answer: FakeAnswer): void {
    this.#later(answer.delayMs ?? 0, () => {
      const { taker, onDone } = this.#options;
      const full = { ...answer, headers: { 'content-type': 'text/event-stream', ...answer.headers } };
      const response = responseOf(this.#request, full, 0);
      if (answer.error !== undefined || taker.wants(response.status, response.head) !== true) {
        this.#isOver = true;
        onDone(response);
        return;
      }
      taker.opened(response);
      this.#play(answer, 0);
    });
  }

  close(): void {
    this.#isOver = true;
  }

  drop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.taker.dropped();
  }

  #play(answer: FakeAnswer, index: number): void {
    const piece = answer.pieces?.[index];
    const { taker } = this.#options;
    if (piece !== undefined) {
      this.#later(piece.afterMs, () => {
        const bytes = Buffer.from(piece.text);
        taker.take(bytes, 0, bytes.length);
        taker.act();
        this.#play(answer, index + 1);
      });
    } else if (answer.ends === true) {
      this.#later(0, () => {
        this.#isOver = true;
        taker.over();
      });
    }
  }

  #later(ms: number, run: () => void): void {
    const unlessOver = () => {
      if (!this.#isOver) run();
    };
    if (ms === 0) this.#clock.soon(unlessOver);
    else this.#clock.at(this.#clock.nowUs() + ms * 1000, unlessOver);
  }
}

interface FakePrepared extends PreparedRequest {
  readonly input: RequestInput;
}

function responseOf(request: PreparedRequest, answer: FakeAnswer, durationUs: number): HttpResponse {
  const { status = 200, headers = {}, body = '', error } = answer;
  const lines = Object.entries(headers).map(([name, value]) => `\r\n${name}: ${value}`);
  return new HttpResponse({
    status: error === undefined ? status : 0,
    url: `http://shop.test${request.path}`,
    method: request.method,
    durationUs,
    error,
    errorText: error === undefined ? undefined : `connection ${error}`,
    head: `HTTP/1.1 ${status} OK${lines.join('')}`,
    body: Buffer.from(body),
    bodyBytes: body.length,
    maxBodyBytes: 1_000_000,
  });
}

export interface FakeOptions {
  readonly plan?: Partial<Plan>;
  readonly functions?: Readonly<Record<string, UserFunction>>;
  readonly setupData?: unknown;
  readonly answer?: Answer;
}

/** A shard context with all that was done in it. */
export class FakeContext implements ShardContext {
  readonly clock = new ManualClock();
  readonly recorder: Recorder;
  readonly shard: ShardContext['shard'];
  readonly functions: ShardContext['functions'];
  readonly setupData: unknown;
  readonly fake: FakeShard;
  readonly logs: string[] = [];

  constructor({ plan, functions = {}, setupData, answer = () => ({}) }: FakeOptions = {}) {
    this.recorder = new Recorder({ shard: 0, nowUs: () => this.clock.nowUs() });
    this.shard = { plan: planOf(plan), index: 0, count: 1 };
    this.functions = functions;
    this.setupData = setupData;
    this.fake = new FakeShard(this.clock, this.recorder, answer);
  }

  http(): FakeShard {
    return this.fake;
  }

  log(_level: string, text: string): void {
    this.logs.push(text);
  }

  mask(text: string): string {
    return text.replaceAll('hunter2', '***');
  }

  /** Takes one iteration of the program's to its end, or as far as the time given. */
  async iterate(program: Program, number = 0, ms = 60_000): Promise<IterationOutcome | undefined> {
    const user = program.user(0);
    let outcome: IterationOutcome | undefined;
    user.iterate(this.iteration(number), (ended) => {
      outcome = ended;
    });
    for (let slice = 0; slice < 100 && outcome === undefined; slice++) {
      this.clock.advanceBy((ms * 1000) / 100);
      // Scripts go on in microtasks.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return outcome;
  }

  iteration(number: number, dueUs = this.clock.nowUs()): Iteration {
    const random = new SeededRandom(this.shard.plan.seed, hashString('shop'), number);
    return { number, user: number, count: 0, dueUs, startedUs: this.clock.nowUs(), random };
  }

  snapshot(): Snapshot {
    return this.recorder.snapshot(0);
  }

  /** Passes and fails of each check, by group and name. */
  checks(): Readonly<Record<string, string>> {
    const { added, rates } = this.snapshot();
    const checks: Record<string, string> = {};
    for (const { id, metric, tags } of added) {
      const rate = rates.find((reading) => reading.id === id);
      if (metric !== 'checks' || rate === undefined) continue;
      checks[`${tags.group === undefined ? '' : `${tags.group} `}${tags.check}`] = `${rate.passes}/${rate.fails}`;
    }
    return checks;
  }
}
