import { type Exchange, Refusal } from '../exchange.ts';
import { flagParam, numberParam } from '../parameters.ts';
import type { Channels } from './channels.ts';
import { Subscriber } from './subscriber.ts';

const MAX_CHANNELS = 100;
const MAX_SUBSCRIBERS = 50_000;
const MAX_MS = 3_600_000;
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // For proxies that would collect events before they pass them on.
  'x-accel-buffering': 'no',
};

/** Opens a stream of events: first what was missed, then what comes, with a comment now and then that keeps it open. */
export function listen(
  exchange: Exchange,
  { channels, names }: { channels: Channels; names: readonly string[] },
): void {
  const { request, response, query } = exchange;
  if (names.length === 0 || names.length > MAX_CHANNELS) {
    throw new Refusal(400, `Say which channels, 1 to ${MAX_CHANNELS}: /events?channel=a&channel=b.`);
  }
  const retryMs = numberParam(exchange, 'retry', { fallback: 2000, min: 0, max: MAX_MS });
  const heartbeatMs = numberParam(exchange, 'heartbeat', { fallback: 15_000, min: 10, max: MAX_MS });
  const missed = missedBy(exchange, channels, names);
  if (request.method === 'HEAD') {
    response.writeHead(200, HEADERS).end();
    return;
  }
  if (channels.listeners >= MAX_SUBSCRIBERS) throw new Refusal(503, `${MAX_SUBSCRIBERS} streams are open already.`);
  const name = query.get('name')?.slice(0, 100) ?? undefined;
  const subscriber = new Subscriber(response, { name, wantsPresence: flagParam(exchange, 'presence') });
  const leave = channels.join(subscriber, names);
  const heartbeat = setInterval(() => subscriber.send(': still here\n\n'), heartbeatMs);
  response.once('close', () => {
    clearInterval(heartbeat);
    leave();
  });
  response.writeHead(200, HEADERS);
  subscriber.replay([`retry: ${retryMs}\n\n`, ...missed]);
}

/** The events after the last one that the client has seen, or the latest `?history=` of each channel. */
function missedBy(exchange: Exchange, channels: Channels, names: readonly string[]): readonly (Buffer | string)[] {
  const history = numberParam(exchange, 'history', { fallback: 0, min: 0, max: 1000 });
  const lastId = lastEventId(exchange, channels.newestId);
  const known = names.flatMap((name) => channels.get(name) ?? []);
  if (lastId === undefined) {
    const latest = known.flatMap((channel) => (history === 0 ? [] : channel.history.slice(-history)));
    return latest.sort((a, b) => a.id - b.id).map(({ frame }) => frame);
  }
  const gaps = known
    .filter(({ forgottenId }) => forgottenId > lastId)
    .map(({ name, history: [oldest], published }) => {
      const about = { channel: name, lastEventId: lastId, nextSeq: oldest?.seq ?? published + 1 };
      return `event: gap\ndata: ${JSON.stringify(about)}\n\n`;
    });
  const messages = known.flatMap((channel) => channel.after(lastId)).sort((a, b) => a.id - b.id);
  return [...gaps, ...messages.map(({ frame }) => frame)];
}

/** An id that this server has not given yet is from an earlier life of it, and says nothing. */
function lastEventId({ request, query }: Exchange, newestId: number): number | undefined {
  const text = request.headers['last-event-id'] ?? query.get('last-event-id');
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text) > newestId ? undefined : Number(text);
}
