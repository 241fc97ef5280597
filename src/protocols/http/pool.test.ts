import { describe, expect, it } from 'vitest';
import { Recorder } from '../../measure/recorder.ts';
import type { Connection, ConnectionOwner } from './connection.ts';
import { Exchange } from './exchange.ts';
import { Pool } from './pool.ts';
import type { PreparedRequest } from './request.ts';
import { type Origin, parseTarget } from './url.ts';

const site = new Recorder({ shard: 0, nowUs: () => 0 }).requestSite({ scenario: '', group: '', name: '', method: '' });

function exchangeTo(host: string, { isClosed } = { isClosed: false }): Exchange {
  const owner = { isClosed, ended: () => {}, opened: () => {}, received: () => {} };
  const { origin, path } = parseTarget(`http://${host}/`);
  const request = { origin, path, site, method: 'GET', wire: '', keep: 'status', expected: [] };
  return new Exchange(request as unknown as PreparedRequest, { owner, onDone: () => {}, maxBodyBytes: 1 }, 0);
}

/** Carries exchanges without doing anything; the test says when one has ended. */
class FakeConnection implements Connection {
  readonly origin: Origin;
  freshUntilUs = Number.POSITIVE_INFINITY;
  carried: Exchange | undefined;
  readonly all: Exchange[] = [];
  isClosed = false;
  isRetired = false;
  readonly #owner: ConnectionOwner;

  constructor(origin: Origin, owner: ConnectionOwner) {
    this.origin = origin;
    this.#owner = owner;
  }

  open(exchange: Exchange): void {
    this.start(exchange);
  }

  start(exchange: Exchange): void {
    expect(this.carried).toBeUndefined();
    expect(this.isClosed).toBe(false);
    expect(exchange.request.origin.key).toBe(this.origin.key);
    this.carried = exchange;
    this.all.push(exchange);
  }

  retire(): void {
    this.isRetired = true;
  }

  close(): void {
    this.carried?.cancel();
    this.isClosed = true;
  }

  answer(): void {
    this.carried = undefined;
    if (this.isRetired) this.die();
    else this.#owner.idle(this);
  }

  die(unanswered?: Exchange): void {
    this.isClosed = true;
    this.carried = undefined;
    this.#owner.closed(this, unanswered);
  }
}

function poolOf(limit: number, total = false) {
  const connections: FakeConnection[] = [];
  let retries = 0;
  const pool = new Pool({
    connect: (origin, owner) => {
      const connection = new FakeConnection(origin, owner);
      connections.push(connection);
      return connection;
    },
    limit,
    total,
    onRetry: () => retries++,
  });
  const send = (...hosts: string[]): Exchange[] =>
    hosts.map((host) => {
      const exchange = exchangeTo(host);
      pool.send(exchange);
      return exchange;
    });
  const open = () => connections.filter(({ isClosed }) => !isClosed);
  return { pool, connections, send, open, retries: () => retries };
}

/** Answers everything until nothing is carried any more; the hosts in the order in which they were served. */
function drain(connections: FakeConnection[]): Exchange[] {
  const served: Exchange[] = [];
  for (let rounds = 0; rounds < 10_000; rounds++) {
    const busy = connections.find(({ carried, isClosed }) => carried !== undefined && !isClosed);
    if (busy === undefined) return served;
    served.push(busy.carried as Exchange);
    busy.answer();
  }
  throw new Error('never drained');
}

describe('the pool of one user', () => {
  it('opens connections up to the limit for each host, and lets the rest wait in order', () => {
    const { send, connections } = poolOf(2);
    const sent = send('a', 'a', 'a', 'a', 'b', 'b', 'b');
    expect(connections.map(({ origin }) => origin.host)).toEqual(['a', 'a', 'b', 'b']);
    expect(sent.map(({ queued }) => queued)).toEqual([false, false, true, true, false, false, true]);
    const served = drain(connections);
    expect(served.length).toBe(7);
    expect(connections.length).toBe(4);
  });

  it('prefers the connection used last', () => {
    const { send, connections } = poolOf(6);
    send('a', 'a');
    connections[1]?.answer();
    connections[0]?.answer();
    send('a');
    expect([connections.length, connections[0]?.all.length]).toEqual([2, 2]);
  });

  it('gives the room of a closed connection to a request for the same host, not to one that finds none', () => {
    const { send, connections } = poolOf(1);
    const [, , forB, forA] = send('a', 'b', 'b', 'a');
    connections[0]?.die();
    expect(connections.length).toBe(3);
    expect(connections[2]?.carried).toBe(forA);
    connections[1]?.answer();
    expect(connections[1]?.carried).toBe(forB);
  });

  it('repeats a request whose kept connection was closed under it', () => {
    const { send, connections, retries } = poolOf(1);
    send('a');
    connections[0]?.answer();
    const [again] = send('a') as [Exchange];
    connections[0]?.die(again);
    expect([connections.length, connections[1]?.carried, again.retried, retries()]).toEqual([2, again, true, 1]);
  });

  it('closes idle connections at a reset, and busy ones as soon as they are free', () => {
    const { pool, send, connections, open } = poolOf(6);
    send('a', 'a');
    connections[0]?.answer();
    pool.reset();
    expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    connections[1]?.answer();
    expect(open()).toEqual([]);
    send('a');
    expect(connections.length).toBe(3);
  });

  it('cancels what it carries and what waits when it is closed', () => {
    const { pool, send, connections } = poolOf(1);
    const sent = send('a', 'a');
    pool.close();
    expect(sent.map(({ ended }) => ended)).toEqual([true, true]);
    connections[0]?.answer();
    expect(connections.length).toBe(1);
  });
});

describe('a shared pool', () => {
  it('never has more connections open than it may, and serves everybody', () => {
    const { send, connections, open } = poolOf(3, true);
    const hosts = Array.from({ length: 60 }, (_, index) => ['a', 'b', 'c', 'd'][(index * 7) % 4] as string);
    const sent = send(...hosts);
    expect(open().length).toBe(3);
    const served = drain(connections);
    expect(new Set(served).size).toBe(sent.length);
    expect(open().length).toBeLessThanOrEqual(3);
  });

  it('gives up an idle connection to another host when it is full', () => {
    const { send, connections, open } = poolOf(1, true);
    send('a');
    connections[0]?.answer();
    send('b');
    expect(open().map(({ origin }) => origin.host)).toEqual(['b']);
  });

  it('serves requests to one host in the order in which they were asked', () => {
    const { send, connections } = poolOf(1, true);
    const sent = send(...Array.from({ length: 20 }, () => 'a'));
    expect(drain(connections)).toEqual(sent);
  });

  it('does not let a busy host keep another one waiting for ever', () => {
    const { send, connections } = poolOf(2, true);
    send('a', 'a');
    const [forB] = send('b') as [Exchange];
    let answers = 0;
    while (forB.carrier !== undefined && !connections.some(({ carried }) => carried === forB)) {
      send('a');
      connections.find(({ carried, isClosed }) => carried !== undefined && !isClosed)?.answer();
      expect(++answers).toBeLessThan(10);
    }
    expect(answers).toBeGreaterThan(1);
    expect(drain(connections)).toContain(forB);
  });

  it('passes over what has timed out and whose user has left', () => {
    const { pool, send, connections } = poolOf(1, true);
    const [, late, last] = send('a', 'a', 'a') as [Exchange, Exchange, Exchange];
    const left = exchangeTo('a', { isClosed: true });
    pool.send(left);
    late.expire();
    expect(drain(connections).slice(1)).toEqual([last]);
    expect(left.ended).toBe(true);
  });
});
