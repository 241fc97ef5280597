/** What can be said of any JSON value without holding a second one against it. */
export interface ValueFacts {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Values in it, itself included. */
  readonly values: number;
  /** Keys in all objects. */
  readonly keys: number;
  /** UTF-16 code units in all strings, keys aside. */
  readonly characters: number;
  /** Levels of arrays and objects. */
  readonly depth: number;
  /** Sum of all whole numbers of at most nine digits. */
  readonly sum: number;
}

/** Walks without recursion, so that depth has no bound. */
export function valueFacts(value: unknown): ValueFacts {
  const facts = { type: typeOf(value), values: 0, keys: 0, characters: 0, depth: 0, sum: 0 };
  const open = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    facts.values++;
    const inside = next.value;
    if (typeof inside === 'string') facts.characters += inside.length;
    else if (typeof inside === 'number' && Number.isInteger(inside) && Math.abs(inside) < 1e9) facts.sum += inside;
    else if (typeof inside === 'object' && inside !== null) {
      const depth = next.depth + 1;
      facts.depth = Math.max(facts.depth, depth);
      if (!Array.isArray(inside)) facts.keys += Object.keys(inside).length;
      for (const each of Object.values(inside)) open.push({ value: each, depth });
    }
  }
  return facts;
}

function typeOf(value: unknown): ValueFacts['type'] {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as ValueFacts['type']);
}

/** The same for the tests of a set, which import nothing of ours. */
export const VALUE_FACTS_SOURCE = `/** Walks a value without recursion, so that depth has no bound. */
export function valueFacts(value) {
  const typeOf = (each) => (each === null ? 'null' : Array.isArray(each) ? 'array' : typeof each);
  const facts = { type: typeOf(value), values: 0, keys: 0, characters: 0, depth: 0, sum: 0 };
  const open = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    facts.values++;
    const inside = next.value;
    if (typeof inside === 'string') facts.characters += inside.length;
    else if (typeof inside === 'number' && Number.isInteger(inside) && Math.abs(inside) < 1e9) facts.sum += inside;
    else if (typeof inside === 'object' && inside !== null) {
      const depth = next.depth + 1;
      facts.depth = Math.max(facts.depth, depth);
      if (!Array.isArray(inside)) facts.keys += Object.keys(inside).length;
      for (const each of Object.values(inside)) open.push({ value: each, depth });
    }
  }
  return facts;
}
`;
