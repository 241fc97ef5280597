import { lookup, Resolver } from 'node:dns';
import { isIP } from 'node:net';
import type { HttpSettings } from '../../model/plan.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** The address to use first, and those to try when it refuses. */
type Answer = (error: Error | undefined, addresses: readonly Address[]) => void;

interface Entry {
  addresses: readonly Address[];
  /** Tried when none of the others answers. */
  rest: readonly Address[];
  expiresMs: number;
  next: number;
}

export interface DnsOptions {
  readonly settings: Pick<HttpSettings, 'dns' | 'hosts'>;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly nowUs: () => number;
  readonly lookup?: typeof lookup;
}

/**
 * Name look-ups of one shard. The system's own look-up decides (it knows /etc/hosts); how long an answer holds is the TTL of
 * the name's records where a resolver tells it, and at most `ttlMs`.
 */
export class DnsCache {
  readonly #settings: HttpSettings['dns'];
  readonly #hosts: ReadonlyMap<string, string>;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Answer[]>();
  readonly #options: DnsOptions;
  #resolver: Resolver | undefined;
  #closed = false;

  constructor(options: DnsOptions) {
    const { dns, hosts } = options.settings;
    this.#options = options;
    this.#settings = dns;
    this.#hosts = new Map(Object.entries(hosts).map(([host, to]) => [host.toLowerCase(), to]));
  }

  /** The host and port that `hosts` sends these to. */
  override(host: string, port: number): { host: string; port: number } {
    if (this.#hosts.size === 0) return { host, port };
    const to = this.#hosts.get(`${host}:${port}`) ?? this.#hosts.get(host);
    return to === undefined ? { host, port } : splitPort(to, port);
  }

  /** Answers at once where it can. */
  resolve(host: string, answer: Answer): void {
    const family = isIP(host);
    if (family !== 0) {
      answer(undefined, [{ address: host, family }]);
      return;
    }
    const entry = this.#entries.get(host);
    if (entry !== undefined && entry.expiresMs > this.#nowMs()) {
      answer(undefined, this.#choose(entry));
      return;
    }
    const pending = this.#pending.get(host);
    if (pending !== undefined) pending.push(answer);
    else this.#look(host, answer);
  }

  /** The address answered where those before it refused: from now on it is asked first. */
  prefer(host: string, { address }: Address): void {
    const entry = this.#entries.get(host);
    if (entry === undefined || (this.#settings.select !== 'first' && !isIn(entry.rest, address))) return;
    const all = [...entry.addresses, ...entry.rest];
    entry.addresses = all.filter((each) => each.address === address);
    entry.rest = all.filter((each) => each.address !== address);
  }

  close(): void {
    this.#closed = true;
    this.#resolver?.cancel();
  }

  #nowMs(): number {
    return this.#options.nowUs() / 1000;
  }

  #look(host: string, answer: Answer): void {
    const answers = [answer];
    this.#pending.set(host, answers);
    (this.#options.lookup ?? lookup)(host, { all: true, verbatim: true }, (error, found) => {
      this.#pending.delete(host);
      const [addresses, rest] = error === null ? byPolicy(found, this.#settings.policy) : [[], []];
      if (addresses.length === 0) {
        const reason = error ?? new Error(`${host} has no address that the policy ${this.#settings.policy} allows`);
        for (const each of answers) each(reason, []);
        return;
      }
      const entry: Entry = { addresses, rest, expiresMs: this.#nowMs() + this.#settings.ttlMs, next: 0 };
      if (this.#settings.ttlMs > 0) this.#entries.set(host, entry);
      if (this.#settings.ttlMs > 0 && host.includes('.') && !this.#closed) this.#learnTtl(host, entry);
      for (const each of answers) each(undefined, this.#choose(entry));
    });
  }

  /** Shortens an entry to the TTL of its records. */
  #learnTtl(host: string, entry: Entry): void {
    this.#resolver ??= new Resolver({ timeout: 2000, tries: 1 });
    const learn = (error: Error | null, records: readonly { address: string; ttl: number }[]): void => {
      if (error !== null) return;
      for (const { address, ttl } of records) {
        if (!isIn(entry.addresses, address)) continue;
        entry.expiresMs = Math.min(entry.expiresMs, this.#nowMs() + ttl * 1000);
      }
    };
    const families = new Set(entry.addresses.map(({ family }) => family));
    if (families.has(4)) this.#resolver.resolve4(host, { ttl: true }, learn);
    if (families.has(6)) this.#resolver.resolve6(host, { ttl: true }, learn);
  }

  #choose(entry: Entry): readonly Address[] {
    const { addresses, rest } = entry;
    if (addresses.length === 1 && rest.length === 0) return addresses;
    const first = this.#firstOf(entry);
    return [...addresses.slice(first), ...addresses.slice(0, first), ...rest];
  }

  #firstOf(entry: Entry): number {
    const { length } = entry.addresses;
    switch (this.#settings.select) {
      case 'roundRobin':
        return entry.next++ % length;
      case 'random':
        return Math.floor(this.#options.random() * length);
      default:
        return 0;
    }
  }
}

function isIn(addresses: readonly Address[], address: string): boolean {
  return addresses.some((each) => each.address === address);
}

/** The addresses to use, and those to fall back on. */
function byPolicy(found: readonly Address[], policy: HttpSettings['dns']['policy']): [Address[], Address[]] {
  const four = found.filter(({ family }) => family === 4);
  const six = found.filter(({ family }) => family === 6);
  switch (policy) {
    case 'onlyIPv4':
      return [four, []];
    case 'onlyIPv6':
      return [six, []];
    case 'preferIPv4':
      return four.length > 0 ? [four, six] : [six, []];
    case 'preferIPv6':
      return six.length > 0 ? [six, four] : [four, []];
    default:
      return [[...found], []];
  }
}

function splitPort(address: string, port: number): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(address);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? port) };
  if (isIP(address) === 6) return { host: address, port };
  const [host = address, own] = address.split(':');
  return { host, port: own === undefined ? port : Number(own) };
}
