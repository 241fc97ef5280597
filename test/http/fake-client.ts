import { ManualClock } from '../../src/load/clock.ts';
import { Recorder } from '../../src/measure/recorder.ts';
import type { HttpSettings, Plan } from '../../src/model/plan.ts';
import { createHttpShard } from '../../src/protocols/http/http-shard.ts';
import type { PreparedRequest, RequestInput } from '../../src/protocols/http/request.ts';
import type { HttpResponse } from '../../src/protocols/http/response.ts';
import type { HttpSession, HttpShard } from '../../src/protocols/http/session.ts';
import { Http1Connection } from '../../src/protocols/http1/connection.ts';
import { type FakeWire, fakeDial } from './fake-dial.ts';
import { type Measured, measuredBy } from './measured.ts';
import { settingsWith, shardOf } from './shard-of.ts';

export interface FakeClientOptions extends Partial<HttpSettings> {
  readonly plan?: Partial<Plan>;
  readonly target?: string;
}

/** The client over wires held by the test, on a clock moved by hand. */
export class FakeClient {
  /** Zero stands for "not yet" in exchanges. */
  readonly clock = new ManualClock({ startUs: 1_000_000 });
  readonly wires: FakeWire[] = [];
  readonly shard: HttpShard;
  readonly session: HttpSession;
  readonly responses: HttpResponse[] = [];
  /** What was measured since the last time it was asked for. */
  readonly measured: () => Measured;

  constructor({ plan, target = 'http://shop.test', ...parts }: FakeClientOptions = {}) {
    const settings = settingsWith(parts);
    const nowUs = () => this.clock.nowUs();
    const recorder = new Recorder({ shard: 0, nowUs });
    this.measured = measuredBy(recorder);
    const { clock } = this;
    this.shard = createHttpShard(
      { shard: shardOf(target, plan), settings, clock, recorder, mask: (text) => text },
      (deadlines) => {
        const tools = {
          nowUs,
          deadlines,
          dial: fakeDial((wire) => this.wires.push(wire)),
          connectTimeoutMs: settings.connectTimeoutMs,
          firstByteTimeoutMs: Number.isFinite(settings.firstByteTimeoutMs) ? settings.firstByteTimeoutMs : 0,
          maxHeaderBytes: settings.maxHeaderBytes,
          once: settings.reuse === 'request',
          onOpened: () => {},
          keepsAddress: false,
        };
        return { connect: (origin, owner) => new Http1Connection(origin, owner, tools), close: () => {} };
      },
    );
    this.session = this.shard.session();
  }

  prepare(input: Partial<RequestInput>): PreparedRequest {
    return this.shard.prepare({ method: 'GET', url: '/', scenario: 's', group: '', keep: 'body', ...input });
  }

  send(input: Partial<RequestInput> = {}, session: HttpSession = this.session): void {
    session.send(this.prepare(input), Number.NaN, (response) => this.responses.push(response));
  }

  /** The wire opened last. */
  get wire(): FakeWire {
    return this.wires[this.wires.length - 1] as FakeWire;
  }

  /** Opens the last wire. */
  open(): FakeWire {
    this.wire.handlers.opened(10, 0);
    return this.wire;
  }
}
