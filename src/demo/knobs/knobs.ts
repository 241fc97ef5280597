/**
 * knobs/ makes the routes of the demo target slow, flaky, leaky, locked or limited. In come lines such as
 * `GET /items slow=200ms share=0.1`; `parse-knob.ts` reads them, `kinds.ts` lists the kinds of trouble, each a file with
 * its neighbours, and `knobs.ts` leads every request through the troubles laid on its path, in the order given.
 */
import { performance } from 'node:perf_hooks';
import { UserError } from '../../errors/user-error.ts';
import { hashString, SeededRandom } from '../../load/random.ts';
import { type Exchange, fail } from '../exchange.ts';
import type { PreciseTimer } from '../precise-timer.ts';
import type { Trouble } from './knob-kind.ts';
import { type Knob, parseKnob } from './parse-knob.ts';

const MAX_KNOBS = 100;
/** Not touched by a knob for every path: what one looks through, and what one mends with. */
const SPARED = new Set(['/knobs', '/metrics']);

/** A request as it comes to the knobs. */
export interface Arrival {
  readonly exchange: Exchange;
  readonly route: string;
  readonly instance: number;
}

export interface KnobState {
  readonly knob: string;
  readonly kind: string;
  /** How many requests came to its path, and to how many of them it applied. */
  readonly requests: number;
  readonly applied: number;
  readonly state: Readonly<Record<string, number>>;
}

export interface KnobsOptions {
  readonly seed: number;
  readonly timer: PreciseTimer;
  readonly knobs: readonly string[];
  /** Called when knobs change the share of requests that instances get. */
  readonly onTraffic: (shares: ReadonlyMap<number, number>) => void;
}

/** The knobs that are set. */
export class Knobs {
  private installed: readonly Installed[] = [];
  private readonly options: KnobsOptions;

  constructor(options: KnobsOptions) {
    this.options = options;
    this.set(options.knobs);
  }

  get any(): boolean {
    return this.installed.length > 0;
  }

  /** Takes all knobs away and sets these, which start afresh: their counts at zero, their chance at its beginning. */
  set(texts: readonly string[]): void {
    this.install(texts.map(parseKnob), []);
  }

  /** Sets these besides those there are, which go on as they are. */
  add(texts: readonly string[]): void {
    this.install(texts.map(parseKnob), this.installed);
  }

  list(): readonly KnobState[] {
    return this.installed.map((each) => each.describe());
  }

  /** Through what the server doesn't see, such as a hidden queue. */
  admit(arrival: Arrival, goOn: () => void): void {
    this.lead(arrival, { unseen: true, goOn });
  }

  /** Through everything else. */
  trouble(arrival: Arrival, goOn: () => void): void {
    this.lead(arrival, { unseen: false, goOn });
  }

  private lead(arrival: Arrival, { unseen, goOn }: { unseen: boolean; goOn: () => void }): void {
    const met = this.installed.filter((each) => each.unseen === unseen && each.concerns(arrival));
    const { exchange } = arrival;
    const step = (index: number): void => {
      // Whoever hung up on the way is led no further.
      if (exchange.response.destroyed) return;
      const next = met[index];
      if (next === undefined) {
        goOn();
        return;
      }
      try {
        next.meet(arrival, () => step(index + 1));
      } catch (error) {
        fail(exchange, error);
      }
    };
    step(0);
  }

  private install(knobs: readonly Knob[], kept: readonly Installed[]): void {
    if (kept.length + knobs.length > MAX_KNOBS) {
      throw new UserError(`The demo target takes ${MAX_KNOBS} knobs at most.`, { code: 'DEMO_KNOB_INVALID' });
    }
    const leaving = this.installed.filter((each) => !kept.includes(each));
    const all = [...kept];
    for (const knob of knobs) {
      const twins = all.filter((each) => each.knob.kind === knob.kind).length;
      all.push(new Installed(knob, { ...this.options, twins }));
    }
    this.installed = all;
    for (const each of leaving) each.trouble.remove?.();
    const shares = all.flatMap(({ trouble: { traffic } }) => (traffic === undefined ? [] : [traffic]));
    this.options.onTraffic(new Map(shares.map(({ instance, share }) => [instance, share])));
  }
}

interface RouteChance {
  seen: number;
  readonly choosing: number;
  readonly drawing: number;
}

/** A knob at work. */
class Installed {
  readonly knob: Knob;
  readonly trouble: Trouble;
  private readonly segments: readonly string[];
  private readonly random = new SeededRandom();
  private readonly routes = new Map<string, RouteChance>();
  private readonly setMs = performance.now();
  private readonly seed: number;
  /** What its sequences are named after: two knobs of a kind differ, whatever their values. */
  private readonly name: string;
  private requests = 0;
  private applied = 0;
  private firstMs = 0;

  constructor(knob: Knob, { seed, timer, twins }: { seed: number; timer: PreciseTimer; twins: number }) {
    this.knob = knob;
    this.seed = seed;
    this.name = `knob ${knob.kind.name} ${twins}`;
    this.segments = knob.pattern.split('/');
    this.trouble = knob.kind.create(knob.main, knob.values, timer);
  }

  get unseen(): boolean {
    return this.trouble.unseen === true;
  }

  concerns({ exchange, instance }: Arrival): boolean {
    const { method, pattern, scope } = this.knob;
    if (method !== undefined && method !== exchange.request.method) return false;
    if (scope.instance !== undefined && scope.instance !== instance) return false;
    if (pattern === '**') return !SPARED.has(exchange.path);
    return exchange.path !== '/knobs' && fits(this.segments, exchange.path.split('/'));
  }

  /** Lets the trouble have the request, or passes it on where it is not one that the knob applies to. */
  meet({ exchange, route }: Arrival, goOn: () => void): void {
    const nowMs = performance.now();
    const chance = this.chanceOf(route);
    const index = chance.seen++;
    if (!this.isWithin(this.requests++, nowMs) || !this.isChosen(chance, index)) {
      goOn();
      return;
    }
    if (this.applied === 0) this.firstMs = nowMs;
    this.random.reseed(this.seed, chance.drawing, index);
    const visit = { exchange, before: this.applied++, elapsedMs: nowMs - this.firstMs, random: this.random };
    this.trouble.meet(visit, goOn);
  }

  describe(): KnobState {
    const { requests, applied } = this;
    return {
      knob: this.knob.text,
      kind: this.knob.kind.name,
      requests,
      applied,
      state: this.trouble.state?.() ?? {},
    };
  }

  private isWithin(before: number, nowMs: number): boolean {
    const { from, until } = this.knob.scope;
    const passed = (mark: { requests: number } | { ms: number }) =>
      'requests' in mark ? before >= mark.requests : nowMs - this.setMs >= mark.ms;
    return (from === undefined || passed(from)) && (until === undefined || !passed(until));
  }

  private isChosen({ choosing }: RouteChance, index: number): boolean {
    const { share, burst } = this.knob.scope;
    if (share === 1) return true;
    this.random.reseed(this.seed, choosing, Math.floor(index / burst));
    return this.random.next() < share;
  }

  private chanceOf(route: string): RouteChance {
    const known = this.routes.get(route);
    if (known !== undefined) return known;
    const name = `${this.name} ${route}`;
    const chance = { seen: 0, choosing: hashString(`${name} choosing`), drawing: hashString(`${name} drawing`) };
    this.routes.set(route, chance);
    return chance;
  }
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? path.length < fixed.length : path.length !== fixed.length) return false;
  return fixed.every((part, i) => (part === '*' || part.startsWith(':') ? path[i] !== '' : part === path[i]));
}
