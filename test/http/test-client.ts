import { createSystemClock } from '../../src/load/clock.ts';
import { Recorder } from '../../src/measure/recorder.ts';
import type { HttpSettings, Plan } from '../../src/model/plan.ts';
import type { Exchange } from '../../src/protocols/http/exchange.ts';
import type { RequestInput } from '../../src/protocols/http/request.ts';
import type { HttpResponse } from '../../src/protocols/http/response.ts';
import type { HttpSession, HttpShard } from '../../src/protocols/http/session.ts';
import { createHttp1 } from '../../src/protocols/http1/http1.ts';
import { type Measured, measuredBy } from './measured.ts';
import { settingsWith, shardOf } from './shard-of.ts';

export interface TestClientOptions extends Partial<HttpSettings> {
  readonly plan?: Partial<Plan>;
}

/** The real client over real sockets, with one user of its own and promises for callbacks. */
export class TestClient {
  readonly shard: HttpShard;
  readonly session: HttpSession;
  readonly clock = createSystemClock();
  readonly recorder = new Recorder({ shard: 0, nowUs: () => this.clock.nowUs() });
  /** Every hop, in the order in which they ended. */
  readonly exchanges: Exchange[] = [];
  /** What was measured since the last time it was asked for. */
  readonly measured: () => Measured;

  constructor(target: string | undefined, { plan, ...settings }: TestClientOptions = {}) {
    const { clock, recorder } = this;
    this.measured = measuredBy(recorder);
    this.shard = createHttp1({
      shard: shardOf(target, plan),
      settings: settingsWith(settings),
      clock,
      recorder,
      mask: (text) => text,
      trace: (exchange) => this.exchanges.push(exchange),
    });
    this.session = this.shard.session();
  }

  get(url: string, input: Partial<RequestInput> = {}): Promise<HttpResponse> {
    return this.send({ url, ...input });
  }

  send(input: Partial<RequestInput>, session: HttpSession = this.session): Promise<HttpResponse> {
    const request = this.shard.prepare({ method: 'GET', url: '/', scenario: 's', group: '', keep: 'body', ...input });
    return new Promise((resolve) => session.send(request, Number.NaN, resolve));
  }

  close(): void {
    this.session.close();
    this.shard.close();
  }
}

/** What came of a request, in short: its status and body, or its kind of failure. */
export function told(response: HttpResponse): string {
  return response.error === undefined ? `${response.status} ${response.text()}` : response.error;
}
