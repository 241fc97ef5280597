import { SeededRandom } from '../../src/load/random.ts';
import { ERROR_KINDS } from '../../src/model/metrics.ts';
import type { HttpResponse } from '../../src/protocols/http/response.ts';
import { FakeClient } from './fake-client.ts';
import type { FakeWire } from './fake-dial.ts';
import { mutated } from './mutate.ts';

export interface FuzzReport {
  readonly exchanges: number;
  readonly complete: number;
  readonly hops: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** Growth of the heap from the first tenth to the end. */
  readonly grownBytes: number;
}

const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'OPTIONS'] as const;
const KEEPS = ['status', 'head', 'body'] as const;
const MOST_WIRES = 40;

/** Answers so many requests with damaged responses, and throws at the first thing that is not as it must be. */
export function fuzz(options: { seed: number; exchanges: number }): FuzzReport {
  const fuzzer = new Fuzzer(options.seed);
  let startBytes = 0;
  for (let index = 0; index < options.exchanges; index++) {
    if (index === Math.floor(options.exchanges / 10)) startBytes = heapBytes();
    fuzzer.exchange(index);
  }
  return fuzzer.report(options.exchanges, heapBytes() - startBytes);
}

function heapBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

class Fuzzer {
  readonly #random: SeededRandom;
  readonly #client = new FakeClient({
    target: 'http://shop.test',
    plan: { allowHosts: ['shop.test', 'other.test', '*.shop.test'] },
    connectTimeoutMs: 1000,
    firstByteTimeoutMs: 2000,
    timeoutMs: 5000,
    maxHeaderBytes: 4096,
    maxBodyBytes: 8192,
    maxRedirects: 3,
    connectionsPerHost: 2,
  });
  readonly #byKind: Record<string, number> = {};
  #complete = 0;
  #hops = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed, 0xf0225);
  }

  /** One request and whatever comes of it, until its end. */
  exchange(index: number): void {
    const random = this.#random;
    const client = this.#client;
    const done: HttpResponse[] = [];
    const request = client.prepare({
      method: random.pick(METHODS),
      url: '/a/b?c=1',
      keep: random.pick(KEEPS),
      ...(random.next() < 0.1 ? { auth: { type: 'digest', username: 'ann', password: 'x' } as const } : {}),
    });
    const started: HttpResponse[] = done;
    client.session.send(request, Number.NaN, (response) => started.push(response));
    for (let turns = 0; done.length === 0; turns++) {
      if (turns > MOST_WIRES) throw new Error(`exchange ${index} does not end`);
      this.#turn(done);
    }
    if (random.next() < 0.05) client.session.endIteration();
    if (random.next() < 0.05) client.clock.advanceBy(10_000_000);
    this.#count(done, index);
    client.wires.splice(0, client.wires.length - 2);
    client.responses.length = 0;
  }

  /** Something happens to the wire that carries the exchange. */
  #turn(done: readonly HttpResponse[]): void {
    const { clock } = this.#client;
    const random = this.#random;
    clock.advanceBy(random.int(1, 1000));
    const wire = this.#busyWire();
    if (wire === undefined) {
      clock.advanceBy(10_000_000);
      return;
    }
    if (wire.written.length === 0 && random.next() < 0.02) {
      wire.handlers.failed('refused', 'connect ECONNREFUSED');
      return;
    }
    if (wire.written.length === 0) wire.handlers.opened(random.int(1, 100), 0);
    this.#feed(wire, mutated(random), done);
    if (done.length > 0) return;
    const fate = random.next();
    if (fate < 0.6) wire.handlers.ended();
    else if (fate < 0.8) wire.handlers.failed('reset', 'read ECONNRESET');
    else if (fate < 0.9) clock.advanceBy(10_000_000);
  }

  #busyWire(): FakeWire | undefined {
    const open = this.#client.wires.filter(({ destroyed }) => !destroyed);
    return open.length < 2 ? open[0] : (open.find(({ handlers }) => handlers.isWanted) ?? this.#random.pick(open));
  }

  /** Some bytes, in pieces; what comes after the end of the exchange comes all the same. */
  #feed(wire: FakeWire, text: string, done: readonly HttpResponse[]): void {
    const random = this.#random;
    const bytes = Buffer.from(text, 'latin1');
    const dripped = random.next() < 0.05;
    for (let start = 0; start < bytes.length && !wire.destroyed; ) {
      const length = dripped ? 1 : random.next() < 0.5 ? bytes.length : random.int(1, 40);
      wire.read(bytes.subarray(start, start + length));
      start += length;
      if (done.length > 0 && random.next() < 0.5) return;
    }
  }

  #count(done: readonly HttpResponse[], index: number): void {
    this.#client.clock.advanceBy(1);
    if (done.length !== 1) throw new Error(`exchange ${index} ended ${done.length} times`);
    const response = done[0] as HttpResponse;
    const { error, status } = response;
    if (error === undefined ? status < 100 || status > 999 : status !== 0) {
      throw new Error(`exchange ${index} ended with status ${status} and error ${error}`);
    }
    if (error !== undefined && !ERROR_KINDS.includes(error)) throw new Error(`exchange ${index}: no kind ${error}`);
    readAll(response);
    if (error === undefined) this.#complete++;
    else this.#byKind[error] = (this.#byKind[error] ?? 0) + 1;
    this.#checkMeasured(response, index);
  }

  /** Each hop is counted once, complete or failed by one kind. */
  #checkMeasured({ error }: HttpResponse, index: number): void {
    const measured = this.#client.measured();
    const hops = measured.counter('http_reqs');
    const complete = measured.trend('http_req_duration').count;
    const kinds = Object.entries(measured.errors).filter(([kind]) => !kind.startsWith('status '));
    const failed = kinds.reduce((sum, [, count]) => sum + count, 0);
    this.#hops += hops;
    const expected = error === undefined ? 0 : 1;
    if (complete + failed !== hops || failed !== expected || measured.trend('response_time').count !== hops) {
      throw new Error(
        `exchange ${index}: ${hops} hops, ${complete} complete, failed ${JSON.stringify(kinds)} (${error})`,
      );
    }
  }

  report(exchanges: number, grownBytes: number): FuzzReport {
    return { exchanges, complete: this.#complete, hops: this.#hops, byKind: this.#byKind, grownBytes };
  }
}

/** Whatever came can be looked at; only broken encodings and JSON may throw. */
function readAll(response: HttpResponse): void {
  void [response.ok, response.url, response.headers, response.head, response.timings, response.header('x')];
  if (response.header('content-encoding') === undefined) response.text();
}
