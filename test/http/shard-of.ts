import type { HttpSettings, Plan, Shard } from '../../src/model/plan.ts';
import { httpSettings } from '../../src/plan/http-settings.ts';

/** A shard whose plan says nothing but where to go. */
export function shardOf(target: string | undefined, parts: Partial<Plan> = {}): Shard {
  const plan: Plan = {
    name: 'test',
    source: 'inline',
    baseDir: '/',
    seed: 1,
    scenarios: [],
    streams: [],
    variables: {},
    data: [],
    limits: [],
    metrics: {},
    secrets: [],
    env: {},
    tags: {},
    allowHosts: ['*'],
    warmupMs: 0,
    timeoutMultiplier: 1,
    ...(target === undefined ? {} : { target }),
    ...parts,
  };
  return { plan, index: 0, count: 1 };
}

/** The defaults, but for parts. */
export function settingsWith(parts: Partial<HttpSettings> = {}): HttpSettings {
  return { ...httpSettings({}, 1), ...parts };
}
