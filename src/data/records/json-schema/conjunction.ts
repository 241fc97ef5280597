import type { SchemaDocument, SchemaNode } from './document.ts';
import { dependenciesOf, isObject } from './validate.ts';

/** Several schemas that hold at once: what they say themselves, and what they leave open. */
export interface Conjunction {
  readonly leaves: readonly Readonly<Record<string, unknown>>[];
  readonly choices: readonly Choice[];
  /** A schema among them is `false`. */
  readonly isNothing: boolean;
}

/** One of several ways to go on. */
export interface Choice {
  readonly owner: Readonly<Record<string, unknown>>;
  readonly keyword: string;
  readonly branches: readonly (readonly SchemaNode[])[];
}

/** References and `allOf` are followed; choices stay open but for those already made. */
export function conjunctionOf(
  nodes: readonly SchemaNode[],
  document: SchemaDocument,
  made: ReadonlySet<string>,
): Conjunction {
  const leaves = new Set<Readonly<Record<string, unknown>>>();
  const choices: Choice[] = [];
  let isNothing = false;
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node === true) continue;
    if (node === false) {
      isNothing = true;
      continue;
    }
    if (leaves.has(node)) continue;
    leaves.add(node);
    pending.push(...implied(node, document));
    choices.push(...choicesOf(node, document).filter((choice) => !made.has(choiceKey(choice, document))));
  }
  return { leaves: [...leaves], choices, isNothing };
}

/** Tells one choice from another. */
export function choiceKey({ owner, keyword }: Choice, document: SchemaDocument): string {
  return `${document.pointerOf(owner)} ${keyword}`;
}

function implied(node: Readonly<Record<string, unknown>>, document: SchemaDocument): SchemaNode[] {
  const found: SchemaNode[] = [];
  for (const key of ['$ref', '$dynamicRef', '$recursiveRef']) {
    const ref = node[key];
    if (typeof ref === 'string') found.push(document.resolve(ref, node));
  }
  if (Array.isArray(node.allOf)) found.push(...node.allOf.map((each) => document.node(each, document.pointerOf(node))));
  return found;
}

function choicesOf(owner: Readonly<Record<string, unknown>>, document: SchemaDocument): Choice[] {
  const asNode = (value: unknown): SchemaNode => document.node(value, document.pointerOf(owner));
  const found: Choice[] = [];
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = owner[keyword];
    if (Array.isArray(branches)) found.push({ owner, keyword, branches: branches.map((branch) => [asNode(branch)]) });
  }
  if (owner.if !== undefined) {
    const branches = [[asNode(owner.if), asNode(owner.then ?? true)], [asNode(owner.else ?? true)]];
    found.push({ owner, keyword: 'if', branches });
  }
  for (const [name, dependency] of dependenciesOf(owner)) {
    if (Array.isArray(dependency)) continue;
    found.push({ owner, keyword: `dependency ${name}`, branches: dependencyBranches(owner, name, asNode(dependency)) });
  }
  return found;
}

const presences = new WeakMap<object, Map<string, { present: SchemaNode; absent: SchemaNode }>>();

/** Made once for each, since schemas are told apart by what they are and not by what they say. */
function dependencyBranches(owner: object, name: string, dependency: SchemaNode): readonly (readonly SchemaNode[])[] {
  const ofOwner = presences.get(owner) ?? new Map<string, { present: SchemaNode; absent: SchemaNode }>();
  presences.set(owner, ofOwner);
  const known = ofOwner.get(name) ?? { present: { required: [name] }, absent: { properties: { [name]: false } } };
  ofOwner.set(name, known);
  return [[known.present, dependency], [known.absent]];
}

/** Whether what these make has to be tried against them, since making alone does not keep to them. */
export function needsTrying(leaves: readonly Readonly<Record<string, unknown>>[]): boolean {
  return leaves.some((leaf) => {
    const { not, oneOf, contains, propertyNames, unevaluatedProperties } = leaf;
    return (
      [not, oneOf, leaf.if, contains, propertyNames].some((keyword) => keyword !== undefined) ||
      isObject(unevaluatedProperties)
    );
  });
}
