/** What a line may be long. */
const WIDTH = 110;

/** A value as it is written in TypeScript: on one line where it fits, else each part on its own. */
export function typescriptLiteral(value: unknown, { indent = 0, column = 0 }: Place = {}): string {
  const flat = inLine(value);
  if (flat !== undefined && column + flat.length <= WIDTH) return flat;
  if (Array.isArray(value)) {
    const items = value.map(
      (item) => `${spaces(indent + 2)}${typescriptLiteral(item, { indent: indent + 2, column: indent + 2 })},`,
    );
    return `[\n${items.join('\n')}\n${spaces(indent)}]`;
  }
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, item]) => {
      const name = `${spaces(indent + 2)}${keyText(key)}: `;
      return `${name}${typescriptLiteral(item, { indent: indent + 2, column: name.length })},`;
    });
    return `{\n${entries.join('\n')}\n${spaces(indent)}}`;
  }
  return flat ?? 'undefined';
}

interface Place {
  /** How far the lines of its parts stand to the right. */
  readonly indent?: number;
  /** Where on its line it begins. */
  readonly column?: number;
}

export function keyText(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : quoted(key);
}

export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function inLine(value: unknown): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof RegExp || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return String(value);
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${inLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof RegExp);
}

function spaces(count: number): string {
  return ' '.repeat(count);
}
