import { type EndpointInput, mergedEndpoint, requestStep, type SendOptions } from './endpoint.ts';
import type { AnyTemplateSpec, Operations, TemplateParts } from './template.ts';

/** The demo target, where the templates run as they are. */
const DEFAULT_TARGET = 'http://127.0.0.1:1876';
const DEFAULT_THINK = '1s..3s';

type Raw = Readonly<Record<string, unknown>>;

export type FilledConfig = Raw & {
  readonly endpoints?: Readonly<Record<string, EndpointInput>>;
};

/** A configuration with all that is usual where nothing is given. */
export function filled(spec: AnyTemplateSpec, given: Raw): FilledConfig {
  const usual = Object.entries(spec.options).map(([key, { otherwise }]) => [key, otherwise] as const);
  return {
    think: spec.think ?? DEFAULT_THINK,
    load: spec.load,
    limits: spec.limits,
    target: DEFAULT_TARGET,
    ...Object.fromEntries(usual),
    ...given,
  };
}

/** What is given in a configuration, and what is usual where nothing is. */
export function configOf(spec: AnyTemplateSpec, given: object): FilledConfig {
  return filled(spec, given as Raw);
}

/** The parts that a template makes of a filled configuration; for templates that are made of others too. */
export function partsOf(spec: AnyTemplateSpec, config: FilledConfig): TemplateParts {
  return spec.build(config, operationsOf(spec, config.endpoints));
}

/** The configuration of a template that is a part of another. */
export function filledPart(spec: AnyTemplateSpec, given: Raw, around: Raw): FilledConfig {
  const { think, load, target } = around;
  return { ...filled(spec, { think, load, target }), ...given };
}

function operationsOf(spec: AnyTemplateSpec, given: FilledConfig['endpoints'] = {}): Operations<string> {
  const endpoint = (operation: string) => {
    const usual = spec.endpoints[operation];
    if (usual === undefined) throw new Error(`the template '${spec.name}' has no operation '${operation}'`);
    return mergedEndpoint(usual, given[operation]);
  };
  return {
    endpoint,
    send(operation: string, options?: SendOptions) {
      const found = endpoint(operation);
      return found === undefined ? [] : [requestStep(operation, found, options)];
    },
  };
}
