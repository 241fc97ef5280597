import { failureOf, noAnswer } from './failure.ts';

/** What is at a path of the API; throws a Failure. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answered<T>(path, signal === undefined ? {} : { signal });
}

/** Sends what changes something; throws a Failure. */
export async function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
  return answered<T>(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function answered<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { ...init, headers: { accept: 'application/json', ...init.headers } }).catch(
    (thrown: unknown) => {
      if (init.signal?.aborted) throw thrown;
      throw noAnswer();
    },
  );
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw failureOf(response.status, body);
  return body as T;
}
