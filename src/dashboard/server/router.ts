import { UserError } from '../../errors/user-error.ts';
import type { Route } from './route.ts';

export interface Found {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/** The route for a method and the segments of a path. Throws where there is none, saying which methods there are. */
export function findRoute(routes: readonly Route[], method: string, segments: readonly string[]): Found {
  const here = routes.flatMap((route) => {
    const params = matched(route.path, segments);
    return params === undefined ? [] : [{ route, params }];
  });
  // HEAD is GET whose body is left out, RFC 9110, section 9.3.2.
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = here.find(({ route }) => route.method === asked);
  if (found !== undefined) return found;
  if (here.length === 0) {
    throw new UserError('there is nothing of that name', {
      code: 'NO_SUCH_PAGE',
      hint: 'GET /api/openapi.json says what there is',
    });
  }
  throw new MethodRefused(here.map(({ route }) => route.method));
}

/** The path is known, but not with that method. */
export class MethodRefused extends UserError {
  /** For the header `allow`. */
  readonly allowed: string;

  constructor(methods: readonly string[]) {
    const allowed = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(
      ', ',
    );
    super('that method does nothing here', { code: 'METHOD_NOT_ALLOWED', hint: `this takes ${allowed}` });
    this.allowed = allowed;
  }
}

function matched(pattern: string, segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  const parts = pattern.slice(1).split('/');
  if (parts.length !== segments.length) return undefined;
  const params = new Map<string, string>();
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) params.set(name, segment);
    else if (part !== segment) return undefined;
  }
  return params;
}
