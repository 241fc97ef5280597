import { type Exchange, Refusal } from './exchange.ts';

/** Hands over the body chunk by chunk and answers its size; more than `maxBytes` is refused with a 413. */
export function consumeBody(
  { request }: Exchange,
  maxBytes: number,
  onChunk: (chunk: Buffer) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    // Leaving the loop of an async iterator would destroy the socket before the refusal is sent, so plain listeners.
    const stop = (error: unknown) => {
      request.off('data', take).off('end', finish).off('close', cutShort);
      request.resume();
      reject(error);
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        stop(tooLarge(maxBytes));
        return;
      }
      try {
        onChunk(chunk);
      } catch (error) {
        stop(error);
      }
    };
    const finish = () => resolve(size);
    const cutShort = () => stop(new Refusal(400, 'The request ended before its body did.'));
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      reject(tooLarge(maxBytes));
      return;
    }
    request.on('data', take).on('end', finish).on('close', cutShort);
  });
}

/** node:http reads and drops the rest once this is answered, so that the client is not cut off while it still sends. */
function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `The body may have ${maxBytes} bytes at most.`);
}

export async function readBody(exchange: Exchange, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await consumeBody(exchange, maxBytes, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** A JSON object; anything else is a 400. */
export async function readJsonObject(exchange: Exchange, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  const value = parseJson(await readBody(exchange, maxBytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

/** A JSON object or an HTML form, told apart by the content type. */
export async function readFields(exchange: Exchange, maxBytes: number): Promise<Readonly<Record<string, unknown>>> {
  if (!mediaType(exchange).startsWith('application/x-www-form-urlencoded')) return readJsonObject(exchange, maxBytes);
  return Object.fromEntries(new URLSearchParams((await readBody(exchange, maxBytes)).toString()));
}

export function mediaType({ request }: Exchange): string {
  return (request.headers['content-type'] ?? '').toLowerCase();
}

/** Anything that is JSON; the rest is a 400. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new Refusal(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
