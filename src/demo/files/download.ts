import { type FileHandle, open } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createGzip } from 'node:zlib';
import { type Exchange, Refusal, sendNothing } from '../exchange.ts';
import { choiceParam } from '../parameters.ts';
import { brotli } from './brotli.ts';
import { byteRange, type Range, wantsRange } from './byte-range.ts';
import type { StoredFile } from './file-store.ts';

/** Sends a file, or a range of it, as it is or compressed; memory stays flat whatever its size. */
export async function sendFile(exchange: Exchange, file: StoredFile): Promise<void> {
  const wanted = choiceParam(exchange, 'compress', ['no', 'gzip', 'br']);
  const etag = `"${file.sha256.slice(0, 32)}${wanted === 'no' ? '' : `-${wanted}`}"`;
  const headers: OutgoingHttpHeaders = {
    etag,
    'last-modified': new Date(file.updatedMs).toUTCString(),
    'accept-ranges': wanted === 'no' ? 'bytes' : 'none',
  };
  if (isUnchanged(exchange, file, etag)) {
    sendNothing(exchange, { status: 304, headers });
    return;
  }
  Object.assign(headers, {
    'content-type': file.type,
    'content-disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
    // Uploaded pages stay downloads.
    'x-content-type-options': 'nosniff',
  });
  if (wanted === 'no') await sendPlain(exchange, file, headers);
  else await sendCompressed(exchange, file, { wanted, headers });
}

async function sendPlain(exchange: Exchange, file: StoredFile, headers: OutgoingHttpHeaders): Promise<void> {
  const range = wantsRange(exchange, file, String(headers.etag)) ? byteRange(exchange, file.size) : undefined;
  const { first, last } = range ?? { first: 0, last: file.size - 1 };
  headers['content-length'] = last - first + 1;
  if (range !== undefined) headers['content-range'] = `bytes ${first}-${last}/${file.size}`;
  await sendBody(exchange, file, {
    status: range === undefined ? 200 : 206,
    headers,
    pass: plainly(file, { first, last }),
  });
}

async function sendCompressed(
  exchange: Exchange,
  file: StoredFile,
  { wanted, headers }: { wanted: 'gzip' | 'br'; headers: OutgoingHttpHeaders },
): Promise<void> {
  headers['content-encoding'] = wanted;
  if (file.stored === wanted) {
    headers['content-length'] = file.storedBytes;
    await sendBody(exchange, file, {
      status: 200,
      headers,
      pass: (handle, to) => pipeline(handle.createReadStream(), to),
    });
    return;
  }
  const whole = { first: 0, last: file.size - 1 };
  const pass: Pass = async (handle, to) => {
    const compressor = wanted === 'gzip' ? createGzip() : brotli();
    await Promise.all([plainly(file, whole)(handle, compressor), pipeline(compressor, to)]);
  };
  await sendBody(exchange, file, { status: 200, headers, pass });
}

type Pass = (handle: FileHandle, to: Writable) => Promise<void>;

/** Opened before anything is answered, so that a file deleted meanwhile is a 404 and not half an answer. */
async function sendBody(
  { request, response }: Exchange,
  file: StoredFile,
  { status, headers, pass }: { status: number; headers: OutgoingHttpHeaders; pass: Pass },
): Promise<void> {
  const handle = await open(file.path).catch(() => {
    throw new Refusal(404, 'The file was deleted a moment ago.');
  });
  try {
    response.writeHead(status, headers);
    if (request.method === 'HEAD' || headers['content-length'] === 0) response.end();
    else await pass(handle, response);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/** The bytes from first to last of what was uploaded, however it is stored. */
function plainly(file: StoredFile, { first, last }: Range): Pass {
  return async (handle, to) => {
    if (last < first) {
      to.end();
      return;
    }
    if (file.stored === 'plain') {
      await pipeline(handle.createReadStream({ start: first, end: last }), to);
      return;
    }
    const decompressor = file.stored === 'gzip' ? createGunzip() : createBrotliDecompress();
    await pipeline(handle.createReadStream(), decompressor, cut(first, last), to);
  };
}

/** Passes the bytes from first to last. */
function cut(first: number, last: number): Transform {
  let at = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const part = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
      at += chunk.length;
      callback(null, part);
    },
  });
}

function isUnchanged({ request }: Exchange, file: StoredFile, etag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known !== undefined)
    return known === '*' || known.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return Math.floor(file.updatedMs / 1000) * 1000 <= since;
}

/** RFC 8187. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
