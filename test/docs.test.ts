import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Node, parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = markdownFiles();
const errorCode = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

const isAdvice = (path: string): boolean => /src\/(?:plan|define\/scenarios)\/advice\//.test(path);

describe.each([
  { file: 'docs/errors.md', belongs: (path: string) => !isAdvice(path) },
  { file: 'docs/advice.md', belongs: isAdvice },
])('$file', ({ file, belongs }) => {
  const page = existsSync(join(root, file)) ? read(file) : '';
  const headings = [...page.matchAll(/^#+ `?([^`\n]+?)`?\s*$/gm)].map(([, heading]) => heading ?? '');
  const documented = headings.filter((heading) => errorCode.test(heading));
  const sources = sourceFiles().map((path) => ({ path, source: read(path) }));

  it('has a paragraph for every code that its part of src/ gives', () => {
    const undocumented = sources
      .filter(({ path }) => belongs(path))
      .flatMap(({ path, source }) =>
        codesGiven(path, source)
          .filter((code) => !documented.includes(code))
          .map((code) => `${code} (${path})`),
      );
    expect([...new Set(undocumented)]).toEqual([]);
  });

  it('has no paragraph for a code that src/ does not know', () => {
    const everything = sources.map(({ source }) => source).join('\n');
    expect(documented.filter((code) => !everything.includes(`'${code}'`))).toEqual([]);
  });

  it('says something under every heading, once', () => {
    const bare = documented.filter((code) => !new RegExp(`^#+ \`?${code}\`?\\s*\\n+[^#\\s]`, 'm').test(page));
    expect(bare).toEqual([]);
    expect(documented).toEqual([...new Set(documented)]);
  });
});

describe.each(pages)('%s', (page) => {
  const text = read(page);
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');

  it('links only to files and headings that exist', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !/^[a-z]+:/.test(link) && !linkIsAlive(page, link))).toEqual([]);
  });

  it('names only files of the project that exist', () => {
    const named = /`((?:src|test|docs|examples|benchmarks|scripts|schema|bin|web)\/[\w./-]+)`/g;
    const paths = [...prose.matchAll(named)].map(([, path]) => path ?? '');
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names only npm scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? '');
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('shows TypeScript, JavaScript, YAML and JSON that parse', () => {
    const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language, code]) => ({ language, code }));
    const problems = blocks.flatMap(({ language = '', code = '' }) => syntaxProblems(language, code));
    expect(problems).toEqual([]);
  });
});

/** Every `code: 'X'` in an object, and every code passed to what makes a problem or an error. */
function codesGiven(path: string, source: string): string[] {
  const codes: string[] = [];
  // Most files have no such text at all, and need not be parsed.
  if (!/['"`][A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+['"`]/.test(source)) return codes;
  const add = (node: Node | null | undefined): void => {
    codes.push(...stringsOf(node).filter((text) => errorCode.test(text)));
  };
  new Visitor({
    Property: (node) => {
      if (node.key.type === 'Identifier' && node.key.name === 'code') add(node.value);
    },
    CallExpression: ({ callee, arguments: passed }) => {
      const name = callee.type === 'MemberExpression' ? callee.property : callee;
      if (name.type === 'Identifier' && /problem|error/i.test(name.name)) passed.forEach(add);
    },
  }).visit(parseSync(path, source).program);
  return codes;
}

/** The strings an expression can be, as far as they are written out. */
function stringsOf(node: Node | null | undefined): string[] {
  if (node?.type === 'ConditionalExpression') return [...stringsOf(node.consequent), ...stringsOf(node.alternate)];
  if (node?.type === 'LogicalExpression') return [...stringsOf(node.left), ...stringsOf(node.right)];
  return node?.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}

function syntaxProblems(language: string, code: string): string[] {
  if (/^(ts|typescript|js|javascript)$/.test(language)) {
    return parseSync('snippet.ts', code).errors.map(({ message }) => `${message} in:\n${code}`);
  }
  if (language === 'yaml' || language === 'json') {
    return parseDocument(code).errors.map(({ message }) => `${message} in:\n${code}`);
  }
  return [];
}

function linkIsAlive(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? page : join(dirname(page), file);
  if (!existsSync(join(root, path))) return false;
  return anchor === undefined || !path.endsWith('.md') || anchorsOf(path).includes(anchor);
}

/** As GitHub makes them: lower case, punctuation dropped, a hyphen for each space. */
function anchorsOf(path: string): string[] {
  const headings = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function markdownFiles(): string[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = filesUnder('docs').filter((name) => name.endsWith('.md'));
  return [...top, ...docs];
}

function sourceFiles(): string[] {
  return filesUnder('src').filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
}

function filesUnder(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
