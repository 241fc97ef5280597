import type { Socket } from 'node:net';

/** By what a request goes to one of several instances. */
export type Balance = 'connection' | 'request' | 'port';

export const BALANCES: readonly Balance[] = ['connection', 'request', 'port'];

/** The instances that one demo server plays: which of them answers a request, and how many each has answered. */
export class Instances {
  readonly count: number;
  readonly balance: Balance;
  private readonly homes = new WeakMap<Socket, number>();
  private readonly answered: number[];
  private weights: readonly number[];
  private readonly credit: number[];

  constructor(count: number, balance: Balance) {
    this.count = count;
    this.balance = balance;
    this.answered = new Array<number>(count).fill(0);
    this.credit = new Array<number>(count).fill(0);
    this.weights = evenly(count);
  }

  /** The instance, from 1 on, that answers a request from this connection. */
  answering(socket: Socket, port: number): number {
    const instance = this.choose(socket, port);
    this.answered[instance - 1] = (this.answered[instance - 1] ?? 0) + 1;
    return instance;
  }

  /** Gives some instances a share of their own of what comes; the others have the rest in equal parts. */
  weigh(shares: ReadonlyMap<number, number>): void {
    const known = [...shares].filter(([instance]) => instance <= this.count);
    const left = Math.max(0, 1 - known.reduce((sum, [, share]) => sum + share, 0));
    const others = this.count - known.length;
    this.weights = evenly(this.count).map((_, i) => shares.get(i + 1) ?? left / others);
    this.credit.fill(0);
  }

  render(): string[] {
    const name = 'demo_instance_requests_total';
    return [
      `# HELP ${name} Requests by the instance that answered.`,
      `# TYPE ${name} counter`,
      ...this.answered.map((requests, i) => `${name}{instance="${i + 1}"} ${requests}`),
    ];
  }

  private choose(socket: Socket, port: number): number {
    if (this.balance === 'port') return port;
    if (this.balance === 'request') return this.next();
    const home = this.homes.get(socket) ?? this.next();
    this.homes.set(socket, home);
    return home;
  }

  /** Smooth weighted round robin, as nginx has it: exact shares without chance, spread evenly. */
  private next(): number {
    let best = 0;
    for (let i = 0; i < this.count; i++) {
      this.credit[i] = (this.credit[i] ?? 0) + (this.weights[i] ?? 0);
      if ((this.credit[i] ?? 0) > (this.credit[best] ?? 0) + 1e-9) best = i;
    }
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    this.credit[best] = (this.credit[best] ?? 0) - total;
    return best + 1;
  }
}

function evenly(count: number): number[] {
  return new Array<number>(count).fill(1 / count);
}
