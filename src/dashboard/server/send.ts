import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { DocumentAnswer } from './answer.ts';
import { SECURITY_HEADERS } from './headers.ts';

type Encoding = 'br' | 'gzip';

/** Below that a packet more or less makes no difference. */
const WORTH_COMPRESSING_BYTES = 1400;

/** Sends a document that is made for this request: nobody keeps it. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: DocumentAnswer,
): Promise<void> {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const encoding = body.length < WORTH_COMPRESSING_BYTES ? undefined : encodingFor(request);
  const sent = encoding === undefined ? body : await compressed(body, encoding);
  write(response, request.method === 'HEAD', {
    status: answer.status ?? 200,
    headers: {
      'cache-control': 'no-store',
      'content-type': answer.type,
      vary: 'accept-encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      ...answer.headers,
    },
    body: sent,
  });
}

/** A file that stays the same for as long as the server runs. */
export class StaticFile {
  readonly #type: string;
  readonly #body: Buffer;
  readonly #hash: string;
  readonly #encoded = new Map<Encoding, Promise<Buffer>>();

  constructor(type: string, body: Buffer) {
    this.#type = type;
    this.#body = body;
    this.#hash = createHash('sha256').update(body).digest('base64url').slice(0, 24);
  }

  async send(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = this.#body.length < WORTH_COMPRESSING_BYTES ? undefined : encodingFor(request);
    const etag = `"${this.#hash}${encoding === undefined ? '' : `-${encoding}`}"`;
    const headers = {
      // Asked for again each time, and sent only where it has changed.
      'cache-control': 'no-cache',
      'content-type': this.#type,
      vary: 'accept-encoding',
      etag,
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    };
    const isKnown = tagsOf(request.headers['if-none-match']).includes(etag);
    const body = isKnown ? Buffer.alloc(0) : await this.#bodyIn(encoding);
    write(response, request.method === 'HEAD' || isKnown, { status: isKnown ? 304 : 200, headers, body });
  }

  #bodyIn(encoding: Encoding | undefined): Buffer | Promise<Buffer> {
    if (encoding === undefined) return this.#body;
    const encoded = this.#encoded.get(encoding) ?? compressed(this.#body, encoding, 9);
    this.#encoded.set(encoding, encoded);
    return encoded;
  }
}

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function write(response: ServerResponse, isHead: boolean, { status, headers, body }: Sent): void {
  if (response.destroyed || response.headersSent) return;
  const length = status === 304 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers, ...length });
  response.end(isHead ? undefined : body);
}

/** What the client takes and likes best of what there is, RFC 9110, section 12.5.3. */
function encodingFor({ headers }: IncomingMessage): Encoding | undefined {
  const accepted = headers['accept-encoding'];
  const weights = new Map(
    (Array.isArray(accepted) ? accepted.join(',') : (accepted ?? '')).split(',').map((part) => {
      const [name = '', weight = '1'] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return [name, Number(weight)];
    }),
  );
  const weightOf = (encoding: Encoding) => weights.get(encoding) ?? weights.get('*') ?? 0;
  const [br, gz] = [weightOf('br'), weightOf('gzip')];
  if (!(br > 0) && !(gz > 0)) return undefined;
  return br >= gz ? 'br' : 'gzip';
}

const [brotli, gzipped] = [promisify(brotliCompress), promisify(gzip)];

/** Outside of this thread. */
function compressed(body: Buffer, encoding: Encoding, quality = 4): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(body, { level: quality });
  return brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

function tagsOf(header = ''): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
