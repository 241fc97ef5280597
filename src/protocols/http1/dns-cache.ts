import { lookup, Resolver } from 'node:dns';
import { isIP } from 'node:net';
import type { HttpSettings } from '../../model/plan.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

type Answer = (error: Error | undefined, address: Address | undefined) => void;

interface Entry {
  addresses: readonly Address[];
  expiresMs: number;
  next: number;
}

/**
 * Name look-ups of one shard. The system's own look-up decides (it knows /etc/hosts); how long an answer holds is the TTL of
 * the name's records where a resolver tells it, and at most `ttlMs`.
 */
export class DnsCache {
  readonly #settings: HttpSettings['dns'];
  readonly #hosts: Readonly<Record<string, string>>;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Answer[]>();
  readonly #pick: () => number;
  #resolver: Resolver | undefined;

  constructor(settings: Pick<HttpSettings, 'dns' | 'hosts'>, pick: () => number) {
    this.#settings = settings.dns;
    this.#hosts = settings.hosts;
    this.#pick = pick;
  }

  /** The host and port that `hosts` sends these to. */
  override(host: string, port: number): { host: string; port: number } {
    const to = this.#hosts[`${host}:${port}`] ?? this.#hosts[host];
    return to === undefined ? { host, port } : splitPort(to, port);
  }

  resolve(host: string, answer: Answer): void {
    const family = isIP(host);
    if (family !== 0) {
      answer(undefined, { address: host, family });
      return;
    }
    const entry = this.#entries.get(host);
    if (entry !== undefined && entry.expiresMs > performance.now()) {
      answer(undefined, this.#choose(entry));
      return;
    }
    const pending = this.#pending.get(host);
    if (pending !== undefined) pending.push(answer);
    else this.#look(host, answer);
  }

  close(): void {
    this.#resolver?.cancel();
  }

  #look(host: string, answer: Answer): void {
    const answers = [answer];
    this.#pending.set(host, answers);
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      this.#pending.delete(host);
      const addresses = error === null ? byPolicy(found, this.#settings.policy) : [];
      if (addresses.length === 0) {
        const reason = error ?? new Error(`${host} has no address that the policy ${this.#settings.policy} allows`);
        for (const each of answers) each(reason, undefined);
        return;
      }
      const entry: Entry = { addresses, expiresMs: performance.now() + this.#settings.ttlMs, next: 0 };
      if (this.#settings.ttlMs > 0) this.#entries.set(host, entry);
      if (this.#settings.ttlMs > 0 && host.includes('.')) this.#learnTtl(host, entry);
      for (const each of answers) each(undefined, this.#choose(entry));
    });
  }

  /** Shortens an entry to the TTL of its records. */
  #learnTtl(host: string, entry: Entry): void {
    this.#resolver ??= new Resolver({ timeout: 2000, tries: 1 });
    this.#resolver.resolve4(host, { ttl: true }, (error, records) => {
      if (error !== null) return;
      for (const { address, ttl } of records) {
        if (!entry.addresses.some((known) => known.address === address)) continue;
        entry.expiresMs = Math.min(entry.expiresMs, performance.now() + ttl * 1000);
      }
    });
  }

  #choose(entry: Entry): Address | undefined {
    const { addresses } = entry;
    switch (this.#settings.select) {
      case 'roundRobin':
        return addresses[entry.next++ % addresses.length];
      case 'random':
        return addresses[Math.floor(this.#pick() * addresses.length)];
      default:
        return addresses[0];
    }
  }
}

function byPolicy(found: readonly Address[], policy: HttpSettings['dns']['policy']): Address[] {
  const four = found.filter(({ family }) => family === 4);
  const six = found.filter(({ family }) => family === 6);
  switch (policy) {
    case 'onlyIPv4':
      return four;
    case 'onlyIPv6':
      return six;
    case 'preferIPv4':
      return four.length > 0 ? four : six;
    case 'preferIPv6':
      return six.length > 0 ? six : four;
    default:
      return [...found];
  }
}

function splitPort(address: string, port: number): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(address);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? port) };
  if (isIP(address) === 6) return { host: address, port };
  const [host = address, own] = address.split(':');
  return { host, port: own === undefined ? port : Number(own) };
}
