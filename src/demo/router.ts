import { type Handler, Refusal, sendNothing } from './exchange.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';
  /** `:name` stands for one segment. */
  readonly path: string;
  /** One line for the index page and the documentation. */
  readonly about: string;
  readonly handle: Handler;
}

export interface Match {
  /** The pattern that matched, or `(none)`: a label with few values, whatever is asked for. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly handle: Handler;
}

interface Resource {
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: Map<string, Handler>;
}

/** Finds the handler of a request. HEAD is answered by GET's handler, OPTIONS with what is allowed. */
export class Router {
  private readonly fixed = new Map<string, Resource>();
  private readonly patterns: Resource[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.resourceFor(route.path).methods.set(route.method, route.handle);
  }

  find(method: string, path: string): Match {
    const fixed = this.fixed.get(path);
    if (fixed !== undefined) return { route: fixed.path, params: {}, handle: handlerFor(fixed, method) };
    const segments = path.split('/');
    const found = this.patterns.find((resource) => fits(resource.segments, segments));
    if (found === undefined) return { route: '(none)', params: {}, handle: notFound };
    try {
      return { route: found.path, params: paramsOf(found.segments, segments), handle: handlerFor(found, method) };
    } catch {
      return { route: found.path, params: {}, handle: badEscape };
    }
  }

  private resourceFor(path: string): Resource {
    const known = this.fixed.get(path) ?? this.patterns.find((resource) => resource.path === path);
    if (known !== undefined) return known;
    const resource: Resource = { path, segments: path.split('/'), methods: new Map() };
    if (path.includes(':')) this.patterns.push(resource);
    else this.fixed.set(path, resource);
    return resource;
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, i) => (part.startsWith(':') ? segments[i] !== '' : part === segments[i]));
}

/** Throws where an escape is malformed. */
function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(segments[i] ?? '');
  }
  return params;
}

function handlerFor({ methods }: Resource, method: string): Handler {
  const handle = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined) ?? methods.get('ANY');
  if (handle !== undefined) return handle;
  const allow = allowed(methods);
  if (method === 'OPTIONS') return (exchange) => sendNothing(exchange, { headers: { allow } });
  return () => {
    throw new Refusal(405, `${method} is not possible here; ${allow} are.`, { allow });
  };
}

function allowed(methods: ReadonlyMap<string, Handler>): string {
  const names = new Set(methods.keys());
  if (names.has('GET')) names.add('HEAD');
  return [...names.add('OPTIONS')].join(', ');
}

const notFound: Handler = ({ path }) => {
  throw new Refusal(404, `Nothing is at ${path.slice(0, 200)}; GET / lists what there is.`);
};

const badEscape: Handler = () => {
  throw new Refusal(400, 'The path has a malformed percent escape.');
};
