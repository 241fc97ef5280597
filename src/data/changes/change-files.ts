import type { DataFile } from '../sets/data-set.ts';
import { attachmentBytes, attachmentContent } from './attachments.ts';
import { type Change, changeAt, folderOf } from './change.ts';
import type { ChangeSettings } from './change-settings.ts';
import { metadataOf } from './metadata.ts';
import { proposalText } from './proposal.ts';
import { deltaText, type Specification, specificationOf, specificationText } from './specification.ts';
import { tasksText } from './tasks.ts';

/** One file of a change: where it lies in the change's folder, and what it holds. */
export interface ChangeFile {
  readonly path: string;
  readonly expectedBytes: number;
  make(dossier: Dossier): string | Buffer;
  /** Whether it says how far the change has come. */
  readonly tellsProgress: boolean;
}

/** A change with its specifications, which most of its files draw on. */
export interface Dossier {
  readonly settings: ChangeSettings;
  readonly change: Change;
  readonly specifications: readonly Specification[];
}

const REQUIREMENT_BYTES = 620;

export function dossierOf(settings: ChangeSettings, change: Change): Dossier {
  const specifications = change.capabilities.map((_, index) => specificationOf(settings, change, index));
  return { settings, change, specifications };
}

/** The files of a change, without their content. */
export function filesOf(change: Change): readonly ChangeFile[] {
  const proposalBytes = { small: 1000, medium: 1900, large: 2900 }[change.size];
  return [
    { path: 'proposal.md', expectedBytes: proposalBytes, make: proposal, tellsProgress: true },
    { path: 'tasks.md', expectedBytes: 130 + change.tasks.total * 55, make: tasks, tellsProgress: true },
    ...change.capabilities.flatMap(capabilityFiles),
    ...change.attachments.map((plan, index) => ({
      path: plan.path,
      expectedBytes: attachmentBytes(plan),
      make: (dossier: Dossier) => attachmentContent(dossier.settings, dossier.change, index),
      tellsProgress: false,
    })),
    {
      path: 'metadata.json',
      expectedBytes: 1050 + 170 * change.capabilities.length + 120 * change.attachments.length,
      make: metadata,
      tellsProgress: true,
    },
  ];
}

/**
 * All files of all changes, each of which is told to `onChange` before its files come. What is made for one file of a change
 * serves the next one, and is then forgotten.
 */
export function* changeFiles(settings: ChangeSettings, onChange: (change: Change) => void): Generator<DataFile> {
  let latest: Dossier | undefined;
  const dossierFor = (change: Change): Dossier => {
    if (latest?.change !== change) latest = dossierOf(settings, change);
    return latest;
  };
  for (let index = 0; index < settings.count; index++) {
    const change = changeAt(settings, index);
    onChange(change);
    const folder = folderOf(settings, change);
    for (const { path, expectedBytes, make } of filesOf(change)) {
      const content = (): Iterable<Uint8Array> => [asBytes(make(dossierFor(change)))];
      yield { path: `${folder}/${path}`, expectedBytes, content };
    }
  }
}

export function asBytes(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

function capabilityFiles({ name, added, modified, removed, kept }: Change['capabilities'][number], index: number) {
  const specification = (dossier: Dossier): Specification => dossier.specifications[index] as Specification;
  return [
    {
      path: `specs/${name}/spec.md`,
      expectedBytes: 230 + (added + modified + kept) * REQUIREMENT_BYTES,
      make: (dossier: Dossier) => specificationText(dossier.change, specification(dossier)),
      tellsProgress: false,
    },
    {
      path: `specs/${name}/delta.md`,
      expectedBytes: 130 + (added + modified) * REQUIREMENT_BYTES + removed * 260,
      make: (dossier: Dossier) => deltaText(specification(dossier)),
      tellsProgress: false,
    },
  ];
}

function proposal({ settings, change, specifications }: Dossier): string {
  return proposalText(settings, change, specifications);
}

function tasks({ settings, change, specifications }: Dossier): string {
  return tasksText(settings, change, specifications);
}

function metadata({ settings, change }: Dossier): string {
  return `${JSON.stringify(metadataOf(settings, change), null, 2)}\n`;
}
