import type { HookSpec, ScenarioSpec, TestOverrides, TestSpec } from '../../model/test-spec.ts';
import { defined, type Raw } from './read-context.ts';
import { writeSteps } from './write-steps.ts';
import { yaml } from './yaml-package.ts';

/** A test as YAML that reads back as the same test. Functions it names must be in its processor. */
export function toYaml(spec: TestSpec): string {
  const { Document, isScalar, visit } = yaml();
  const document = new Document(writeTest(spec), { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_, { key }) => {
      // Unquoted, it would merge instead of being a key.
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A test as JSON that reads back as the same test. */
export function toJson(spec: TestSpec): string {
  return `${JSON.stringify(writeTest(spec), null, 2)}\n`;
}

/** A test as the value of its file. */
export function writeTest(spec: TestSpec): Raw {
  const { scenarios, setup, teardown, environments, profiles, ...config } = spec;
  return defined<Raw>({
    config: defined<Raw>({ ...config, environments: writeOverlays(environments), profiles: writeOverlays(profiles) }),
    before: writeHook(setup),
    scenarios: scenarios.map(writeScenario),
    after: writeHook(teardown),
  });
}

function writeOverlays(overlays: TestSpec['environments']): Raw | undefined {
  if (overlays === undefined) return undefined;
  return Object.fromEntries(Object.entries(overlays).map(([name, each]) => [name, writeOverrides(each)]));
}

function writeOverrides({ scenarios, setup, teardown, ...config }: TestOverrides): Raw {
  return defined<Raw>({
    ...config,
    setup: writeHook(setup),
    teardown: writeHook(teardown),
    scenarios: scenarios?.map(writeScenario),
  });
}

function writeHook(hook: HookSpec | undefined): Raw | undefined {
  if (hook === undefined) return undefined;
  const { steps, ...rest } = hook;
  return defined<Raw>({ flow: steps === undefined ? undefined : writeSteps(steps), ...rest });
}

function writeScenario({ steps, ...rest }: ScenarioSpec): Raw {
  return defined<Raw>({ ...rest, flow: steps === undefined ? undefined : writeSteps(steps) });
}
