export interface Called {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

export type Call = (
  method: string,
  path: string,
  ...rest: [body?: unknown, headers?: Record<string, string>]
) => Promise<Called>;

/** Calls a server and reads its JSON; a text is sent as it is, anything else as JSON. */
export function caller(url: () => string): Call {
  return async (method, path, ...[body, headers = {}]) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url() + path, { method, headers, ...(body !== undefined && { body: text }) });
    const answered = await answer.text();
    return { status: answer.status, headers: answer.headers, body: answered === '' ? undefined : JSON.parse(answered) };
  };
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
