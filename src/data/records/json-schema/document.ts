import { SchemaError } from '../schema-error.ts';

/** A schema as it is written: true, false, or an object of keywords. */
export type SchemaNode = boolean | Readonly<Record<string, unknown>>;

const ROOT = 'http://root.invalid/';
const MOST_NESTED = 500;
/** Keywords whose values are data and hold no schemas. */
const DATA = new Set(['enum', 'const', 'default', 'examples', 'example', 'x-plimsoll', 'required', 'type']);

/** A JSON Schema with the places of all its parts, and what its references name. */
export class SchemaDocument {
  private readonly root: unknown;
  private readonly pointers = new Map<unknown, string>();
  private readonly bases = new Map<unknown, string>();
  private readonly named = new Map<string, unknown>();

  constructor(root: unknown) {
    this.root = root;
    this.named.set(ROOT, root);
    this.index(root, { pointer: '', base: ROOT, depth: 0 });
  }

  /** Where a part stands: `#/properties/age`. */
  pointerOf(node: unknown): string {
    return `#${this.pointers.get(node) ?? ''}`;
  }

  /** The part at `/properties/age`; undefined where there is none. */
  at(pointer: string, from: unknown = this.root): unknown {
    let node = from;
    for (const part of pointer.split('/').slice(1)) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined;
      node = (node as Record<string, unknown>)[name];
    }
    return node;
  }

  node(value: unknown, from: string): SchemaNode {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as SchemaNode;
    throw schemaError(
      from,
      `should be a schema, an object or true or false, not ${JSON.stringify(value) ?? 'nothing'}`,
    );
  }

  /** What `$ref` in a part names. */
  resolve(ref: string, owner: SchemaNode): SchemaNode {
    const target = this.find(ref, this.bases.get(owner) ?? ROOT);
    if (target !== undefined) return this.node(target, this.pointerOf(owner));
    throw schemaError(this.pointerOf(owner), `$ref '${ref}' names nothing in this document`, {
      hint: 'put what it names into $defs; other files and addresses are not fetched',
    });
  }

  private find(ref: string, base: string): unknown {
    const [address = '', fragment = ''] = split(absolute(ref, base));
    const root = this.named.get(address);
    if (root === undefined || fragment === '') return root;
    return fragment.startsWith('/') ? this.at(fragment, root) : this.named.get(`${address}#${fragment}`);
  }

  private index(node: unknown, at: { pointer: string; base: string; depth: number }): void {
    if (typeof node !== 'object' || node === null || this.pointers.has(node)) return;
    if (at.depth > MOST_NESTED) throw schemaError(`#${at.pointer.slice(0, 100)}`, 'is nested too deeply');
    this.pointers.set(node, at.pointer);
    const base = this.name(node as Readonly<Record<string, unknown>>, at.base);
    this.bases.set(node, base);
    for (const [key, value] of Object.entries(node)) {
      if (DATA.has(key) && !Array.isArray(node) && isSchemaAt(at.pointer)) continue;
      const part = key.replaceAll('~', '~0').replaceAll('/', '~1');
      this.index(value, { pointer: `${at.pointer}/${part}`, base, depth: at.depth + 1 });
    }
  }

  private name(node: Readonly<Record<string, unknown>>, outer: string): string {
    const id = node.$id ?? node.id;
    const base = typeof id === 'string' ? absolute(id, outer) : outer;
    if (typeof id === 'string') this.named.set(split(base)[0] ?? base, this.named.get(split(base)[0] ?? base) ?? node);
    if (base.includes('#')) this.named.set(base, node);
    for (const anchor of [node.$anchor, node.$dynamicAnchor]) {
      if (typeof anchor === 'string') this.named.set(`${split(base)[0]}#${anchor}`, node);
    }
    return split(base)[0] ?? base;
  }
}

const documents = new WeakMap<object, SchemaDocument>();

/** Read once, whatever number of fields points into it. */
export function documentOf(root: unknown): SchemaDocument {
  if (typeof root !== 'object' || root === null) return new SchemaDocument(root);
  const known = documents.get(root) ?? new SchemaDocument(root);
  documents.set(root, known);
  return known;
}

/** Below `properties` and its like the keys are names of the user's, not keywords. */
function isSchemaAt(pointer: string): boolean {
  const last = pointer.split('/').at(-1) ?? '';
  return !['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'].includes(
    last,
  );
}

function absolute(ref: string, base: string): string {
  try {
    return new URL(ref, base).href;
  } catch {
    return ref;
  }
}

function split(address: string): readonly string[] {
  const at = address.indexOf('#');
  if (at < 0) return [address, ''];
  return [address.slice(0, at), decoded(address.slice(at + 1))];
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** A JSON Schema that is wrong at some place. */
export function schemaError(
  pointer: string,
  problem: string,
  options: { code?: string; hint?: string } = {},
): SchemaError {
  const { code = 'JSON_SCHEMA_INVALID', hint } = options;
  const at = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return new SchemaError({ shown: pointer, at }, problem, { code, hint });
}
