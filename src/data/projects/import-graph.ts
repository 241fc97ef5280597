/** Who imports whom: for each file the files that it imports, by index. */
export type ImportGraph = readonly (readonly number[])[];

/** Groups of files that import each other in a circle, each once; a file that imports itself is one too. */
export function findCycles(graph: ImportGraph): readonly (readonly number[])[] {
  return components(graph).filter((group) => group.length > 1 || graph[group[0] ?? 0]?.includes(group[0] ?? 0));
}

/** The most imports that lead from one file to another, where a circle counts as one file. */
export function importDepth(graph: ImportGraph): number {
  const groups = components(graph);
  const groupOf = new Map(groups.flatMap((group, index) => group.map((file) => [file, index] as const)));
  const depths: number[] = [];
  // Tarjan's order: whatever a group imports comes before it.
  groups.forEach((group, index) => {
    const imported = group.flatMap((file) => graph[file] ?? []).map((file) => groupOf.get(file) ?? 0);
    const below = imported.filter((other) => other !== index);
    depths[index] = below.reduce((deepest, other) => Math.max(deepest, (depths[other] ?? 0) + 1), 0);
  });
  return depths.reduce((deepest, depth) => Math.max(deepest, depth), 0);
}

interface Search {
  readonly graph: ImportGraph;
  /** When each file was first seen, from 1; 0 before. */
  readonly seen: number[];
  /** The earliest file that each can get back to. */
  readonly low: number[];
  readonly stack: number[];
  readonly onStack: boolean[];
  readonly found: number[][];
  clock: number;
}

/** Tarjan's strongly connected components (1972), without recursion: imports may nest as deep as there are files. */
function components(graph: ImportGraph): readonly (readonly number[])[] {
  const search: Search = {
    graph,
    seen: Array<number>(graph.length).fill(0),
    low: Array<number>(graph.length).fill(0),
    stack: [],
    onStack: [],
    found: [],
    clock: 0,
  };
  for (let file = 0; file < graph.length; file++) if (search.seen[file] === 0) walk(search, file);
  return search.found;
}

function walk(search: Search, start: number): void {
  const path = [{ file: start, next: 0 }];
  enter(search, start);
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const other = search.graph[here.file]?.[here.next++];
    if (other === undefined) {
      path.pop();
      leave(search, here.file, path.at(-1)?.file);
    } else if (search.seen[other] === 0) {
      enter(search, other);
      path.push({ file: other, next: 0 });
    } else if (search.onStack[other] === true) {
      reach(search, here.file, search.seen[other] ?? 0);
    }
  }
}

function enter(search: Search, file: number): void {
  search.seen[file] = search.low[file] = ++search.clock;
  search.stack.push(file);
  search.onStack[file] = true;
}

function leave(search: Search, file: number, parent: number | undefined): void {
  if (parent !== undefined) reach(search, parent, search.low[file] ?? 0);
  if (search.low[file] !== search.seen[file]) return;
  const group = search.stack.splice(search.stack.lastIndexOf(file));
  for (const member of group) search.onStack[member] = false;
  search.found.push(group);
}

function reach(search: Search, file: number, time: number): void {
  search.low[file] = Math.min(search.low[file] ?? 0, time);
}
