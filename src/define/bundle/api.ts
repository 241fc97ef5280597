import * as records from '../../data/records/builder.ts';
import { scenario, scenarioFrom } from '../builder/scenario-builder.ts';
import { defineConfig } from '../define-config.ts';
import { functionTest } from '../function-test.ts';
import { requirePublicApi } from '../installation.ts';
import { hold, pause, ramp, spike, step } from '../phases.ts';
import { test } from '../test-definition.ts';
import { API } from './plugins.ts';

/** What tests need at once. */
const AUTHORING = {
  defineConfig,
  test,
  functionTest,
  scenario,
  scenarioFrom,
  ramp,
  hold,
  step,
  pause,
  spike,
  records,
};

/** Names of the scenario library, which is loaded for tests that have one of them. */
const SCENARIOS = /\b(?:createScenario|checkScenario|defineTemplate|PerformanceScenarios|TestScenarioBuilder)\b/;

/** Names that benchmarks are written with. */
const BENCHES = /\b(?:bench|range)\b/;

/** What the module loader asks of any module. */
const LOADER_NAMES: readonly (string | symbol)[] = ['__esModule', 'default', 'then'];

/**
 * Makes this installation the one that `import … from 'plimsoll'` means in a bundled test. The functions to write tests
 * with are there at once; anything else of the public API loads the whole of it on first use.
 */
export async function offerApi(text: string): Promise<void> {
  const target = globalThis as { [API]?: object };
  const api: object =
    target[API] ?? Object.assign(Object.create(new Proxy({}, { get: (_, name) => rest(name) })), AUTHORING);
  target[API] = api;
  if (BENCHES.test(text)) Object.assign(api, (await import('../../bench/authoring.ts')).BENCH_AUTHORING);
  if (SCENARIOS.test(text)) Object.assign(api, (await import('../scenarios/authoring.ts')).SCENARIO_AUTHORING);
}

function rest(name: string | symbol): unknown {
  if (typeof name === 'symbol' || LOADER_NAMES.includes(name)) return undefined;
  return requirePublicApi()[name];
}
