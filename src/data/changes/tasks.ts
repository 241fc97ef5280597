import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { fill, type Template, templates } from '../prose/grammar.ts';
import type { Change } from './change.ts';
import type { ChangeSettings } from './change-settings.ts';
import type { Specification } from './specification.ts';

const STREAM = hashString('tasks');

interface Section {
  readonly title: string;
  /** Of all tasks. */
  readonly share: number;
  readonly tasks: readonly Template[];
  /** How a task begins that is about one requirement. */
  readonly aboutRequirement?: string;
}

const SECTIONS: readonly Section[] = [
  {
    title: 'Preparation',
    share: 0.15,
    tasks: templates(`
      Read the logs of the last {7..30} days and list which {entities} are concerned
      Agree on the wording of errors with support
      Measure today's latency of {entities} as a reference
      Write down what happens to existing {entities}
      Ask the owners of the {area} for review
      Draw the states of {anEntity}`),
  },
  {
    title: 'Implementation',
    share: 0.4,
    aboutRequirement: 'Implement',
    tasks: templates(`
      Add the new columns with a migration that can be undone
      Extend the interface of the {area} and its types
      Move the check of permissions before the first query
      Put the new behaviour behind a flag
      Count outcomes in the metric \`{label}_{entityKey}_total\`
      Show the new state in the list of {entities}
      Handle {entities} that were made before the change
      Delete what the change makes unnecessary`),
  },
  {
    title: 'Tests',
    share: 0.25,
    aboutRequirement: 'Test',
    tasks: templates(`
      Test with {2..20} {actors} at once
      Test with {1..9},000 {entities} and with none
      Test names in [Arabic|Japanese|Greek|Hindi] and with emoji
      Run the load test of the {area} for {10..60} minutes
      Replay the requests of a day against both versions
      Check the migration on a copy of production`),
  },
  {
    title: 'Documentation and rollout',
    share: 0.2,
    tasks: templates(`
      Describe the change in the handbook
      Add an entry to the changelog
      Tell the {1..12} customers who asked for it
      Switch it on for {1..10} % of all workspaces and watch for {2..7} days
      Add a panel to the dashboard
      Remove the flag`),
  },
];

/** Checklists in sections; as many are ticked as the change says. */
export function tasksText(settings: ChangeSettings, change: Change, specifications: readonly Specification[]): string {
  const random = new SeededRandom(settings.seed, STREAM, change.number);
  const ticked = marks(random, change.tasks);
  const texts = taskTexts(random, change, requirementNames(specifications));
  const lines = [`# Tasks: ${change.title}`, ''];
  let made = 0;
  let share = 0;
  SECTIONS.forEach((section, index) => {
    share += section.share;
    const upTo = Math.round(change.tasks.total * share);
    if (upTo === made) return;
    lines.push(`## ${index + 1}. ${section.title}`, '');
    for (let number = 1; made < upTo; number++, made++) {
      const tick = ticked[made] === true ? 'x' : ' ';
      lines.push(`- [${tick}] ${index + 1}.${number} ${texts(section, number - 1)}`);
    }
    lines.push('');
  });
  return lines.join('\n');
}

/** What is new or changed, and where it is if the change is about several capabilities. */
function requirementNames(specifications: readonly Specification[]): readonly string[] {
  return specifications.flatMap(({ capability, requirements }) => {
    const place = specifications.length === 1 ? '' : ` in \`${capability}\``;
    return requirements
      .filter(({ fate }) => fate === 'added' || fate === 'modified')
      .map(({ name }) => `“${name}”${place}`);
  });
}

/** Task by section and place: first those about requirements, then those that any change has, again for each capability. */
function taskTexts(random: Random, change: Change, requirements: readonly string[]) {
  const { values, area, capabilities, number } = change;
  const slots = { ...values, label: area.label.replace(/\W/g, '_'), entityKey: area.entity.replace(/\W/g, '_') };
  return ({ tasks, aboutRequirement }: Section, place: number): string => {
    const named = aboutRequirement === undefined ? [] : requirements;
    if (place < named.length) return `${aboutRequirement} ${named[place]}`;
    const at = place - named.length;
    const round = Math.floor(at / tasks.length);
    const capability = round === 0 ? undefined : capabilities[(round - 1) % capabilities.length];
    const text = fill(tasks[(number + at) % tasks.length] ?? [], random, slots);
    return capability === undefined ? text : `${text}, for \`${capability.name}\``;
  };
}

/** Mostly in order, with a few done ahead of their turn. */
function marks(random: Random, { total, done }: Change['tasks']): readonly boolean[] {
  const turns = Array.from({ length: total }, (_, index) => ({ index, turn: index + random.next() * 4 }));
  turns.sort((a, b) => a.turn - b.turn || a.index - b.index);
  const ticked = Array<boolean>(total).fill(false);
  for (const { index } of turns.slice(0, done)) ticked[index] = true;
  return ticked;
}
