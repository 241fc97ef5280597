import type { IncomingMessage } from 'node:http';
import { checkShape } from '../../define/shape/check-shape.ts';
import { formatPath } from '../../define/shape/path.ts';
import { ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { RequestBody } from './route.ts';
import { invalid } from './target.ts';

const MOST_BYTES = 64 * 1024;

/** Reads a request's JSON and checks its shape; an empty body is an empty object. */
export async function readBody(request: IncomingMessage, { shape }: RequestBody): Promise<unknown> {
  if (request.headers['content-encoding'] !== undefined) throw invalid('the body is compressed');
  const text = await readText(request);
  const value = text === '' ? {} : parsed(text);
  const problems = checkShape(value, shape);
  if (problems.length === 0) return value;
  throw new ProblemsError(problems.map(({ path, ...problem }) => ({ ...problem, path: formatPath(path) })));
}

async function readText(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw invalid('the body is not UTF-8', cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`the body is no JSON: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

function tooLarge(): UserError {
  return new UserError('the body is too large', {
    code: 'REQUEST_TOO_LARGE',
    hint: `${MOST_BYTES / 1024} kB are read`,
  });
}
