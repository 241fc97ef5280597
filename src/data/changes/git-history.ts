import { type Change, changeAt, changeWhen, folderOf, personOf } from './change.ts';
import { asBytes, dossierOf, filesOf } from './change-files.ts';
import type { ChangeSettings } from './change-settings.ts';

/** The name of the branch that the history is on. */
export const BRANCH = 'main';
const FAST_IMPORT_MARK = `refs/heads/${BRANCH}`;

/** What can happen to a change; the order breaks ties of time. */
const steps = ['proposed', 'started', 'revised', 'completed', 'archived'] as const;
type Step = (typeof steps)[number];

/**
 * The history of a change repository as `git fast-import` reads it, up to the state that its files have: every change is
 * committed when it was proposed, started, revised, completed and archived, in order of time over all changes.
 */
export function* gitHistory(settings: ChangeSettings): Generator<Buffer> {
  for (const key of eventKeys(settings)) {
    const place = key % (settings.count * steps.length);
    const change = changeAt(settings, Math.floor(place / steps.length));
    yield* commitOf(settings, change, steps[place % steps.length] as Step);
  }
}

/** The last commit, which adds files that are there already. */
export function closingCommit(settings: ChangeSettings): Buffer {
  const head = {
    when: settings.calendar.lengthS,
    author: 0,
    committer: 0,
    message: `Index ${settings.count} changes\n`,
  };
  return Buffer.from(commitHead(settings, head));
}

/** A number for each event, which sort by time: eight bytes each are all that is held of them. */
function eventKeys(settings: ChangeSettings): Float64Array {
  const places = settings.count * steps.length;
  const keys: Float64Array = new Float64Array(places);
  let used = 0;
  for (let index = 0; index < settings.count; index++) {
    const times = timesOf(changeAt(settings, index));
    steps.forEach((step, number) => {
      const time = times[step];
      if (time !== undefined) keys[used++] = time * places + index * steps.length + number;
    });
  }
  return keys.subarray(0, used).sort();
}

function timesOf({ status, work }: Change): Partial<Record<Step, number>> {
  const { created, started, updated, completed, archived } = work;
  const isOpen = status === 'draft' || status === 'active';
  return {
    proposed: created,
    ...(started === undefined ? {} : { started }),
    ...(isOpen && updated > (started ?? created) ? { revised: updated } : {}),
    ...(completed === undefined ? {} : { completed }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function* commitOf(settings: ChangeSettings, change: Change, step: Step): Generator<Buffer> {
  const version = versionAt(change, step);
  const folder = folderOf(settings, version);
  const isReviewed = step === 'completed' || step === 'archived';
  const committer = isReviewed ? (change.reviewers[0] ?? change.author) : change.author;
  yield Buffer.from(
    commitHead(settings, {
      when: timesOf(change)[step] ?? change.work.created,
      author: change.author,
      committer,
      message: `${messageOf(version, step)}\n\nChange: ${change.id}\n`,
    }),
  );
  if (step === 'archived') yield Buffer.from(`R ${folderOf(settings, versionAt(change, 'completed'))} ${folder}\n`);
  const dossier = dossierOf(settings, version);
  for (const { path, make, tellsProgress } of filesOf(version)) {
    if (step !== 'proposed' && !tellsProgress) continue;
    const bytes = asBytes(make(dossier));
    yield Buffer.concat([
      Buffer.from(`M 100644 inline ${folder}/${path}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]);
  }
}

/** The change as it stood after a step; the last step of each leaves it as it is now. */
function versionAt(change: Change, step: Step): Change {
  const last = steps.findLast((each) => timesOf(change)[each] !== undefined);
  if (step === last || step === 'revised') return change;
  if (step === 'proposed') return asOf(change, 'draft');
  return asOf(change, step === 'started' ? 'active' : step);
}

/** `changeWhen` also for the status that the change has still, before it was revised. */
function asOf(change: Change, status: Change['status']): Change {
  if (status !== change.status) return changeWhen(change, status);
  const { created, started = created } = change.work;
  return { ...change, tasks: { ...change.tasks, done: 0 }, work: { ...change.work, updated: started } };
}

function messageOf({ title, tasks }: Change, step: Step): string {
  switch (step) {
    case 'proposed':
      return `Propose: ${title}`;
    case 'started':
      return `Start: ${title}`;
    case 'revised':
      return tasks.done === 0 ? `Revise: ${title}` : `${title}: ${tasks.done} of ${tasks.total} tasks`;
    case 'completed':
      return `Complete: ${title}`;
    case 'archived':
      return `Archive: ${title}`;
  }
}

interface CommitHead {
  readonly when: number;
  readonly author: number;
  readonly committer: number;
  readonly message: string;
}

function commitHead(settings: ChangeSettings, { when, author, committer, message }: CommitHead): string {
  const seconds = settings.calendar.unixS(when);
  const signature = (number: number): string => {
    const { name, email } = personOf(settings, number);
    return `${name} <${email}> ${seconds} +0000`;
  };
  return [
    `commit ${FAST_IMPORT_MARK}`,
    `author ${signature(author)}`,
    `committer ${signature(committer)}`,
    `data ${Buffer.byteLength(message)}`,
    message,
  ].join('\n');
}
