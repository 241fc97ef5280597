import { type Template, template } from '../prose/grammar.ts';
import { FEATURES } from './topic-features.ts';
import { WORKS } from './topic-works.ts';

/** What a change does to an area: its title, why, and the requirements that only this brings. */
export interface Topic {
  readonly kind: ChangeKind;
  readonly labels: readonly string[];
  readonly title: Template;
  readonly why: Template;
  readonly requirements: readonly RequirementTemplate[];
}

export interface RequirementTemplate {
  readonly name: Template;
  readonly statement: Template;
  readonly when: Template;
  readonly outcome: Template;
}

export const changeKinds = ['feature', 'fix', 'performance', 'security', 'refactoring', 'removal', 'docs'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** How many in a hundred changes are of each kind. */
export const kindShares: Readonly<Record<ChangeKind, number>> = {
  feature: 42,
  fix: 20,
  performance: 10,
  security: 10,
  refactoring: 9,
  removal: 4,
  docs: 5,
};

const topics = [FEATURES, WORKS].flatMap((text) => text.trim().split(/\n\s*\n/)).map(parseTopic);

export const topicsOf: Readonly<Record<ChangeKind, readonly Topic[]>> = Object.fromEntries(
  changeKinds.map((kind) => [kind, topics.filter((topic) => topic.kind === kind)]),
) as unknown as Record<ChangeKind, readonly Topic[]>;

/** A block of lines: `kind; labels; title`, the reason, then four lines for each requirement. */
function parseTopic(block: string): Topic {
  const [head = '', why = '', ...lines] = block.trim().split(/\n\s*/);
  const [kind = '', labels = '', title = ''] = head.split(';').map((cell) => cell.trim());
  return {
    kind: kind as ChangeKind,
    labels: labels.split(' ').filter((label) => label !== ''),
    title: template(title),
    why: template(why),
    requirements: parseRequirements(lines),
  };
}

export function parseRequirements(lines: readonly string[]): readonly RequirementTemplate[] {
  const requirements: RequirementTemplate[] = [];
  for (let at = 0; at + 3 < lines.length; at += 4) {
    const [name = '', statement = '', when = '', outcome = ''] = lines.slice(at, at + 4).map((line) => line.trim());
    requirements.push({
      name: template(name),
      statement: template(statement),
      when: template(when.replace(/^> /, '')),
      outcome: template(outcome.replace(/^< /, '')),
    });
  }
  return requirements;
}
