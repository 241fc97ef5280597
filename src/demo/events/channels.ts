import { Refusal } from '../exchange.ts';
import { Channel, type Message, now } from './channel.ts';
import type { Subscriber } from './subscriber.ts';

const MAX_CHANNELS = 1000;
const MAX_HISTORY_BYTES = 128 * 1024 * 1024;
/** Many who come at once are told of once. */
const PRESENCE_PAUSE_MS = 100;

/** All channels; one is there from the first who listens or speaks. */
export class Channels {
  /** In the order of their latest use, so that the first is the one to forget. */
  private readonly channels = new Map<string, Channel>();
  private readonly crowds = new Map<Channel, NodeJS.Timeout>();
  private lastId = 0;
  private streams = 0;
  private closed = false;

  /** Open streams, whatever channels they have. */
  get listeners(): number {
    return this.streams;
  }

  get newestId(): number {
    return this.lastId;
  }

  list(): readonly Channel[] {
    return [...this.channels.values()];
  }

  get(name: string): Channel | undefined {
    return this.channels.get(name);
  }

  publish(name: string, event: string, data: unknown): { message: Message; receivers: number } {
    const published = this.open(name).publish(++this.lastId, event, data);
    this.trim();
    return published;
  }

  /** Answers how to leave. */
  join(subscriber: Subscriber, names: readonly string[]): () => void {
    const joined = names.map((name) => this.open(name));
    this.streams++;
    for (const channel of joined) channel.subscribers.add(subscriber);
    for (const channel of joined) this.announce(channel);
    return () => {
      this.streams--;
      for (const channel of joined) channel.subscribers.delete(subscriber);
      for (const channel of joined) this.announce(channel);
    };
  }

  /** Forgets what was said; the channel itself where nobody listens. */
  clear(channel: Channel): void {
    channel.forgetAll();
    if (channel.subscribers.size === 0) this.remove(channel);
  }

  close(): void {
    this.closed = true;
    for (const timeout of this.crowds.values()) clearTimeout(timeout);
    this.crowds.clear();
  }

  private open(name: string): Channel {
    const known = this.channels.get(name);
    if (known === undefined && this.channels.size >= MAX_CHANNELS) this.dropSilent();
    const channel = known ?? new Channel(name);
    this.channels.delete(name);
    this.channels.set(name, channel);
    return channel;
  }

  private dropSilent(): void {
    const silent = this.list().find((channel) => channel.subscribers.size === 0);
    if (silent === undefined) throw new Refusal(503, `${MAX_CHANNELS} channels are listened to already.`);
    this.remove(silent);
  }

  private remove(channel: Channel): void {
    clearTimeout(this.crowds.get(channel));
    this.crowds.delete(channel);
    this.channels.delete(channel.name);
  }

  private trim(): void {
    let bytes = 0;
    for (const channel of this.channels.values()) bytes += channel.bytes;
    for (const channel of this.channels.values()) {
      while (bytes > MAX_HISTORY_BYTES && channel.history.length > 0) {
        const before = channel.bytes;
        channel.forgetOldest();
        bytes -= before - channel.bytes;
      }
      if (bytes <= MAX_HISTORY_BYTES) return;
    }
  }

  private announce(channel: Channel): void {
    if (this.closed || this.crowds.has(channel)) return;
    const tell = () => {
      this.crowds.delete(channel);
      const about = { channel: channel.name, subscribers: channel.subscribers.size, ...now() };
      const frame = `event: presence\ndata: ${JSON.stringify(about)}\n\n`;
      for (const subscriber of channel.subscribers) if (subscriber.wantsPresence) subscriber.send(frame);
    };
    this.crowds.set(channel, setTimeout(tell, PRESENCE_PAUSE_MS));
  }
}
