import { consumeBody } from '../body.ts';
import { type Exchange, Refusal } from '../exchange.ts';
import { boundaryOf, MultipartParser, type Part } from '../multipart.ts';
import { choiceParam } from '../parameters.ts';
import type { FileSink } from './file-sink.ts';
import type { FileStore, Receipt } from './file-store.ts';

export interface Received {
  readonly files: readonly Receipt[];
  /** Of a form, besides its files. */
  readonly fields: Readonly<Record<string, string>>;
  readonly multipart: boolean;
}

const MAX_PARTS = 1000;
const MAX_FIELDS_BYTES = 16 * 1024;
const MAX_NAME = 255;

/** Writes the body to the disk as fast as both sides can, no faster: one file, or the files of a form. */
export async function receive(exchange: Exchange, store: FileStore): Promise<Received> {
  const encoding = choiceParam(exchange, 'store', ['plain', 'gzip', 'br']);
  const boundary = boundaryOf(exchange.request.headers['content-type'] ?? '');
  const folder = await store.open();
  const reception = new Reception(exchange, store, () => store.sink(folder, encoding));
  const parser = boundary === undefined ? undefined : new MultipartParser(boundary, (part) => reception.part(part));
  const whole = parser === undefined ? reception.file(rawName(exchange), rawType(exchange)) : undefined;
  const read = consumeBody(exchange, store.maxFileBytes, (chunk) => {
    if (whole === undefined) parser?.write(chunk);
    else whole(chunk);
  });
  try {
    await reception.orFailure(read);
    parser?.end();
  } catch (error) {
    exchange.request.resume();
    await reception.drop();
    throw error;
  }
  return { files: reception.files, fields: reception.fields(), multipart: parser !== undefined };
}

/** What has come of one request. */
class Reception {
  readonly files: Receipt[] = [];
  private readonly texts: { readonly name: string; readonly chunks: Buffer[] }[] = [];
  private fieldsBytes = 0;
  private readonly exchange: Exchange;
  private readonly store: FileStore;
  private readonly newSink: () => FileSink;
  private fail: (error: unknown) => void = () => undefined;
  private readonly failure: Promise<never>;

  constructor(exchange: Exchange, store: FileStore, newSink: () => FileSink) {
    this.exchange = exchange;
    this.store = store;
    this.newSink = newSink;
    this.failure = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failure.catch(() => undefined);
  }

  part({ name, filename, type }: Part): (data: Buffer) => void {
    if (this.files.length + this.texts.length >= MAX_PARTS) {
      throw new Refusal(413, `A multipart body may have ${MAX_PARTS} parts at most.`);
    }
    return filename === undefined ? this.field(name) : this.file(filename, type);
  }

  /** Takes the chunks of one file; the connection is not read while the disk is behind. */
  file(name: string, type: string): (data: Buffer) => void {
    const sink = this.newSink();
    this.files.push({ sink, name: cleanName(name), type: cleanType(type) });
    sink.failure.catch((error: NodeJS.ErrnoException) => {
      this.fail(new Refusal(507, `The file could not be written: ${error.code ?? error.message}.`));
    });
    return (data) => {
      this.store.reserve(data.length);
      if (sink.write(data)) return;
      const { request } = this.exchange;
      request.pause();
      sink.onDrain(() => request.resume());
    };
  }

  fields(): Record<string, string> {
    return Object.fromEntries(this.texts.map(({ name, chunks }) => [name, Buffer.concat(chunks).toString()]));
  }

  orFailure(read: Promise<number>): Promise<number> {
    return Promise.race([read, this.failure]);
  }

  async drop(): Promise<void> {
    await Promise.all(this.files.map((receipt) => this.store.drop(receipt)));
  }

  private field(name: string): (data: Buffer) => void {
    const chunks: Buffer[] = [];
    this.texts.push({ name, chunks });
    return (data) => {
      this.fieldsBytes += data.length;
      if (this.fieldsBytes > MAX_FIELDS_BYTES) {
        throw new Refusal(413, `The fields of an upload may have ${MAX_FIELDS_BYTES} bytes at most.`);
      }
      // A copy: the slice would keep the whole network buffer alive.
      chunks.push(Buffer.from(data));
    };
  }
}

function rawName({ query, request }: Exchange): string {
  const header = request.headers['x-file-name'];
  return query.get('name') ?? decoded(typeof header === 'string' ? header : '');
}

function rawType({ request }: Exchange): string {
  return request.headers['content-type'] ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The last part of a path, without what could not be shown or written in UTF-8. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '')
    .trim()
    .slice(0, MAX_NAME);
  return clean === '' || clean === '.' || clean === '..' ? 'unnamed' : Buffer.from(clean).toString();
}

/** What no header could carry becomes the type of bytes. */
export function cleanType(type: string): string {
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}(\s*;[\x20-\x7e]{0,100})?$/.test(type) ? type : 'application/octet-stream';
}
