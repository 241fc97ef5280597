import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import { capitalized, fill, type Values } from '../prose/grammar.ts';
import { type Area, areas, withArticle } from './areas.ts';
import { busyPerson } from './authors.ts';
import type { ChangeSettings, ChangeSize } from './change-settings.ts';
import { type ChangeKind, changeKinds, kindShares, type Topic, topicsOf } from './topics.ts';
import { WORKDAY_S } from './work-calendar.ts';

export const statuses = ['draft', 'active', 'completed', 'archived'] as const;
export type Status = (typeof statuses)[number];

/** Seconds of work since the repository's beginning; absent where a change has not come so far. */
export interface Milestones {
  readonly created: number;
  readonly updated: number;
  readonly started?: number;
  readonly completed?: number;
  readonly archived?: number;
}

/** How far a change has come, and how large it is. */
export interface ChangeProgress {
  readonly number: number;
  readonly size: ChangeSize;
  readonly status: Status;
  readonly work: Milestones;
}

/** What follows from a seed and a change's number alone, without looking at any other change. */
export interface ChangeFacts extends ChangeProgress {
  readonly id: string;
  readonly title: string;
  readonly kind: ChangeKind;
  readonly area: Area;
  readonly topic: Topic;
  /** Slots of the templates. */
  readonly values: Values;
  /** Number of the author among the authors. */
  readonly author: number;
}

const PROGRESS = hashString('change progress');
const SUBJECT = hashString('change subject');
/** Work days from start to completion, on average. */
const LEAD_DAYS: Readonly<Record<ChangeSize, number>> = { small: 3, medium: 8, large: 21 };

export function changeProgress(settings: ChangeSettings, index: number): ChangeProgress {
  const random = new SeededRandom(settings.seed, PROGRESS, index);
  const size = settings.sizes === 'mixed' ? mixedSize(random) : settings.sizes;
  const status = statusAt(random, 1 - (index + 0.5) / settings.count);
  return { number: index + 1, size, status, work: milestones(random, { settings, index, size, status }) };
}

export function changeFacts(settings: ChangeSettings, progress: ChangeProgress): ChangeFacts {
  const random = new SeededRandom(settings.seed, SUBJECT, progress.number);
  const area = random.pick(areas);
  const kind = weighted(random, changeKinds, (each) => kindShares[each]);
  const topic = random.pick(topicsOf[kind]);
  const values = valuesOf[areas.indexOf(area)] ?? {};
  const title = fill(topic.title, random, values);
  const id = `${String(progress.number).padStart(settings.idDigits, '0')}-${slug(title)}`;
  return { ...progress, id, title, kind, area, topic, values, author: busyPerson(random, settings.people.length) };
}

/** One of several, each as often as its weight says. */
export function weighted<T>(random: Random, items: readonly T[], weightOf: (item: T) => number): T {
  let rest = random.next() * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    rest -= weightOf(item);
    if (rest < 0) return item;
  }
  return items[items.length - 1] as T;
}

const valuesOf: readonly Values[] = areas.map((area) => ({
  area: area.name,
  entity: area.entity,
  entities: area.entities,
  actor: area.actor,
  actors: `${area.actor}s`,
  anEntity: withArticle(area.entity),
  anActor: withArticle(area.actor),
}));

function mixedSize(random: Random): ChangeSize {
  const share = random.next();
  if (share < 0.58) return 'small';
  return share < 0.89 ? 'medium' : 'large';
}

/**
 * `age` runs from 1, the oldest, to 0. The shares over all ages come to about 15 % draft, 25 % active, 35 % completed and
 * 25 % archived.
 */
function statusAt(random: Random, age: number): Status {
  const draft = 0.43 * Math.max(0, 1 - age / 0.7);
  const active = 0.5 * (1 - age);
  const archived = 0.67 * Math.max(0, (age - 0.25) / 0.75);
  const share = random.next();
  if (share < draft) return 'draft';
  if (share < draft + active) return 'active';
  return share < draft + active + archived ? 'archived' : 'completed';
}

interface Occasion {
  readonly settings: ChangeSettings;
  readonly index: number;
  readonly size: ChangeSize;
  readonly status: Status;
}

function milestones(random: Random, { settings, index, size, status }: Occasion): Milestones {
  const { lengthS } = settings.calendar;
  const created = Math.floor(((index + random.next()) / settings.count) * lengthS);
  const wait = random.exponential(4 * WORKDAY_S);
  const lead = random.exponential(LEAD_DAYS[size] * WORKDAY_S) + 3600;
  const rest = random.exponential(20 * WORKDAY_S) + 5 * WORKDAY_S;
  const [touched, early] = [random.next(), random.next()];
  // Whatever has happened happened before the end: longer times are squeezed into what there is.
  const left = (lengthS - created) * (0.35 + 0.64 * early);
  const squeeze = Math.min(1, left / (wait + lead + (status === 'archived' ? rest : 0)));
  const started = Math.floor(created + wait * squeeze);
  const completed = Math.floor(started + lead * squeeze);
  const between = (from: number, to: number): number => Math.floor(from + touched * (to - from));
  if (status === 'draft') return { created, updated: between(created, created + left) };
  if (status === 'active') return { created, started, updated: between(started, created + left) };
  const done = { created, started, updated: between(started + 0.6 * (completed - started), completed), completed };
  return status === 'completed' ? done : { ...done, archived: Math.floor(completed + rest * squeeze) };
}

const LONGEST_SLUG = 60;

function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let text = '';
  for (const word of words) {
    if (word === 'the') continue;
    if (text.length + word.length >= LONGEST_SLUG) break;
    text += text === '' ? word : `-${word}`;
  }
  return text;
}

/** `export-api` as people write it. */
export function spelled(capability: string): string {
  return capitalized(capability.replaceAll('-', ' '));
}
