import { nonEmptyText, nothing } from '../shape/leaves.ts';
import { described, either, list, type ObjectShape, object, record, type Shape } from '../shape/shape.ts';
import { scenarioKeys, testKeys } from './parts.ts';

const { name: _name, processor: _processor, ...optionKeys } = testKeys;

/** Settings of a scenario in `test()`; what it does is a function or a builder, and checked apart. */
export const scenarioOptionsShape: ObjectShape = object(
  { name: described('Name of the scenario in reports.', nonEmptyText), ...scenarioKeys },
  {
    refused: {
      steps: "a scenario's steps go under 'run', as scenario(…)",
      function: "a scenario's function goes under 'run'",
    },
  },
);

const overrides: Shape = object({
  ...testKeys,
  scenarios: list(object({ name: nonEmptyText, ...scenarioKeys }, { required: ['name'] })),
});

const overlays = record(either('parts of a test', nothing, overrides));

/** Options of `test()`, but for those that hold functions. */
export const testOptionsShape: ObjectShape = object(
  { ...optionKeys, environments: overlays, profiles: overlays },
  {
    refused: {
      name: "the test's name is the first argument of test()",
      processor: "a test in TypeScript imports its functions; 'processor' is for YAML and JSON",
      phases: "phases stand under load: { rate: [ramp(0, 200, '30s')] }",
      stages: "stages stand under load: { users: [{ duration: '30s', target: 50 }] }",
      thresholds: "thresholds are limits here: limits: ['http_req_duration p95 < 200ms']",
      vus: "users stand under load: { users: 50, duration: '1m' }",
      duration: "the duration stands under load: { users: 50, duration: '1m' }",
    },
  },
);
