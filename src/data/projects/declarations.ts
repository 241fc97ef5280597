import type { Random } from '../../load/random.ts';
import type { ProjectLanguage } from './project-settings.ts';

/** A piece of source text at the top level of a module, and what is to be found in it. */
export interface Declaration {
  readonly lines: readonly string[];
  readonly functions: number;
  readonly classes: number;
  /** `if`, loops, `case`, `catch`, `&&`, `||`, `??` and conditional expressions. */
  readonly decisions: number;
}

/** What a declaration is made with. */
export interface Making {
  readonly random: Random;
  /** Free in the module, like `countOverdue`. */
  readonly name: string;
  readonly comment: string;
  readonly language: ProjectLanguage;
}

export type Maker = (making: Making) => Declaration;

const aggregate: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export function ${name}(values${typed(language, ': readonly number[]')}, limit = ${random.int(10, 900)})${typed(language, ': number')} {`,
    '  let total = 0;',
    '  for (const value of values) {',
    '    if (value < 0 || value > limit) continue;',
    `    total += value * ${random.int(2, 90)} + ${random.int(0, 40)};`,
    '  }',
    '  return Math.round(total);',
    '}',
  ],
  functions: 1,
  classes: 0,
  decisions: 3,
});

const classify: Maker = ({ random, name, comment, language }) => {
  const kinds = ['open', 'waiting', 'paid', 'late', 'closed', 'unknown', 'held'].slice(0, random.int(3, 7));
  return {
    lines: [
      `/** ${comment} */`,
      `export function ${name}(kind${typed(language, ': string')})${typed(language, ': number')} {`,
      '  switch (kind) {',
      ...kinds.flatMap((kind) => [`    case '${kind}':`, `      return ${random.int(1, 99)};`]),
      '    default:',
      '      return 0;',
      '  }',
      '}',
    ],
    functions: 1,
    classes: 0,
    decisions: kinds.length,
  };
};

const keeper: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export class ${capital(name)} {`,
    `  ${typed(language, 'private readonly ')}entries = new Map${typed(language, '<string, number>')}();`,
    '',
    `  add(key${typed(language, ': string')}, amount = ${random.int(1, 9)})${typed(language, ': number')} {`,
    '    const sum = (this.entries.get(key) ?? 0) + amount;',
    '    this.entries.set(key, sum);',
    '    return sum;',
    '  }',
    '',
    `  largest()${typed(language, ': string | undefined')} {`,
    `    let best${typed(language, ': string | undefined')};`,
    '    for (const [key, amount] of this.entries) {',
    '      if (best === undefined || amount > (this.entries.get(best) ?? 0)) best = key;',
    '    }',
    '    return best;',
    '  }',
    '}',
  ],
  functions: 2,
  classes: 1,
  decisions: 5,
});

const attempt: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export async function ${name}(work${typed(language, ': { run(): Promise<number> }')}, tries = ${random.int(2, 6)})${typed(language, ': Promise<number>')} {`,
    '  for (let turn = 1; ; turn++) {',
    '    try {',
    '      return await work.run();',
    '    } catch (error) {',
    '      // The last failure is the one to be told.',
    '      if (turn >= tries) throw error;',
    '    }',
    '  }',
    '}',
  ],
  functions: 1,
  classes: 0,
  decisions: 3,
});

const describing: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export function ${name}(text${typed(language, ': string')})${typed(language, ': string')} {`,
    `  const words = text.split(/[\\s,;/]+/).filter((word) => word !== '');`,
    `  const note = words.length > ${random.int(2, 30)} ? 'import { long } from "text" // not code' : 'short';`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the generated code that fills it in.
    '  return `${note}: ${words.map((word) => `{${word}}`).join(" | ")}`;',
    '}',
  ],
  functions: 3,
  classes: 0,
  decisions: 1,
});

const grouping: Maker = ({ name, comment, language }) => ({
  lines: [
    '/**',
    ` * ${comment}`,
    ' * Groups keep the order in which their first member came.',
    ' */',
    `export function ${name}(items${typed(language, ': readonly string[]')}, width = 1)${typed(language, ': Map<string, string[]>')} {`,
    `  const groups = new Map${typed(language, '<string, string[]>')}();`,
    '  for (const item of items) {',
    '    const key = item.slice(0, width).toLowerCase();',
    '    const group = groups.get(key);',
    '    if (group === undefined) groups.set(key, [item]);',
    '    else group.push(item);',
    '  }',
    '  return groups;',
    '}',
  ],
  functions: 1,
  classes: 0,
  decisions: 2,
});

const table: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export const ${name}${typed(language, ': Readonly<Record<string, number>>')} = {`,
    ...['north', 'east', 'south', 'west', 'centre', 'abroad']
      .slice(0, random.int(3, 6))
      .map((key) => `  ${key}: ${random.int(1, 9999) / 100},`),
    '};',
  ],
  functions: 0,
  classes: 0,
  decisions: 0,
});

const sequence: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export function* ${name}(count${typed(language, ': number')})${typed(language, ': Generator<number>')} {`,
    `  let state = ${random.int(1, 9999)};`,
    '  while (count-- > 0) {',
    `    state = (state * ${random.int(3, 97)} + ${random.int(1, 97)}) % ${random.int(1009, 99_991)};`,
    '    if (state % 2 === 0 && count > 0) yield state;',
    '    else yield -state;',
    '  }',
    '}',
  ],
  functions: 1,
  classes: 0,
  decisions: 3,
});

const bounds: Maker = ({ random, name, comment, language }) => ({
  lines: [
    `/** ${comment} */`,
    `export const ${name} = (value${typed(language, ': number')})${typed(language, ': number')} =>`,
    `  value < ${random.int(1, 20)} ? 0 : value > ${random.int(50, 500)} ? 1 : value / ${random.int(50, 500)};`,
  ],
  functions: 1,
  classes: 0,
  decisions: 2,
});

/** Shortest first, so that the rest of a module can be filled. */
export const makers: readonly Maker[] = [
  bounds,
  describing,
  table,
  aggregate,
  sequence,
  attempt,
  grouping,
  classify,
  keeper,
];

/** Type annotations are for TypeScript alone. */
export function typed(language: ProjectLanguage, annotation: string): string {
  return language === 'ts' ? annotation : '';
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
