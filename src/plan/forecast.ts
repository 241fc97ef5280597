import { curveDurationMs, integralUntil, peakValue, totalArrivals, valueAt } from '../load/curve.ts';
import type { Plan, PlannedScenario, PlannedStream } from '../model/plan.ts';
import { type FlowSize, FUNCTION_SIZE, flowSize, iterationMs, SCRIPT_SIZE } from './flow-size.ts';

/** What a plan will do, as far as it can be known before. */
export interface Forecast {
  /** From the start to the end of the last load, without graceful stops. */
  readonly durationMs: number;
  readonly iterations: Estimate;
  readonly requests: Estimate;
  /** Undefined where a script decides what is sent. */
  readonly bytesSent?: Estimate;
  /** Most users asked for at once, by closed models. */
  readonly peakUsers: number;
  /** Most arrivals per second at once, of open models. */
  readonly peakRate: number;
  readonly streams: readonly StreamForecast[];
}

/**
 * `exact` follows from the plan alone (as long as requests succeed); `estimate` takes a latency or a chance for granted;
 * `least` is a lower bound, as scripts may do more.
 */
export interface Estimate {
  readonly value: number;
  readonly is: 'exact' | 'estimate' | 'least';
}

export interface StreamForecast {
  readonly name: string;
  readonly model: 'users' | 'arrivals' | 'iterations';
  readonly startMs: number;
  readonly durationMs: number;
  readonly iterations: Estimate;
  readonly requests: Estimate;
  readonly bytesSent?: Estimate;
  /** Users at most: as asked for, or, in an open model, as Little's law has it. */
  readonly users: Estimate;
  /** Arrivals per second at most; 0 unless arrivals are asked for. */
  readonly peakRate: number;
  /** How long an iteration is expected to last. */
  readonly iterationMs: number;
  readonly requestsPerIteration: Estimate;
}

/** `latencyMs` is what one request is taken to last. */
export function forecastOf(plan: Plan, latencyMs: number): Forecast {
  const streams = plan.streams.map((stream) => streamForecast(plan, stream, latencyMs));
  const ends = streams.map(({ startMs, durationMs }) => startMs + durationMs);
  const bytes = streams.map(({ bytesSent }) => bytesSent);
  const known = bytes.filter((each) => each !== undefined);
  return {
    durationMs: Math.min(Math.max(0, ...ends), plan.maxDurationMs ?? Number.POSITIVE_INFINITY),
    iterations: sum(streams.map(({ iterations }) => iterations)),
    requests: sum(streams.map(({ requests }) => requests)),
    ...(known.length === bytes.length ? { bytesSent: sum(known) } : {}),
    peakUsers: peakOf(plan, 'users'),
    peakRate: peakOf(plan, 'arrivals'),
    streams,
  };
}

interface Mixed {
  readonly size: FlowSize;
  readonly hasScript: boolean;
}

function streamForecast(plan: Plan, stream: PlannedStream, latencyMs: number): StreamForecast {
  const { size, hasScript } = mixedSize(plan, stream);
  const lastsMs = Math.max(iterationMs(size, latencyMs), 0.1);
  const { iterations, durationMs, users, peakRate } = amounts(stream, size, lastsMs);
  const requestsPerIteration: Estimate = {
    value: size.requests,
    is: size.exact ? 'exact' : hasScript ? 'least' : 'estimate',
  };
  // Each turn of an endless loop counts as an iteration here.
  const rounds = size.endless ? roundsOf(stream, lastsMs) : iterations.value;
  const requests: Estimate = {
    value: Math.round(rounds * size.requests),
    is: hasScript ? 'least' : iterations.is === 'exact' && size.exact ? 'exact' : 'estimate',
  };
  return {
    name: stream.name,
    model: stream.load.model,
    startMs: stream.startMs,
    durationMs,
    iterations,
    requests,
    ...(hasScript ? {} : { bytesSent: { value: Math.round(rounds * size.bytes), is: 'estimate' as const } }),
    users,
    peakRate,
    iterationMs: lastsMs,
    requestsPerIteration,
  };
}

function amounts(
  { load }: PlannedStream,
  size: FlowSize,
  lastsMs: number,
): Pick<StreamForecast, 'iterations' | 'durationMs' | 'users' | 'peakRate'> {
  switch (load.model) {
    case 'users': {
      const users = peakValue(load.curve);
      const value = size.endless ? users : (integralUntil(load.curve, Number.POSITIVE_INFINITY) * 1000) / lastsMs;
      return {
        iterations: { value: Math.max(Math.round(value), users), is: 'estimate' },
        durationMs: curveDurationMs(load.curve),
        users: { value: users, is: 'exact' },
        peakRate: 0,
      };
    }
    case 'arrivals': {
      const peakRate = peakValue(load.curve);
      const needed = Math.ceil((peakRate * lastsMs) / 1000);
      return {
        iterations: { value: totalArrivals(load.curve), is: 'exact' },
        durationMs: curveDurationMs(load.curve),
        users: { value: Math.min(Math.max(1, needed), load.maxUsers), is: 'estimate' },
        peakRate,
      };
    }
    case 'iterations': {
      const total = load.perUser ? load.iterations * load.users : load.iterations;
      const users = Math.min(load.users, total);
      return {
        iterations: { value: total, is: 'exact' },
        durationMs: Math.min(Math.ceil(total / users) * lastsMs, load.maxDurationMs),
        users: { value: users, is: 'exact' },
        peakRate: 0,
      };
    }
  }
}

function roundsOf({ load }: PlannedStream, lastsMs: number): number {
  const userMs =
    load.model === 'iterations'
      ? load.users * load.maxDurationMs
      : integralUntil(load.curve, Number.POSITIVE_INFINITY) * 1000;
  return userMs / lastsMs;
}

/** One iteration of the stream on average over its scenarios. */
function mixedSize(plan: Plan, stream: PlannedStream): Mixed {
  const weights = stream.mix.reduce((total, { weight }) => total + weight, 0);
  const parts = stream.mix.flatMap(({ scenario: index, weight }) => {
    const scenario = plan.scenarios[index];
    return scenario === undefined ? [] : [{ size: sizeOf(plan, scenario), share: weight / weights, scenario }];
  });
  const mean = (key: 'requests' | 'inTurn' | 'thinkMs' | 'paceMs' | 'bytes'): number =>
    parts.reduce((total, { size, share }) => total + size[key] * share, 0);
  const same = parts.every(({ size }) => size.requests === parts[0]?.size.requests);
  return {
    size: {
      requests: mean('requests'),
      inTurn: mean('inTurn'),
      thinkMs: mean('thinkMs'),
      paceMs: mean('paceMs'),
      bytes: mean('bytes'),
      exact: same && parts.every(({ size }) => size.exact),
      endless: parts.some(({ size }) => size.endless),
    },
    hasScript: parts.some(({ scenario }) => scenario.function !== undefined && scenario.measure === undefined),
  };
}

function sizeOf(plan: Plan, scenario: PlannedScenario): FlowSize {
  if (scenario.measure !== undefined) return FUNCTION_SIZE;
  return scenario.steps === undefined ? SCRIPT_SIZE : flowSize(scenario.steps, baseBytes(plan, scenario));
}

/** Request line, Host and User-Agent, and the headers of all requests. */
function baseBytes(plan: Plan, { http }: PlannedScenario): number {
  const host = (plan.target ?? plan.allowHosts[0] ?? '').replace(/^[a-z+]+:\/\//i, '').length;
  const headers = Object.entries(http.headers).reduce(
    (total, [name, value]) => total + name.length + value.length + 4,
    0,
  );
  return (
    ' HTTP/1.1\r\n\r\n'.length +
    1 +
    'host: \r\n'.length +
    host +
    'user-agent: \r\n'.length +
    http.userAgent.length +
    headers
  );
}

const WORST_LAST = ['exact', 'estimate', 'least'] as const;

function sum(estimates: readonly Estimate[]): Estimate {
  const worst = Math.max(0, ...estimates.map(({ is }) => WORST_LAST.indexOf(is)));
  return { value: estimates.reduce((total, { value }) => total + value, 0), is: WORST_LAST[worst] ?? 'exact' };
}

/** The highest sum of all curves of a model: straight stretches are highest where one of them begins or ends. */
function peakOf(plan: Plan, model: 'users' | 'arrivals'): number {
  const moments = plan.streams.flatMap(({ load, startMs }) => {
    if (load.model === 'iterations') return [startMs];
    let atMs = startMs;
    return [
      startMs,
      ...load.curve.flatMap(({ durationMs }) => {
        atMs += durationMs;
        return [atMs - 1e-6, atMs];
      }),
    ];
  });
  return Math.max(0, ...moments.map((ms) => Math.round(askedAt(plan, model, ms) * 1e6) / 1e6));
}

/** Users, or arrivals per second, that all streams together ask for at a moment. */
export function askedAt(plan: Plan, model: 'users' | 'arrivals', ms: number): number {
  return plan.streams.reduce((total, stream) => {
    const isModel = model === 'arrivals' ? stream.load.model === 'arrivals' : stream.load.model !== 'arrivals';
    return isModel ? total + streamAt(stream, ms) : total;
  }, 0);
}

/** What one stream asks for at a moment; a number of iterations asks for its users until its time is over. */
export function streamAt({ load, startMs }: PlannedStream, ms: number): number {
  if (load.model !== 'iterations') return valueAt(load.curve, ms - startMs);
  return ms >= startMs && ms <= startMs + load.maxDurationMs ? load.users : 0;
}
