import * as records from '../../data/records/builder.ts';
import { scenario, scenarioFrom } from '../builder/scenario-builder.ts';
import { functionTest } from '../function-test.ts';
import { requirePublicApi } from '../installation.ts';
import { hold, pause, ramp, spike, step } from '../phases.ts';
import { checkScenario, createScenario } from '../scenarios/create-scenario.ts';
import { option } from '../scenarios/option.ts';
import { PerformanceScenarios } from '../scenarios/performance-scenarios.ts';
import { defineTemplate } from '../scenarios/template.ts';
import { TestScenarioBuilder } from '../scenarios/test-scenario-builder.ts';
import { test } from '../test-definition.ts';
import { API } from './plugins.ts';

/** What tests need at once. */
const AUTHORING = {
  test,
  functionTest,
  scenario,
  scenarioFrom,
  ramp,
  hold,
  step,
  pause,
  spike,
  createScenario,
  checkScenario,
  defineTemplate,
  option,
  PerformanceScenarios,
  TestScenarioBuilder,
  records,
};

/** What the module loader asks of any module. */
const LOADER_NAMES: readonly (string | symbol)[] = ['__esModule', 'default', 'then'];

/**
 * Makes this installation the one that `import … from 'plimsoll'` means in bundled tests. The functions to write tests
 * with are there at once; anything else of the public API loads the whole of it on first use.
 */
export function offerApi(): void {
  const target = globalThis as { [API]?: object };
  target[API] ??= Object.assign(Object.create(new Proxy({}, { get: (_, name) => rest(name) })), AUTHORING);
}

function rest(name: string | symbol): unknown {
  if (typeof name === 'symbol' || LOADER_NAMES.includes(name)) return undefined;
  return requirePublicApi()[name];
}
