import { generators } from '../data/generators/generators.ts';
import type { HttpSettings } from '../model/plan.ts';
import type { HttpShard } from '../protocols/http/session.ts';
import { type DataSource, dataSources } from './data-source.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { Names } from './expressions/scope.ts';
import { MeasuredGroup } from './measured-group.ts';
import type { ShardContext } from './program.ts';
import { constantTemplate, type Template } from './templates/template.ts';
import { compileValue } from './templates/value.ts';
import type { PlannedVariable, VariableSources } from './variables.ts';

/** What all users of one scenario share within a shard. */
export interface ScenarioContext {
  readonly shard: ShardContext;
  /** Empty for setup and teardown. */
  readonly name: string;
  readonly settings: HttpSettings;
  readonly http: HttpShard;
  /** The group that everything starts in. */
  readonly root: MeasuredGroup;
  /** Of the process, the test and the scenario. */
  readonly env: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly data: readonly DataSource[];
  readonly variables: VariableSources;
  /** Deeply frozen: all users share it. */
  readonly setupData: unknown;
}

export interface ScenarioOptions {
  readonly name: string;
  readonly settings: HttpSettings;
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

export async function scenarioContext(shard: ShardContext, options: ScenarioOptions): Promise<ScenarioContext> {
  const { plan } = shard.shard;
  const env = environmentOf(plan.env, options.env);
  const names: Names = {
    generators,
    constants: {
      $env: env,
      $processEnvironment: env,
      $scenario: options.name,
      $scenarioFile: plan.source,
      $dirname: plan.baseDir,
    },
  };
  const setupData = deepFreeze(shard.setupData);
  const setupVariables = plainObject(setupData);
  const data = await dataSources(shard, options.name);
  return {
    shard,
    name: options.name,
    settings: options.settings,
    http: shard.http(options.settings),
    root: new MeasuredGroup({ recorder: shard.recorder, scenario: options.name, tags: options.tags }, options.group),
    env,
    names,
    data,
    variables: {
      given: { ...(plan.target === undefined ? {} : { target: plan.target }), ...setupVariables },
      data,
      // Where setup has set a variable of the test, its value holds.
      planned: plannedVariables({ ...plan.variables, ...options.variables }, names).filter(
        ({ name }) => !Object.hasOwn(setupVariables, name),
      ),
    },
    setupData,
  };
}

function environmentOf(...layers: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const env: Record<string, string> = Object.create(null);
  return Object.freeze(Object.assign(env, process.env, ...layers));
}

function plannedVariables(variables: Readonly<Record<string, unknown>>, names: Names): readonly PlannedVariable[] {
  return Object.entries(variables).map(([name, value]) => {
    const choices = Array.isArray(value) && value.length > 0 ? value : [value];
    return { name, choices: choices.map((choice) => frozen(compileValue(choice, names))) };
  });
}

function frozen(template: Template): Template {
  return template.constant ? constantTemplate(deepFreeze(template.render(undefined as never))) : template;
}

function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
