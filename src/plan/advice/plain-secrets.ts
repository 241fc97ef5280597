import type { HttpSpec } from '../../model/test-spec.ts';
import { type Advice, type AdviceContext, allRequests } from './advice.ts';

const SECRET_HEADER = /^(?:(?:proxy-)?authorization|cookie|x-api-key|api-key|x-auth-token|x-csrf-token)$/i;

/** Credentials written into a test end up in its repository. */
export function plainSecrets(context: AdviceContext): Advice[] {
  const { spec } = context;
  const requests = allRequests(context);
  const found = [
    ...headersWithSecrets(spec.http, 'http'),
    ...spec.scenarios.flatMap(({ http }, index) => headersWithSecrets(http, `scenarios[${index}].http`)),
    ...requests.flatMap(({ step, path }) => headersWithSecrets(step, path)),
    ...requests.flatMap(({ step, path }) => {
      const key = isPlain(step.auth?.password) ? 'password' : isPlain(step.auth?.token) ? 'token' : undefined;
      return key === undefined ? [] : [{ what: `the ${key} of the auth`, path: `${path}.auth.${key}` }];
    }),
    ...[
      { url: spec.target, path: 'target' },
      ...requests.map(({ step, path }) => ({ url: step.url, path: `${path}.url` })),
    ].flatMap(({ url, path }) => (hasPassword(url) ? [{ what: 'the password in the URL', path }] : [])),
  ];
  return found.map(({ what, path }) => ({
    code: 'PLAIN_SECRET',
    severity: 'warning',
    topic: 'reliability',
    message:
      "take it from the environment: '{{ $env.TOKEN }}' in a flow, user.env.TOKEN in a script, with secrets: ['TOKEN']",
    reason: `${what} stands in the test in plain text, where everyone who reads the test can take it`,
    path,
  }));
}

function headersWithSecrets(
  { headers }: Pick<HttpSpec, 'headers'> = {},
  path: string,
): { what: string; path: string }[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    if (!SECRET_HEADER.test(name) || !isPlain(value)) return [];
    return [{ what: `the header ${name}`, path: `${path}.headers.${name}` }];
  });
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('{{');
}

function hasPassword(url: string | undefined): boolean {
  const [, password = ''] = /^[a-z][a-z+.-]*:\/\/[^/?#\s:@]*:([^/?#\s]*)@/i.exec(url ?? '') ?? [];
  return isPlain(password);
}
