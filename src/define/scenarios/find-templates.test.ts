import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScenario } from './create-scenario.ts';
import { findTemplate, findTemplates, importOf } from './find-templates.ts';
import { writeTemplate } from './write-template.ts';

let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plimsoll-templates-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function put(file: string, text: string): void {
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), text);
}

const greeting = (name: string, start = 'export default') => `
import { defineTemplate, option } from 'plimsoll';
${start} defineTemplate({
  name: '${name}',
  about: 'greets people',
  options: { names: option.texts(['ada'], 'Who is greeted.') },
  endpoints: { greet: { path: '/hello?name={{ name }}', expect: { status: 200 } } },
  load: { users: 1, duration: '1s' },
  limits: ['checks rate > 99%'],
  build: ({ names, think }, { send }) => ({
    scenarios: [{ name: 'greet', variables: { name: names }, steps: [...send('greet'), { kind: 'think', duration: think }] }],
  }),
});
`;

describe('templates of one’s own', () => {
  it('are found in the project’s folder, in other folders, in files and in packages', async () => {
    put('.plimsoll/templates/a.ts', greeting('a'));
    put('.plimsoll/templates/shared.ts', 'export const shared = 1;');
    put('.plimsoll/templates/a.test.ts', 'throw new Error("no template");');
    put('more/b.mjs', greeting('b', 'export const b ='));
    put('c.ts', greeting('c', 'export const c ='));
    put('node_modules/pack/package.json', '{ "name": "pack", "main": "index.js", "type": "module" }');
    put('node_modules/pack/index.js', greeting('d', 'export const d ='));
    const found = await findTemplates({ cwd, from: ['more', 'c.ts', 'pack'] });
    const own = found.filter(({ source }) => source !== undefined);
    expect(own.map(({ template }) => template.spec.name)).toEqual(['a', 'b', 'c', 'd']);
    expect(found.length).toBeGreaterThan(20);
    const file = join(cwd, 'tests', 'x.ts');
    expect(own.map((each) => importOf(each, file))).toEqual([
      { exported: 'default', specifier: '../.plimsoll/templates/a.ts' },
      { exported: 'b', specifier: '../more/b.mjs' },
      { exported: 'c', specifier: '../c.ts' },
      { exported: 'd', specifier: 'pack' },
    ]);
  });

  it('are made and written as those that come with Plimsoll', async () => {
    put('.plimsoll/templates/a.ts', greeting('a'));
    const found = await findTemplate('a', { cwd });
    expect(createScenario(found.template, { names: ['bob'] } as never).spec.scenarios[0]?.variables).toEqual({
      name: ['bob'],
    });
    const from = importOf(found, join(cwd, 'x.ts'));
    const { text } = await writeTemplate({
      template: found.template,
      format: 'typescript',
      name: 'x',
      config: {},
      ...(from && { from }),
    });
    expect(text).toContain("import template from './.plimsoll/templates/a.ts';");
    expect(text).toContain('export default createScenario(template, {');
    const yaml = await writeTemplate({ template: found.template, format: 'yaml', name: 'x', config: {} });
    expect(yaml.text).toContain('get:');
  });

  it('take the place of one of the same name that comes with Plimsoll, but not of each other', async () => {
    put('.plimsoll/templates/a.ts', greeting('database'));
    expect((await findTemplate('database', { cwd })).template.spec.about).toBe('greets people');
    put('.plimsoll/templates/b.ts', greeting('database'));
    await expect(findTemplates({ cwd })).rejects.toMatchObject({ code: 'DUPLICATE_NAME' });
  });

  it('are told of when they are not there, or broken', async () => {
    await expect(findTemplate('databas', { cwd })).rejects.toMatchObject({
      code: 'UNKNOWN_TEMPLATE',
      hint: "did you mean 'database'?",
    });
    await expect(findTemplates({ cwd, from: ['nowhere'] })).rejects.toMatchObject({ code: 'NO_TEMPLATES' });
    put('empty.ts', 'export const a = 1;');
    await expect(findTemplates({ cwd, from: ['empty.ts'] })).rejects.toMatchObject({ code: 'NO_TEMPLATES' });
    put('broken.ts', 'export const = 1;');
    await expect(findTemplates({ cwd, from: ['broken.ts'] })).rejects.toMatchObject({ code: 'SCRIPT_SYNTAX' });
  });
});
