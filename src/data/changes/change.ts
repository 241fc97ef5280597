import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { type AttachmentPlan, planAttachments } from './attachment-plan.ts';
import { busyPerson, type Person } from './authors.ts';
import {
  type ChangeFacts,
  type ChangeProgress,
  changeFacts,
  changeProgress,
  type Status,
  weighted,
} from './change-facts.ts';
import type { ChangeSettings, ChangeSize } from './change-settings.ts';

export const priorities = ['low', 'medium', 'high', 'critical'] as const;
export type Priority = (typeof priorities)[number];

/** One change with all that its files agree on. */
export interface Change extends ChangeFacts {
  readonly priority: Priority;
  readonly labels: readonly string[];
  readonly breaking: boolean;
  readonly reviewers: readonly number[];
  /** Changes that come before this one, by number; each was created earlier, so they form no circle. */
  readonly dependencies: readonly ChangeFacts[];
  readonly capabilities: readonly CapabilityPlan[];
  readonly tasks: { readonly total: number; readonly done: number };
  readonly attachments: readonly AttachmentPlan[];
}

/** How many requirements of a capability the change adds, modifies, removes and leaves as they are. */
export interface CapabilityPlan {
  readonly name: string;
  readonly added: number;
  readonly modified: number;
  readonly removed: number;
  readonly kept: number;
}

interface Extent {
  readonly capabilities: readonly [number, number];
  readonly added: readonly [number, number];
  readonly modified: readonly [number, number];
  readonly removed: readonly [number, number];
  readonly kept: readonly [number, number];
  readonly tasks: readonly [number, number];
}

const EXTENTS: Readonly<Record<ChangeSize, Extent>> = {
  small: { capabilities: [1, 1], added: [1, 2], modified: [0, 1], removed: [0, 0], kept: [1, 2], tasks: [4, 8] },
  medium: { capabilities: [1, 2], added: [2, 4], modified: [0, 2], removed: [0, 1], kept: [2, 4], tasks: [9, 20] },
  large: { capabilities: [2, 4], added: [3, 6], modified: [1, 4], removed: [0, 2], kept: [3, 6], tasks: [21, 60] },
};

const STREAM = hashString('change details');

/** Change number `index` + 1; no other change is made for it, but for the facts of those that it depends on. */
export function changeAt(settings: ChangeSettings, index: number): Change {
  const facts = changeFacts(settings, changeProgress(settings, index));
  const random = new SeededRandom(settings.seed, STREAM, index);
  const extent = EXTENTS[facts.size];
  const capabilities = planCapabilities(random, facts, extent);
  const breaking = facts.topic.labels.includes('breaking') || (facts.size === 'large' && random.next() < 0.2);
  return {
    ...facts,
    capabilities,
    breaking,
    labels: labelsOf(facts, breaking),
    priority: priorityOf(random, facts, breaking),
    reviewers: reviewersOf(random, facts, settings.people.length),
    dependencies: dependenciesOf(random, facts, settings),
    tasks: planTasks(random, facts, extent),
    attachments: planAttachments(random, settings.attachments),
  };
}

/** Author or reviewer by number. */
export function personOf(settings: ChangeSettings, number: number): Person {
  return settings.people[number] as Person;
}

/** Where the files of a change lie. */
export function folderOf(settings: ChangeSettings, { id, status, work }: ChangeFacts): string {
  if (status !== 'archived' || work.archived === undefined) return `changes/${id}`;
  return `changes/archive/${dayOf(settings, work.archived)}-${id}`;
}

export function timeOf({ calendar }: ChangeSettings, workS: number): string {
  return calendar.time(workS);
}

export function dayOf({ calendar }: ChangeSettings, workS: number): string {
  return calendar.day(workS);
}

/** The change as it was when it reached an earlier status. */
export function changeWhen(change: Change, status: Status): Change {
  if (status === change.status) return change;
  const { created, started = created, completed = started } = change.work;
  const tasks = { total: change.tasks.total, done: status === 'completed' ? change.tasks.total : 0 };
  const work = {
    draft: { created, updated: created },
    active: { created, started, updated: started },
    completed: { created, started, updated: change.work.updated, completed },
    archived: change.work,
  }[status];
  return { ...change, status, tasks, work };
}

function planCapabilities(random: Random, { area, kind }: ChangeFacts, extent: Extent): readonly CapabilityPlan[] {
  const draw = ([min, max]: readonly [number, number]): number => random.int(min, max);
  const count = Math.min(draw(extent.capabilities), area.capabilities.length);
  const first = random.int(0, area.capabilities.length - 1);
  const mendsMore = kind === 'fix' || kind === 'performance' || kind === 'refactoring' ? 1 : 0;
  return Array.from({ length: count }, (_, index) => ({
    name: area.capabilities[(first + index) % area.capabilities.length] ?? '',
    added: Math.max(1, draw(extent.added) - mendsMore),
    modified: draw(extent.modified) + mendsMore,
    removed: draw(extent.removed) + (kind === 'removal' ? 1 : 0),
    kept: draw(extent.kept),
  }));
}

function labelsOf({ area, topic, kind }: ChangeFacts, breaking: boolean): readonly string[] {
  return [...new Set([kind, area.label, ...topic.labels, ...(breaking ? ['breaking'] : [])])];
}

/** Security, faults and breaking changes press more than documentation; large ones more than small ones. */
function priorityOf(random: Random, { kind, size }: ChangeFacts, breaking: boolean): Priority {
  const urgency = { security: 1.3, fix: 0.6, performance: 0.3, removal: 0, feature: 0, refactoring: -0.5, docs: -1.1 };
  const weight = { small: -0.25, medium: 0.1, large: 0.5 };
  const score = (random.next() + random.next()) * 2 + urgency[kind] + weight[size] + (breaking ? 0.4 : 0);
  if (score < 1.35) return 'low';
  if (score < 2.45) return 'medium';
  return score < 3.55 ? 'high' : 'critical';
}

function reviewersOf(random: Random, { author, size }: ChangeFacts, authors: number): readonly number[] {
  const wanted = random.int(1, { small: 2, medium: 3, large: 4 }[size]);
  const chosen = new Set<number>();
  for (let i = 0; i < wanted; i++) {
    const number = busyPerson(random, authors);
    if (number !== author) chosen.add(number);
  }
  return chosen.size > 0 ? [...chosen] : [(author + 1) % authors];
}

function dependenciesOf(random: Random, facts: ChangeFacts, settings: ChangeSettings): readonly ChangeFacts[] {
  const wanted = weighted(random, [0, 1, 2, 3], (count) => [56, 28, 12, 4][count] ?? 0);
  const found = new Map<number, ChangeFacts>();
  for (let tries = wanted * 4; tries > 0; tries--) {
    const number = facts.number - 1 - Math.floor(random.exponential(30));
    if (number < 1 || found.has(number) || found.size === wanted) continue;
    const other = changeProgress(settings, number - 1);
    if (mayDependOn(facts, other)) found.set(number, changeFacts(settings, other));
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** Nothing is completed before what it depends on, and nothing is begun on mere drafts. */
function mayDependOn(change: ChangeProgress, other: ChangeProgress): boolean {
  if (change.status === 'draft') return true;
  if (change.status === 'active') return other.status !== 'draft';
  return (other.work.completed ?? Number.POSITIVE_INFINITY) <= (change.work.completed ?? 0);
}

function planTasks(random: Random, { status }: ChangeFacts, { tasks }: Extent): Change['tasks'] {
  const total = random.int(...(tasks as [number, number]));
  const progress = random.next();
  if (status === 'draft') return { total, done: 0 };
  return { total, done: status === 'active' ? Math.floor(progress * total) : total };
}
