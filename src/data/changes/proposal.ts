import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { fill, type Template, templates, type Values } from '../prose/grammar.ts';
import { type Change, dayOf, personOf } from './change.ts';
import type { ChangeSettings, ChangeSize } from './change-settings.ts';
import type { Specification } from './specification.ts';

const STREAM = hashString('proposal');

const COST = templates(`
  [Support|The team on call|Sales] spends about {2..30} hours a week on it.
  Of the {200..9000} {actors} asked, {11..64} % named it first.
  Every {second} complaint about the {area} of {product} is about this.
  The same was promised for the release of [March|June|September] and put off.
  Two [competitors|partners] have solved it; {3..9} customers mention that when they leave.
  It will cost more the longer we wait: {entities} grow by {3..18} % a month.`);

const ALTERNATIVES = templates(`
  **Do nothing.** The number of {entities} doubles in {5..20} months, and the trouble with it.
  **Buy it.** {2..4} products were tried; none keeps {entities} within the EU, and the cheapest costs {8..90},000 € a year.
  **Do it in the client.** Simpler, but [mobile clients|integrations] would go without for {2..9} months.
  **A nightly job instead.** {Actors} would wait up to {10..24} hours for what should take seconds.
  **A larger machine.** Helps for {3..12} weeks.
  **Rewrite the {area}.** {4..14} months of work for what this change reaches in {2..9} weeks.`);

const RISKS = templates(`
  The migration locks {entities} for {2..40} s → run it at night, in batches of {500..5000}.
  {2..30} clients rely on the old behaviour → a header keeps it until [spring|the next major version].
  Load on the database rises by up to {5..35} % → measured before anything is switched on.
  {Actors} may not notice the change → a note in the product, ≤ 2 sentences.
  If it fails, {anEntity} may be handled twice → every step can be repeated without harm.
  The estimate is off by a factor of two → the first half is useful by itself.`);

const ROLLOUT = templates(`
  Behind the flag \`{flag}\` for {product}'s own workspaces
  For {1..10} % of all workspaces, for {3..10} days
  For everyone, unless errors exceed {1..9} in a thousand
  The flag is removed {2..6} weeks later`);

const QUESTIONS = templates(`
  Who decides what happens to {entities} older than {1..5} years?
  Does the limit count per {actor} or per workspace?
  Is {100..900} ms enough at the 95th percentile, or is the 99th what {actors} feel?
  Can the old interface go in the same release?
  Do translations into [Türkçe|Français|Polski|日本語] have to be ready on the first day?`);

const LESSONS = templates(`
  Took {2..15} days longer than estimated, mostly for [tests with real data|the review of permissions|the migration].
  Complaints about it fell from {20..90} to {0..9} a month.
  Latency at the 95th percentile is {15..70} % lower than before.
  One regression was found on the [second|third] day and mended within {1..8} hours.`);

const REMARKS: Readonly<Record<ChangeSize, readonly [number, number, number, number]>> = {
  small: [1, 1, 1, 1],
  medium: [2, 2, 2, 2],
  large: [3, 4, 4, 3],
};

/** Markdown of why a change is wanted and what it comes to. */
export function proposalText(
  settings: ChangeSettings,
  change: Change,
  specifications: readonly Specification[],
): string {
  const random = new SeededRandom(settings.seed, STREAM, change.number);
  const values = { ...change.values, product: settings.name, second: 'second', flag: flagOf(change) };
  const [costs, alternatives, risks, questions] = REMARKS[change.size];
  const some = (from: readonly Template[], count: number): readonly string[] =>
    several(random, values, { from, count });
  const lines = [
    `# ${change.title}`,
    '',
    ...opening(settings, change),
    '## Why',
    '',
    [fill(change.topic.why, random, values), ...some(COST, costs)].join(' '),
    '',
    '## What changes',
    '',
    ...whatChanges(change, specifications),
    '',
    '## Impact',
    '',
    ...impact(change),
    '',
    '## Risks',
    '',
    ...bullets(some(RISKS, risks)),
    '',
  ];
  if (change.size !== 'small') {
    lines.push('## Alternatives', '', ...bullets(some(ALTERNATIVES, alternatives)), '');
    lines.push('## Rollout', '', ...ROLLOUT.map((step, at) => `${at + 1}. ${fill(step, random, values)}`), '');
  }
  const asks = some(QUESTIONS, questions);
  if (change.status === 'draft') lines.push('## Open questions', '', ...bullets(asks), '');
  const learnt = some(LESSONS, 2);
  if (change.work.completed !== undefined) lines.push('## Outcome', '', ...bullets(learnt), '');
  return lines.join('\n');
}

function opening(settings: ChangeSettings, change: Change): readonly string[] {
  const { status, priority, work, author } = change;
  const reviewers = change.reviewers.map((number) => personOf(settings, number).name).join(', ');
  return [
    `- Status: ${status}`,
    `- Priority: ${priority}`,
    `- Proposed by ${personOf(settings, author).name} on ${dayOf(settings, work.created)}`,
    `- Reviewed by ${reviewers}`,
    '',
  ];
}

function whatChanges({ breaking }: Change, specifications: readonly Specification[]): readonly string[] {
  const words = { added: 'New', modified: 'Changed', removed: 'Removed', kept: '' };
  const told = specifications.flatMap(({ capability, requirements }) => {
    const place = specifications.length === 1 ? '' : ` in \`${capability}\``;
    return requirements
      .filter(({ fate }) => fate !== 'kept')
      .map(({ fate, name }) => `${words[fate]}${place}: ${name}`);
  });
  return told.map((line, at) => `- ${breaking && at === 0 ? '**Breaking** · ' : ''}${line}`);
}

function impact({ capabilities, dependencies, attachments, tasks, area }: Change): readonly string[] {
  const folder = area.name.toLowerCase().replace(/\W+/g, '-');
  const links = capabilities.map(({ name }) => {
    return `- [${name}](specs/${name}/spec.md), with [its delta](specs/${name}/delta.md)`;
  });
  return [
    ...links,
    `- Code: ${capabilities.map(({ name }) => `\`src/${folder}/${name}.ts\``).join(', ')}`,
    `- Work: [${tasks.total} tasks](tasks.md)`,
    ...dependencies.map(({ id }) => `- Comes after \`${id}\``),
    ...attachments.map(({ caption, path }) => `- [${caption}](${path})`),
  ];
}

function flagOf({ capabilities, number }: Change): string {
  return `${(capabilities[0]?.name ?? '').replaceAll('-', '_')}_${number}`;
}

function bullets(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `- ${text}`);
}

/** So many of the templates, none twice, in their order from a random place on. */
function several(
  random: Random,
  values: Values,
  { from, count }: { from: readonly Template[]; count: number },
): string[] {
  const start = random.int(0, from.length - 1);
  return Array.from({ length: Math.min(count, from.length) }, (_, at) =>
    fill(from[(start + at) % from.length] ?? [], random, values),
  );
}
