import { createHash, type Hash } from 'node:crypto';
import { consumeBody } from './body.ts';
import { type Exchange, Refusal, sendJson } from './exchange.ts';
import { boundaryOf, MultipartParser, type Part } from './multipart.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

const MAX_PARTS = 1000;
const MAX_FIELDS_BYTES = 1024 * 1024;

export function uploadRoutes({ maxUploadBytes }: DemoState): readonly Route[] {
  const about =
    'raw or multipart: `{size, sha256, fields, files: [{field, name, type, size, sha256}]}`; 64 MiB at most';
  const handle = (exchange: Exchange) => receive(exchange, maxUploadBytes);
  return [
    { method: 'POST', path: '/upload', about, handle },
    { method: 'PUT', path: '/upload', about: 'the same as POST', handle },
  ];
}

async function receive(exchange: Exchange, maxBytes: number): Promise<void> {
  const contents = new UploadContents();
  const boundary = boundaryOf(exchange.request.headers['content-type'] ?? '');
  const parser = boundary === undefined ? undefined : new MultipartParser(boundary, (part) => contents.sink(part));
  const whole = createHash('sha256');
  const size = await consumeBody(exchange, maxBytes, (chunk) => {
    whole.update(chunk);
    parser?.write(chunk);
  });
  parser?.end();
  sendJson(exchange, { size, sha256: whole.digest('hex'), ...contents.summary() });
}

interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly hash: Hash;
  size: number;
}

/** Adds up what a multipart body holds; files are hashed as they pass and never kept. */
class UploadContents {
  private readonly fields: { name: string; chunks: Buffer[] }[] = [];
  private readonly files: UploadedFile[] = [];
  private fieldsBytes = 0;

  sink(part: Part): (data: Buffer) => void {
    if (this.fields.length + this.files.length >= MAX_PARTS) {
      throw new Refusal(413, `A multipart body may have ${MAX_PARTS} parts at most.`);
    }
    return part.filename === undefined ? this.fieldSink(part.name) : this.fileSink(part, part.filename);
  }

  summary(): { fields: Record<string, string | string[]>; files: unknown[] } {
    const values = new Map<string, string[]>();
    for (const { name, chunks } of this.fields) {
      const value = Buffer.concat(chunks).toString();
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    return {
      fields: Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all])),
      files: this.files.map(({ hash, ...file }) => ({ ...file, sha256: hash.digest('hex') })),
    };
  }

  private fieldSink(name: string): (data: Buffer) => void {
    const chunks: Buffer[] = [];
    this.fields.push({ name, chunks });
    return (data) => {
      this.fieldsBytes += data.length;
      if (this.fieldsBytes > MAX_FIELDS_BYTES) {
        throw new Refusal(413, `The fields of a multipart body may have ${MAX_FIELDS_BYTES} bytes at most.`);
      }
      // A copy: the slice would keep the whole network buffer alive.
      chunks.push(Buffer.from(data));
    };
  }

  private fileSink({ name, type }: Part, filename: string): (data: Buffer) => void {
    const file: UploadedFile = { field: name, name: filename, type, hash: createHash('sha256'), size: 0 };
    this.files.push(file);
    return (data) => {
      file.size += data.length;
      file.hash.update(data);
    };
  }
}
