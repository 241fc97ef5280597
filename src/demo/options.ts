import type { Socket } from 'node:net';
import { UserError } from '../errors/user-error.ts';
import { BALANCES, type Balance, Instances } from './instances.ts';
import { Knobs } from './knobs/knobs.ts';
import { DemoMetrics } from './metrics.ts';
import { PreciseTimer } from './precise-timer.ts';
import type { DemoState } from './state.ts';

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  /** How many items the shop starts with. */
  readonly items?: number;
  /** Logins kept at a time; one more ends the session that has been idle the longest. */
  readonly maxSessions?: number;
  readonly maxBodyBytes?: number;
  readonly maxUploadBytes?: number;
  /** The largest file that /files takes, and how much it keeps in all. */
  readonly maxFileBytes?: number;
  readonly maxStoredBytes?: number;
  /** How many jobs run at a time. */
  readonly jobSlots?: number;
  /** Requests are answered as by so many instances, told apart by the header `x-instance`. */
  readonly instances?: number;
  /** What decides which instance answers: the connection (default), every request in turn, or a port for each. */
  readonly balance?: Balance;
  /** Troubles from the start: `['GET /items slow=200ms share=0.1']`. */
  readonly knobs?: readonly string[];
}

const MAX_INSTANCES = 100;

/** What the routes of a new demo server share, with every default filled in. */
export function stateFor(options: DemoOptions = {}): DemoState {
  const seed = options.seed ?? 1;
  const timer = new PreciseTimer();
  const instances = new Instances(checkedCount(options.instances ?? 1), checkedBalance(options.balance));
  return {
    seed,
    items: options.items ?? 5000,
    maxSessions: options.maxSessions ?? 10_000,
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    maxUploadBytes: options.maxUploadBytes ?? 64 * 1024 * 1024,
    sockets: new Set<Socket>(),
    metrics: new DemoMetrics(),
    timer,
    maxFileBytes: options.maxFileBytes ?? 256 * 1024 * 1024,
    maxStoredBytes: options.maxStoredBytes ?? 1024 ** 3,
    jobSlots: options.jobSlots ?? 4,
    instances,
    knobs: new Knobs({ seed, timer, knobs: options.knobs ?? [], onTraffic: (shares) => instances.weigh(shares) }),
    closing: [],
  };
}

function checkedCount(instances: number): number {
  if (Number.isInteger(instances) && instances >= 1 && instances <= MAX_INSTANCES) return instances;
  throw new UserError(`The demo target cannot play ${instances} instances.`, {
    code: 'DEMO_INSTANCES_INVALID',
    hint: `It plays 1 to ${MAX_INSTANCES}.`,
  });
}

function checkedBalance(balance: string = 'connection'): Balance {
  const found = BALANCES.find((each) => each === balance);
  if (found !== undefined) return found;
  throw new UserError(`The demo target cannot balance its instances by '${balance}'.`, {
    code: 'DEMO_INSTANCES_INVALID',
    hint: `It can by ${BALANCES.join(', ')}.`,
  });
}
