import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../exchange.ts';
import { type Encoding, FileSink } from './file-sink.ts';

export type Metadata = Readonly<Record<string, string>>;

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly stored: Encoding;
  readonly storedBytes: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly metadata: Metadata;
  /** Where it lies: a number that the store gave it, whatever its name and id are. */
  readonly path: string;
}

export interface FileStoreOptions {
  readonly maxFileBytes: number;
  readonly maxStoredBytes: number;
}

/** A file that is being received. */
export interface Receipt {
  readonly sink: FileSink;
  readonly name: string;
  readonly type: string;
}

const MAX_FILES = 100_000;

/** Files in a temporary folder of their own, which is made with the first of them. */
export class FileStore {
  private readonly files = new Map<string, StoredFile>();
  private readonly options: FileStoreOptions;
  private folder: Promise<string> | undefined;
  private removeOnExit: (() => void) | undefined;
  private usedBytes = 0;
  private lastPath = 0;
  private lastId = 0;

  constructor(options: FileStoreOptions) {
    this.options = options;
  }

  get bytes(): number {
    return this.usedBytes;
  }

  get maxFileBytes(): number {
    return this.options.maxFileBytes;
  }

  list(): readonly StoredFile[] {
    return [...this.files.values()];
  }

  get(id: string): StoredFile | undefined {
    return this.files.get(id);
  }

  /** The folder that sinks are made in; to be awaited before the first chunk is taken. */
  open(): Promise<string> {
    this.folder ??= mkdtemp(join(tmpdir(), `plimsoll-demo-${process.pid}-`)).then((folder) => {
      this.removeOnExit = () => rmSync(folder, { recursive: true, force: true });
      process.once('exit', this.removeOnExit);
      return folder;
    });
    return this.folder;
  }

  sink(folder: string, encoding: Encoding): FileSink {
    return new FileSink(join(folder, String(++this.lastPath)), encoding);
  }

  /** Counts bytes before they are written, so that uploads at the same time stay within the bound together. */
  reserve(bytes: number): void {
    if (this.usedBytes + bytes > this.options.maxStoredBytes) {
      throw new Refusal(
        507,
        `The demo target keeps ${this.options.maxStoredBytes} bytes of files at most; delete some.`,
      );
    }
    this.usedBytes += bytes;
  }

  /** Ends what was received and keeps it, under an id of the store's where none is given. */
  async keep({ sink, name, type }: Receipt, given: { id?: string; metadata: Metadata }): Promise<StoredFile> {
    const written = await sink.finish().catch((error: NodeJS.ErrnoException) => {
      throw new Refusal(507, `The file could not be written: ${error.code ?? error.message}.`);
    });
    const id = given.id ?? this.nextId();
    const before = this.files.get(id);
    if (before === undefined && this.files.size >= MAX_FILES) {
      throw new Refusal(507, `The demo target keeps ${MAX_FILES} files at most; delete some.`);
    }
    const nowMs = Date.now();
    const { path, encoding: stored } = sink;
    const fields = { id, name, type, ...written, stored, metadata: given.metadata, path };
    const file: StoredFile = { ...fields, createdMs: before?.createdMs ?? nowMs, updatedMs: nowMs };
    this.files.set(id, file);
    this.usedBytes += written.storedBytes - written.size;
    if (before !== undefined) await this.erase(before);
    return file;
  }

  async drop({ sink }: Receipt): Promise<void> {
    this.usedBytes -= sink.bytesTaken;
    await sink.discard();
  }

  change(id: string, changes: Partial<Pick<StoredFile, 'name' | 'type' | 'metadata'>>): StoredFile | undefined {
    const file = this.files.get(id);
    if (file === undefined) return undefined;
    const changed = { ...file, ...changes, updatedMs: Date.now() };
    this.files.set(id, changed);
    return changed;
  }

  async delete(id: string): Promise<boolean> {
    const file = this.files.get(id);
    if (file === undefined) return false;
    this.files.delete(id);
    await this.erase(file);
    return true;
  }

  /** Removes the folder and all in it. */
  async close(): Promise<void> {
    const folder = await this.folder?.catch(() => undefined);
    if (this.removeOnExit !== undefined) process.off('exit', this.removeOnExit);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  /** A download that has it open reads it to its end. */
  private async erase({ path, storedBytes }: StoredFile): Promise<void> {
    this.usedBytes -= storedBytes;
    await rm(path, { force: true });
  }

  private nextId(): string {
    do this.lastId++;
    while (this.files.has(String(this.lastId)));
    return String(this.lastId);
  }
}
