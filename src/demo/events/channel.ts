import { performance } from 'node:perf_hooks';
import type { Subscriber } from './subscriber.ts';

/** One message as every subscriber gets it. */
export interface Message {
  /** Counts over all channels, so that one number says how far a subscriber of several has come. */
  readonly id: number;
  readonly seq: number;
  readonly atUs: number;
  readonly monotonicUs: number;
  /** What follows `data:`, and what the history shows. */
  readonly json: string;
  /** The whole event, shared by all connections that it is written to. */
  readonly frame: Buffer;
}

const MAX_HISTORY = 1000;
const MAX_HISTORY_BYTES = 4 * 1024 * 1024;

/** Who listens to a channel, and what was said on it lately. */
export class Channel {
  readonly name: string;
  readonly subscribers = new Set<Subscriber>();
  readonly history: Message[] = [];
  bytes = 0;
  published = 0;
  delivered = 0;
  cut = 0;
  /** The id of the newest message that the history has lost. */
  forgottenId = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Sends to everyone who listens; answers the message and how many they were. */
  publish(id: number, event: string, data: unknown): { message: Message; receivers: number } {
    const message = messageOf({ id, seq: ++this.published, channel: this.name, event, ...now(), data });
    this.keep(message);
    let receivers = 0;
    for (const subscriber of this.subscribers) {
      if (subscriber.send(message.frame)) receivers++;
      else this.cut++;
    }
    this.delivered += receivers;
    return { message, receivers };
  }

  /** What came after the message with that id and is still known. */
  after(id: number): readonly Message[] {
    return this.history.filter((message) => message.id > id);
  }

  forgetOldest(): void {
    const oldest = this.history.shift();
    if (oldest === undefined) return;
    this.bytes -= oldest.frame.length;
    this.forgottenId = oldest.id;
  }

  forgetAll(): void {
    while (this.history.length > 0) this.forgetOldest();
  }

  describe(): Record<string, unknown> {
    return {
      name: this.name,
      subscribers: this.subscribers.size,
      published: this.published,
      delivered: this.delivered,
      cut: this.cut,
    };
  }

  private keep(message: Message): void {
    this.history.push(message);
    this.bytes += message.frame.length;
    while (this.history.length > MAX_HISTORY || (this.bytes > MAX_HISTORY_BYTES && this.history.length > 1)) {
      this.forgetOldest();
    }
  }
}

/** Microseconds since 1970, and on the clock that all processes of a machine share (process.hrtime). */
export function now(): { atUs: number; monotonicUs: number } {
  return {
    atUs: Math.round((performance.timeOrigin + performance.now()) * 1000),
    monotonicUs: Number(process.hrtime.bigint() / 1000n),
  };
}

interface Fields extends Pick<Message, 'id' | 'seq' | 'atUs' | 'monotonicUs'> {
  readonly channel: string;
  readonly event: string;
  readonly data: unknown;
}

function messageOf(fields: Fields): Message {
  const { id, seq, atUs, monotonicUs, event } = fields;
  const json = JSON.stringify(fields);
  const frame = Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${json}\n\n`);
  return { id, seq, atUs, monotonicUs, json, frame };
}
