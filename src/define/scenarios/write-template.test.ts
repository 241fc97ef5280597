import { describe, expect, it } from 'vitest';
import { readTestText } from '../yaml/test-text.ts';
import { builtIn, type TemplateName } from './built-in.ts';
import { createScenario } from './create-scenario.ts';
import type { ScenarioConfig, Template } from './template.ts';
import { typescriptLiteral } from './typescript-literal.ts';
import { writeTemplate } from './write-template.ts';

const names = Object.keys(builtIn) as TemplateName[];

describe('a template written as TypeScript', () => {
  it.each(names)('%s makes the same test as its name alone', async (name) => {
    const template = builtIn[name] as Template;
    const { text, companions } = await writeTemplate({ template, format: 'typescript', name, config: {} });
    expect(companions).toEqual([]);
    expect(text.startsWith("import { createScenario } from 'plimsoll';")).toBe(true);
    const config = text.slice(
      text.indexOf(`createScenario('${name}', `) + `createScenario('${name}', `.length,
      text.lastIndexOf(');'),
    );
    const written = new Function(`return ${config}`)() as ScenarioConfig;
    const test = createScenario(name, written);
    expect(JSON.stringify(test.spec)).toBe(JSON.stringify(createScenario(name).spec));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(190);
  });

  it('has what is set, and a line on each option', async () => {
    const config = {
      target: 'http://localhost:3000',
      records: 'large',
      endpoints: { aggregate: false, read: { path: '/orders/{{ id }}' } },
    };
    const { text } = await writeTemplate({
      template: builtIn.database as Template,
      format: 'typescript',
      name: 'shop',
      config: config as never,
    });
    expect(text).toContain("  name: 'shop',");
    expect(text).toContain("  target: 'http://localhost:3000',");
    expect(text).toContain("  // Size of a record: small is 0.3 kB, medium 2 kB, large 20 kB.\n  records: 'large',");
    expect(text).toContain('    aggregate: false,');
    expect(text).toContain("path: '/orders/{{ id }}'");
  });
});

describe('a template written as YAML', () => {
  it.each(names.filter((name) => name !== 'job'))('%s holds the steps of the template', async (name) => {
    const template = builtIn[name] as Template;
    const { text, companions } = await writeTemplate({ template, format: 'yaml', name: 'x', config: {} });
    const picture =
      name === 'files' ? { picture: 'picture.png' } : name === 'mixed' ? { files: { picture: 'picture.png' } } : {};
    expect(readTestText(text, { name: 'other', file: 'x.yaml' }).spec).toEqual(
      createScenario(template, { ...picture, name: 'x' } as ScenarioConfig).spec,
    );
    expect(text).toMatch(/^# \w/);
    expect(companions.map((each) => each.name)).toEqual(
      'picture' in picture || 'files' in picture ? ['picture.png'] : [],
    );
    for (const { bytes } of companions) expect(Buffer.from(bytes.subarray(1, 4)).toString()).toBe('PNG');
  });
});

describe('a template written as JSON', () => {
  it('reads back as the same test', async () => {
    const template = builtIn.search as Template;
    const { text } = await writeTemplate({ template, format: 'json', name: 'x', config: {} });
    expect(readTestText(text, { name: 'other', file: 'x.json' }).spec).toEqual(
      createScenario(template, { name: 'x' }).spec,
    );
  });
});

describe('typescriptLiteral', () => {
  it('writes what reads back, whatever the texts and keys are', () => {
    const value = {
      plain: 1,
      'with space': [true, null, -0.5, []],
      text: `it's "quoted" \\ back\nline \u2028 end`,
      pattern: /^a\/b$/i,
      deep: { list: Array.from({ length: 30 }, (_, index) => `item number ${index}`), empty: {} },
      __proto: { '{{ x }}': '`x`' },
    };
    const read = new Function(`return ${typescriptLiteral(value)}`)();
    expect(read).toEqual(value);
  });
});
