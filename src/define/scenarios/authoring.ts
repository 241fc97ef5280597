import { checkScenario, createScenario } from './create-scenario.ts';
import { option } from './option.ts';
import { PerformanceScenarios } from './performance-scenarios.ts';
import { defineTemplate } from './template.ts';
import { TestScenarioBuilder } from './test-scenario-builder.ts';

/** What tests are written with that come from the scenario library. */
export const SCENARIO_AUTHORING = {
  createScenario,
  checkScenario,
  defineTemplate,
  option,
  PerformanceScenarios,
  TestScenarioBuilder,
};
