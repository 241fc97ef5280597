import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { SlotQueue, type Ticket } from '../slot-queue.ts';
import { knobKind, setting, type Trouble, type Visit } from './knob-kind.ts';
import { choice, duration, wholeNumber } from './readers.ts';

/**
 * `hidden-queue=20`: every connection is accepted, and only so many are served: the others wait where the server counts
 * nothing, until a served one closes or has been idle for a while; with `per=request` until a request is answered.
 */
export const hiddenQueue = knobKind({
  name: 'hidden-queue',
  main: wholeNumber(1, 100_000),
  settings: { per: setting(choice('connection', 'request'), 'connection'), idle: setting(duration, 5000) },
  create: (places, { per, idle }) => (per === 'request' ? perRequest(places) : new Connections(places, idle)),
});

function perRequest(places: number): Trouble {
  const queue = new SlotQueue(places);
  return {
    unseen: true,
    meet: ({ exchange }, goOn) => {
      let had = false;
      const ticket = queue.enter(() => {
        had = true;
        goOn();
      });
      exchange.response.once('close', () => {
        if (had) queue.release(performance.now());
        else if (ticket !== undefined) queue.leave(ticket);
      });
    },
    state: () => ({ served: queue.busy, waiting: queue.waiting }),
    remove: () => queue.open(),
  };
}

interface Guest {
  ticket: Ticket | undefined;
  served: boolean;
  requests: number;
  readonly pending: (() => void)[];
  idle: NodeJS.Timeout | undefined;
}

/** A connection keeps its place from one request to the next, as with a server that has a thread for each. */
class Connections implements Trouble {
  readonly unseen = true;
  private readonly guests = new Map<Socket, Guest>();
  private readonly watched = new WeakSet<Socket>();
  private readonly queue: SlotQueue;
  private readonly idleMs: number;

  constructor(places: number, idleMs: number) {
    this.queue = new SlotQueue(places);
    this.idleMs = idleMs;
  }

  meet({ exchange }: Visit, goOn: () => void): void {
    const { socket } = exchange.request;
    const guest = this.guests.get(socket) ?? this.welcome(socket);
    clearTimeout(guest.idle);
    guest.requests++;
    exchange.response.once('close', () => {
      guest.requests--;
      if (guest.requests === 0 && guest.served) guest.idle = setTimeout(() => this.leave(socket), this.idleMs);
    });
    if (guest.served) {
      goOn();
      return;
    }
    guest.pending.push(goOn);
    guest.ticket ??= this.queue.enter(() => {
      guest.served = true;
      for (const call of guest.pending.splice(0)) call();
    });
  }

  state(): Record<string, number> {
    return { served: this.queue.busy, waiting: this.queue.waiting };
  }

  remove(): void {
    this.queue.open();
    for (const { idle } of this.guests.values()) clearTimeout(idle);
  }

  private welcome(socket: Socket): Guest {
    const guest: Guest = { ticket: undefined, served: false, requests: 0, pending: [], idle: undefined };
    this.guests.set(socket, guest);
    if (!this.watched.has(socket)) socket.once('close', () => this.leave(socket));
    this.watched.add(socket);
    return guest;
  }

  private leave(socket: Socket): void {
    const guest = this.guests.get(socket);
    if (guest === undefined) return;
    clearTimeout(guest.idle);
    this.guests.delete(socket);
    if (guest.served) this.queue.release(performance.now());
    else if (guest.ticket !== undefined) this.queue.leave(guest.ticket);
  }
}
