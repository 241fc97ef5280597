import type { EventStream } from './event-stream.ts';

/** What a route answers. */
export type Answer = DocumentAnswer | StreamAnswer;

export interface DocumentAnswer {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamAnswer {
  /** Told of the stream once its head is sent; what it returns is called when the stream has ended, by whomever. */
  open(stream: EventStream): () => void;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export function json(value: unknown, status = 200): DocumentAnswer {
  return { status, type: JSON_TYPE, body: JSON.stringify(value) };
}

/** A document that browsers save instead of showing it. */
export function download(answer: DocumentAnswer, name: string): DocumentAnswer {
  const plain = name.replace(/[^\w.-]+/g, '_').slice(0, 120);
  return { ...answer, headers: { ...answer.headers, 'content-disposition': `attachment; filename="${plain}"` } };
}
