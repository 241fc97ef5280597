import { type Change, folderOf, personOf, timeOf } from './change.ts';
import type { ChangeSettings } from './change-settings.ts';

/** What `metadata.json` says, and the index repeats in part. */
export function metadataOf(settings: ChangeSettings, change: Change): Record<string, unknown> {
  const { work, capabilities, attachments, tasks } = change;
  return {
    ...summaryOf(settings, change),
    started: momentOf(settings, work.started),
    archived: momentOf(settings, work.archived),
    author: personOf(settings, change.author),
    reviewers: change.reviewers.map((number) => personOf(settings, number)),
    breaking: change.breaking,
    tasks,
    capabilities: capabilities.map(({ name, added, modified, removed }) => ({
      name,
      specification: `specs/${name}/spec.md`,
      delta: `specs/${name}/delta.md`,
      added,
      modified,
      removed,
    })),
    attachments: attachments.map(({ path, type, caption }) => ({ path, type, caption })),
  };
}

/** The entry of a change in the index, without its folder. */
function summaryOf(settings: ChangeSettings, change: Change): Record<string, unknown> {
  const { id, number, title, kind, status, priority, size, labels, work, dependencies } = change;
  return {
    id,
    number,
    title,
    kind,
    status,
    priority,
    size,
    labels,
    created: timeOf(settings, work.created),
    updated: timeOf(settings, work.updated),
    completed: momentOf(settings, work.completed),
    dependencies: dependencies.map((each) => each.id),
  };
}

export function indexEntryOf(settings: ChangeSettings, change: Change): Record<string, unknown> {
  return {
    ...summaryOf(settings, change),
    folder: folderOf(settings, change),
    author: personOf(settings, change.author).name,
    tasks: change.tasks,
    capabilities: change.capabilities.map(({ name }) => name),
    attachments: change.attachments.length,
  };
}

function momentOf(settings: ChangeSettings, workS: number | undefined): string | null {
  return workS === undefined ? null : timeOf(settings, workS);
}
