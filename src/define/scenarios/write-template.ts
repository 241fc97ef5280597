import { exportJson, exportYaml } from '../export-test.ts';
import { createScenario } from './create-scenario.ts';
import { mergedEndpoint } from './endpoint.ts';
import { configOf, partsOf } from './parts.ts';
import type { AnyTemplateSpec, CompanionFile, ScenarioConfig, Template } from './template.ts';
import { keyText, quoted, typescriptLiteral } from './typescript-literal.ts';
import { usualLimits } from './usual-limits.ts';

/** Where a template of the user's own is imported from. */
export interface TemplateImport {
  /** `default`, or the name of the export. */
  readonly exported: string;
  /** As the written file imports it: './templates/greeting.ts'. */
  readonly specifier: string;
}

export interface WriteOptions {
  readonly template: Template;
  readonly format: 'typescript' | 'yaml' | 'json';
  /** Name of the test. */
  readonly name: string;
  readonly config: ScenarioConfig;
  /** For a template that does not come with Plimsoll. */
  readonly from?: TemplateImport;
}

export interface WrittenTemplate {
  readonly text: string;
  /** Files that the test needs beside it. */
  readonly companions: readonly CompanionFile[];
}

/** A template as a test to edit: TypeScript with its configuration spelled out, or YAML or JSON with the steps that it makes. */
export async function writeTemplate(options: WriteOptions): Promise<WrittenTemplate> {
  const { template, format, config } = options;
  const { spec } = template;
  const filled = configOf(spec, config);
  if (format === 'typescript') {
    const limits = config.limits ?? usualLimits(spec, partsOf(spec, filled));
    return { text: typescriptTest(options, { ...filled, limits }), companions: [] };
  }
  const wanted = spec.forYaml === undefined ? filled : { ...filled, ...spec.forYaml(filled) };
  const test = createScenario(template, { ...changedConfig(config, filled, wanted), name: options.name });
  const text = format === 'json' ? exportJson(test) : yamlTest(spec, exportYaml(test));
  return { text, companions: (await spec.companions?.(wanted)) ?? [] };
}

type Raw = Readonly<Record<string, unknown>>;

/** What is given, and what a file without functions needs besides. */
function changedConfig(config: ScenarioConfig, filled: Raw, wanted: Raw): ScenarioConfig {
  const changed = Object.entries(wanted).filter(([key, value]) => filled[key] !== value);
  return { ...config, ...Object.fromEntries(changed) };
}

const LOAD = [
  'How much load.',
  "  { users: 50, duration: '1m' }        50 users, each starting again when it is done",
  "  { rate: 20, duration: '1m' }         20 iterations started per second, whether or not earlier ones have ended",
];

function typescriptTest({ template: { spec }, name, from }: WriteOptions, config: Raw): string {
  const { target, load, limits, think, name: _name, endpoints, ...rest } = config;
  const options = Object.entries(spec.options).filter(([key]) => key !== 'endpoints');
  const others = Object.entries(rest).filter(([key]) => !Object.hasOwn(spec.options, key));
  const sections: Section[] = [
    { comment: ['Name of the test.'], key: 'name', value: name },
    {
      comment: ['What is tested. `plimsoll demo` starts a target on which this runs as it is.'],
      key: 'target',
      value: target,
    },
    { comment: LOAD, key: 'load', value: load },
    { comment: ['Pause before each operation.'], key: 'think', value: think },
    ...options.map(([key, { about }]) => ({ comment: [about], key, value: rest[key] })),
    ...others.map(([key, value]) => ({ comment: [], key, value })),
    { comment: ['What must hold for the test to pass.'], key: 'limits', value: limits },
    ...endpointSections(spec, endpoints),
  ];
  const { imports, called } = callOf(spec, from);
  return `${imports}

// ${sentence(spec.about)}
export default createScenario(${called}, {
${sections.map(sectionText).join('\n\n')}
});
`;
}

interface Section {
  readonly comment: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

function sectionText({ comment, key, value }: Section): string {
  const name = `  ${keyText(key)}: `;
  const lines = comment.flatMap((line) => wrapped(line).map((part) => `  // ${part}`));
  return [...lines, `${name}${typescriptLiteral(value, { indent: 2, column: name.length })},`].join('\n');
}

const COMMENT_WIDTH = 112;

function wrapped(text: string): string[] {
  if (text.length <= COMMENT_WIDTH) return [text];
  const at = text.lastIndexOf(' ', COMMENT_WIDTH);
  return at <= 0 ? [text] : [text.slice(0, at), ...wrapped(text.slice(at + 1))];
}

/** Every operation with what it does unless told otherwise, ready to be pointed at something else. */
function endpointSections(spec: AnyTemplateSpec, given: unknown): Section[] {
  const own = (given ?? {}) as Readonly<Record<string, Parameters<typeof mergedEndpoint>[1]>>;
  if (Object.keys(spec.endpoints).length === 0) {
    if (!Object.hasOwn(spec.options, 'endpoints')) return [];
    return [{ comment: [spec.options.endpoints?.about ?? ''], key: 'endpoints', value: given }];
  }
  const endpoints = Object.entries(spec.endpoints).map(([operation, usual]) => {
    return [operation, mergedEndpoint(usual, own[operation]) ?? false] as const;
  });
  const comment = [
    'Where each operation goes, what it sends and what must come back; false leaves one out.',
    ...(spec.variables === undefined ? [] : [`Variables: ${spec.variables}.`]),
  ];
  return [{ comment, key: 'endpoints', value: Object.fromEntries(endpoints) }];
}

function callOf(spec: AnyTemplateSpec, from: TemplateImport | undefined): { imports: string; called: string } {
  const plimsoll = "import { createScenario } from 'plimsoll';";
  if (from === undefined) return { imports: plimsoll, called: quoted(spec.name) };
  const called = from.exported === 'default' ? 'template' : from.exported;
  const clause = from.exported === 'default' ? called : `{ ${called} }`;
  return { imports: `${plimsoll}\nimport ${clause} from ${quoted(from.specifier)};`, called };
}

const SECTIONS: Readonly<Record<string, string>> = {
  config: 'What is tested, how much load, and what must hold for the test to pass.',
  before: 'Runs once, before all users. What it sets and captures is there for all of them.',
  scenarios: 'What the users do; each iteration is one of these, by weight.',
  after: 'Runs once, after all users: removes what was made.',
};

/** The steps that a template makes, with a line on each part of the file. */
function yamlTest(spec: AnyTemplateSpec, text: string): string {
  const commented = text.replace(/^(config|before|scenarios|after):/gm, (line, key: string) => {
    return `${key === 'config' ? '' : '\n'}# ${SECTIONS[key]}\n${line}`;
  });
  return `# ${sentence(spec.about)}\n# Made from the template '${spec.name}'.\n\n${commented}`;
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
