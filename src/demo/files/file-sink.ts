import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { brotli } from './brotli.ts';

/** How a file lies on the disk. */
export type Encoding = 'plain' | 'gzip' | 'br';

export interface Written {
  readonly size: number;
  readonly sha256: string;
  /** On the disk, after compression. */
  readonly storedBytes: number;
}

/** Writes one file to the disk chunk by chunk, hashed as it passes and compressed where asked for. */
export class FileSink {
  readonly path: string;
  readonly encoding: Encoding;
  /** Rejects when the disk refuses; never settles otherwise. */
  readonly failure: Promise<never>;
  private readonly head: Writable;
  private readonly written: Promise<void>;
  private readonly hash = createHash('sha256');
  private readonly file;
  private size = 0;
  private failed = false;

  constructor(path: string, encoding: Encoding) {
    this.path = path;
    this.encoding = encoding;
    this.file = createWriteStream(path, { flags: 'wx' });
    const compressor = encoding === 'plain' ? undefined : encoding === 'gzip' ? createGzip() : brotli();
    this.head = compressor ?? this.file;
    this.written =
      compressor === undefined
        ? new Promise((resolve, reject) => this.file.once('finish', resolve).once('error', reject))
        : pipeline(compressor, this.file);
    this.failure = new Promise((_, reject) => {
      this.written.catch((error: unknown) => {
        this.failed = true;
        reject(error);
      });
    });
    this.failure.catch(() => undefined);
  }

  /** Answers whether there is room for more; if not, `onDrain` says when. */
  write(chunk: Buffer): boolean {
    this.size += chunk.length;
    this.hash.update(chunk);
    return this.failed || this.head.write(chunk);
  }

  onDrain(call: () => void): void {
    this.head.once('drain', call);
  }

  get bytesTaken(): number {
    return this.size;
  }

  async finish(): Promise<Written> {
    this.head.end();
    await this.written;
    return { size: this.size, sha256: this.hash.digest('hex'), storedBytes: this.file.bytesWritten };
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    this.head.destroy();
    const closed = this.file.closed
      ? undefined
      : new Promise<void>((resolve) => this.file.once('close', () => resolve()));
    this.file.destroy();
    await closed;
    await rm(this.path, { force: true });
  }
}
