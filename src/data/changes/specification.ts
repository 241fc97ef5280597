import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { capitalized, fill, type Template, template, templates, type Values } from '../prose/grammar.ts';
import type { CapabilityPlan, Change } from './change.ts';
import { spelled } from './change-facts.ts';
import type { ChangeSettings } from './change-settings.ts';
import { generalRequirements, requirementScopes } from './general-requirements.ts';
import type { RequirementTemplate } from './topics.ts';

/** One capability as a change leaves it. */
export interface Specification {
  readonly capability: string;
  readonly requirements: readonly Requirement[];
}

export interface Requirement {
  readonly name: string;
  readonly statement: string;
  readonly scenarios: readonly Scenario[];
  readonly fate: 'added' | 'modified' | 'removed' | 'kept';
  /** What a modified requirement said before. */
  readonly before?: string;
}

export interface Scenario {
  readonly title: string;
  readonly given: string;
  readonly when: string;
  readonly outcome: string;
  readonly also?: string;
}

const STREAM = hashString('specification');
const MOST_CAPABILITIES = 8;

const GIVEN = templates(`
  {anActor} with {3..900} {entities}
  a workspace of {2..60} {actors}
  an empty workspace
  {anActor} who is signed in
  {anEntity} that was made [yesterday|a month ago|a second ago]
  {anEntity} named “[Quarterly figures|Übersicht Q3|東京オフィス|Δοκιμή № 7|O’Neil & Søn|🚀 launch]”
  the usual load of {20..400} requests a second`);

const ALSO = templates(`
  the audit trail holds one more entry
  no mail is sent
  the {actor} sees the change without reloading
  the duration is measured and logged
  other {entities} stay as they were
  the answer arrives within {100..900} ms`);

/** Scenarios that suit any requirement. */
const EDGES: readonly (readonly [Template, Template])[] = [
  ['the connection breaks half-way', 'the state is as before, and the request may be repeated'],
  ['there are more {entities} than fit on a page', 'the rest is loaded when the {actor} reaches the end'],
  ['{anActor} lacks the permission', 'the answer has status 403 and names the permission'],
  ['{2..40} requests arrive at the same moment', 'each is answered as if it were alone'],
  ['the clock of the client is wrong by {2..26} hours', "the server's time counts"],
  ['the name holds {200..255} characters of any script', 'it is stored and shown unchanged'],
  ['a dependency answers after {11..60} seconds', 'the request ends with status 504 and can be repeated'],
].map(([when = '', outcome = '']) => [template(when), template(outcome)] as const);

const CHANGED = templates(`
  within {2..9} minutes
  for administrators only
  without a way to undo it
  unless the {actor} says otherwise
  where the setting is switched on`);

/** Specification number `index` of a change; spec, delta, tasks and proposal all read the same one. */
export function specificationOf(settings: ChangeSettings, change: Change, index: number): Specification {
  const plan = change.capabilities[index] as CapabilityPlan;
  const random = new SeededRandom(settings.seed, STREAM, change.number * MOST_CAPABILITIES + index);
  const own = index === 0 ? change.topic.requirements : [];
  const drawn = [...own, ...shuffled(random, generalRequirements)];
  const fates = fatesOf(plan);
  const names = new Set<string>();
  const requirements = fates.map((fate, at) => {
    const source = drawn[at % drawn.length] as RequirementTemplate;
    const round = Math.floor(at / drawn.length);
    const scope = round === 0 ? undefined : requirementScopes[(round - 1) % requirementScopes.length];
    return requirementFrom(random, source, { values: change.values, scope, names, fate });
  });
  return { capability: plan.name, requirements };
}

/** Markdown of what the capability has to do once the change is made. */
export function specificationText(change: Change, { capability, requirements }: Specification): string {
  const lines = [
    `# ${spelled(capability)} Specification`,
    '',
    '## Purpose',
    '',
    `What the ${change.area.name} does for ${change.values.actors}, as of change [${change.id}](../../proposal.md).`,
    '',
    '## Requirements',
    '',
  ];
  for (const requirement of requirements) {
    if (requirement.fate !== 'removed') lines.push(...requirementLines(requirement));
  }
  return lines.join('\n');
}

/** Markdown of how the change alters the capability. */
export function deltaText({ capability, requirements }: Specification): string {
  const lines = [`# Delta of ${spelled(capability)}`, '', `Against [the specification](spec.md).`, ''];
  for (const fate of ['added', 'modified', 'removed'] as const) {
    const chosen = requirements.filter((each) => each.fate === fate);
    if (chosen.length === 0) continue;
    lines.push(`## ${fate.toUpperCase()} Requirements`, '');
    for (const requirement of chosen) lines.push(...(fate === 'removed' ? removal : requirementLines)(requirement));
  }
  return lines.join('\n');
}

/** In the order that the specification has: what was there, what is new, what goes. */
function fatesOf({ added, modified, removed, kept }: CapabilityPlan): readonly Requirement['fate'][] {
  return [
    ...Array<'added'>(added).fill('added'),
    ...Array<'modified'>(modified).fill('modified'),
    ...Array<'kept'>(kept).fill('kept'),
    ...Array<'removed'>(removed).fill('removed'),
  ];
}

interface RequirementSetting {
  readonly values: Values;
  readonly scope: Template | undefined;
  readonly names: Set<string>;
  readonly fate: Requirement['fate'];
}

function requirementFrom(random: Random, source: RequirementTemplate, setting: RequirementSetting): Requirement {
  const { values, scope, names, fate } = setting;
  const plain = fill(source.name, random, values);
  const scoped = scope === undefined ? plain : `${plain} ${fill(scope, random, values)}`;
  const name = names.has(scoped) ? `${scoped} (${names.size + 1})` : scoped;
  names.add(name);
  const statement = fill(source.statement, random, values);
  const scenarios = [scenarioOf(random, [source.when, source.outcome], values)];
  const more = random.int(0, 2);
  for (let i = 0; i < more; i++) scenarios.push(scenarioOf(random, random.pick(EDGES), values));
  const distinct = scenarios.filter(({ title }, at) => scenarios.findIndex((each) => each.title === title) === at);
  const before = `${statement.slice(0, -1)}, ${fill(random.pick(CHANGED), random, values)}.`;
  return { name, statement, scenarios: distinct, fate, ...(fate === 'modified' ? { before } : {}) };
}

function scenarioOf(random: Random, [event, result]: readonly [Template, Template], values: Values): Scenario {
  const when = fill(event, random, values);
  const given = fill(random.pick(GIVEN), random, values);
  const outcome = fill(result, random, values);
  const also = random.next() < 0.4 ? { also: fill(random.pick(ALSO), random, values) } : {};
  return { title: capitalized(when), given, when, outcome, ...also };
}

function requirementLines({ name, statement, scenarios, before }: Requirement): readonly string[] {
  const lines = [`### Requirement: ${name}`, '', statement, ''];
  if (before !== undefined) lines.push(`Before: ${before}`, '');
  for (const { title, given, when, outcome, also } of scenarios) {
    lines.push(`#### Scenario: ${title}`, '', `- **GIVEN** ${given}`, `- **WHEN** ${when}`, `- **THEN** ${outcome}`);
    if (also !== undefined) lines.push(`- **AND** ${also}`);
    lines.push('');
  }
  return lines;
}

function removal({ name }: Requirement): readonly string[] {
  return [
    `### Requirement: ${name}`,
    '',
    '**Reason**: nobody has relied on it for a year, and it stands in the way of this change.',
    '',
    '**Migration**: none is needed; clients that still ask for it are told so.',
    '',
  ];
}

function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
