import { isObject, type PathProblem } from '../shape/check-shape.ts';
import type { Path } from '../shape/path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What is needed before the first request, so that its templates are filled in while the file is read. */
const SETTINGS = ['target', 'phases', 'load', 'timeout'];
const HTTP_SETTINGS = ['timeout', 'connectTimeout', 'pool', 'maxSockets', 'connections'];
const FALLBACK = /(?:\s*(?:or|\|\|)\s*(?:"([^"]*)"|'([^']*)'|([\d.]+)))?/.source;
const TEMPLATE = new RegExp(`\\{\\{\\s*\\$(?:env|processEnvironment)\\.(\\w+)${FALLBACK}\\s*\\}\\}`, 'g');

export interface FilledValue {
  readonly value: unknown;
  readonly problems: readonly PathProblem[];
}

/** Fills `{{ $env.NAME }}` into the target, the load and the like, of the configuration and of each environment. */
export function fillConfig(value: unknown, env: Env): FilledValue {
  if (!isObject(value) || !isObject(value.config)) return { value, problems: [] };
  const problems: PathProblem[] = [];
  const fill = (part: unknown, path: Path): unknown => {
    if (typeof part === 'string') return filledText(part, { env, path, problems });
    if (Array.isArray(part)) return part.map((each, index) => fill(each, [...path, index]));
    return isObject(part) ? mapValues(part, (each, key) => fill(each, [...path, key])) : part;
  };
  const config = (part: unknown, path: Path): unknown => {
    if (!isObject(part)) return part;
    return mapValues(part, (each, key) => {
      const keyPath = [...path, key];
      if (SETTINGS.includes(key)) return fill(each, keyPath);
      if (key === 'http' && isObject(each)) {
        return mapValues(each, (setting, name) =>
          HTTP_SETTINGS.includes(name) ? fill(setting, [...keyPath, name]) : setting,
        );
      }
      const overlays = key === 'environments' || key === 'profiles';
      return overlays && isObject(each)
        ? mapValues(each, (overlay, name) => config(overlay, [...keyPath, name]))
        : each;
    });
  };
  return { value: { ...value, config: config(value.config, ['config']) }, problems };
}

interface Filling {
  readonly env: Env;
  readonly path: Path;
  readonly problems: PathProblem[];
}

/** A number where the text is all digits, but for what is text by its nature. */
function filledText(text: string, { env, path, problems }: Filling): unknown {
  if (!text.includes('{{')) return text;
  const filled = text.replace(TEMPLATE, (_, name: string, ...fallbacks: readonly (string | undefined)[]) => {
    const value = env[name] ?? fallbacks.slice(0, 3).find((each) => each !== undefined);
    if (value === undefined) problems.push({ ...unset(name), path });
    return value ?? '';
  });
  const isNumber = /^\d+(\.\d+)?$/.test(filled) && path.at(-1) !== 'target' && path.at(-1) !== 'name';
  return isNumber ? Number(filled) : filled;
}

function unset(name: string): Omit<PathProblem, 'path'> {
  const hint = `Set it (${name}=… plimsoll run …, or -e ${name}=…), or give a default: {{ $env.${name} or "…" }}`;
  return { code: 'ENV_MISSING', message: `the environment variable '${name}' is not set`, hint };
}

function mapValues(
  value: Readonly<Record<string, unknown>>,
  change: (each: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, key)]));
}
