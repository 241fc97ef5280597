import { createNameMask } from '../measure/mask.ts';
import type { HttpSettings, Plan, PlannedScenario } from '../model/plan.ts';
import { maskUrl } from '../protocols/http/url.ts';

/**
 * What of a plan is needed to make a run of what was measured. What requests are made of (bodies, headers, variables, the
 * environment, code) stays out of it, and so do secrets.
 */
export function journalPlan(plan: Plan): Plan {
  const { name, kind, levels, source, seed, target, streams, limits, warmupMs, maxDurationMs } = plan;
  const mask = createNameMask(plan.secrets);
  const needed: Plan = {
    name,
    ...(kind === undefined ? {} : { kind }),
    levels,
    source,
    baseDir: '',
    seed,
    ...(target === undefined ? {} : { target: maskUrl(target) }),
    scenarios: plan.scenarios.map(journalScenario),
    streams,
    variables: {},
    data: [],
    limits,
    metrics: plan.metrics,
    secrets: [],
    env: {},
    tags: {},
    allowHosts: [],
    warmupMs,
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
    timeoutMultiplier: plan.timeoutMultiplier,
    ...(plan.against === undefined ? {} : { against: { ...plan.against, url: maskUrl(plan.against.url) } }),
  };
  const masked = (_: string, value: unknown) => (typeof value === 'string' && mask !== undefined ? mask(value) : value);
  return JSON.parse(JSON.stringify(needed), masked);
}

function journalScenario({ name, measure, http }: PlannedScenario): PlannedScenario {
  // Whether it is a function that is tested matters, what it is given does not.
  return {
    name,
    ...(measure === undefined ? {} : { measure: {} }),
    variables: {},
    env: {},
    tags: {},
    http: connecting(http),
  };
}

/** How connections are used, which findings speak of. */
function connecting(http: HttpSettings): HttpSettings {
  const { connections, headers: all, proxy: _, localAddress: __, ...rest } = http;
  const headers = Object.entries(all).filter(([name, value]) => {
    return name.toLowerCase() === 'connection' && /^(close|keep-alive)$/i.test(value);
  });
  return {
    ...rest,
    ...(connections === undefined ? {} : { connections }),
    headers: Object.fromEntries(headers),
    cookies: {},
    userAgent: '',
    tls: {},
    hosts: {},
  };
}
