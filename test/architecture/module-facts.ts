import { parseSync, Visitor } from 'oxc-parser';

/** What the architecture rules need to know about one source file. */
export interface ModuleFacts {
  readonly references: readonly Reference[];
  readonly hasDefaultExport: boolean;
  /** It exports names of other files, and has nothing of its own. */
  readonly isBarrel: boolean;
}

/** One place where a file names another file or a package. */
export interface Reference {
  readonly specifier: string;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
  readonly how: 'import' | 'export from' | 'import()' | 'importOptional' | 'new URL';
  readonly line: number;
}

/** Reads a TypeScript file's imports of every kind, and the shape of its exports. */
export function moduleFacts(path: string, source: string): ModuleFacts {
  const { program, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const references: Reference[] = [];
  const add = (node: unknown, how: Reference['how'], typeOnly = false): void => {
    if (!isStringLiteral(node)) return;
    references.push({ specifier: node.value, typeOnly, how, line: source.slice(0, node.start).split('\n').length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, 'import', node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, 'export from', node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, 'export from', node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, 'import()'),
    TSImportType: (node) => add(node.source, 'import()', true),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'importOptional') {
        add(node.arguments[0], 'importOptional');
      }
    },
    NewExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'URL') addModuleUrl(node.arguments[0], add);
    },
  }).visit(program);

  const passesOn = program.body.filter(
    (node) => node.type === 'ExportAllDeclaration' || (node.type === 'ExportNamedDeclaration' && node.source !== null),
  );
  const statements = program.body.filter((node) => node.type !== 'ImportDeclaration');
  return {
    references,
    hasDefaultExport: program.body.some((node) => node.type === 'ExportDefaultDeclaration'),
    isBarrel: passesOn.length > 0 && passesOn.length === statements.length,
  };
}

/** `new URL('./worker.ts', import.meta.url)` names a file to run; other URLs are data. */
function addModuleUrl(node: unknown, add: (node: unknown, how: Reference['how']) => void): void {
  if (isStringLiteral(node) && /^\.{1,2}\/.*\.[cm]?[jt]s$/.test(node.value)) add(node, 'new URL');
}

function isStringLiteral(node: unknown): node is { value: string; start: number } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
}
