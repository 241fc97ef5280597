import { isObject } from '../shape/check-shape.ts';

type Raw = Readonly<Record<string, unknown>>;

/** A configuration with `mix.read=80` set in it; `usual` tells of lists and what they hold. */
export function withSetting(config: Raw, usual: Raw, [path, text]: readonly [path: string, value: string]): Raw {
  return put(config, { usual, keys: path.split('.'), text });
}

interface Setting {
  /** What stands there unless told otherwise. */
  readonly usual: unknown;
  readonly keys: readonly string[];
  readonly text: string;
}

/** What stands beside the value set stays as it is, or as it usually is. */
function put(value: unknown, { usual, keys, text }: Setting): Raw {
  const [key = '', ...rest] = keys;
  const own = isObject(value) ? value : isObject(usual) ? usual : {};
  const usualPart = isObject(usual) && Object.hasOwn(usual, key) ? usual[key] : undefined;
  const part = rest.length === 0 ? settingOf(text, usualPart) : put(own[key], { usual: usualPart, keys: rest, text });
  return { ...own, [key]: part };
}

/** JSON where it can be read as such, a list by commas where a list is usual, and else a text. */
function settingOf(text: string, usual: unknown): unknown {
  const read = json(text);
  if (!Array.isArray(usual) || Array.isArray(read))
    return typeof usual === 'string' && typeof read === 'number' ? text : (read ?? text);
  return text.split(',').map((part) => {
    const item = json(part.trim());
    return typeof usual[0] === 'number' && typeof item === 'number' ? item : part.trim();
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
