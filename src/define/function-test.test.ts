import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import { scenario } from './builder/scenario-builder.ts';
import { functionReferences } from './function-references.ts';
import { functionTest } from './function-test.ts';
import { test } from './test-definition.ts';
import { fromYaml } from './text-definition.ts';

const readPage = ({ size }: { size: number }) => ({ rows: Array.from({ length: size }, (_, id) => ({ id })) });

describe('functionTest()', () => {
  it('is a test with one scenario, whose function is measured', () => {
    const { spec, functions } = functionTest(
      'pages',
      { load: { users: 1, duration: '5s' }, isolate: 'process', input: { size: 50 }, items: 'rows', timeout: '2s' },
      readPage,
    );
    expect(spec).toEqual({
      name: 'pages',
      load: { users: 1, duration: '5s' },
      scenarios: [
        {
          name: 'pages',
          function: 'pages',
          measure: { name: 'pages', isolate: 'process', input: { size: 50 }, items: 'rows', timeout: '2s' },
        },
      ],
    });
    expect(functions).toEqual({ pages: readPage });
  });

  it('names the functions that make inputs and count results', () => {
    const { spec, functions } = functionTest(
      'pages',
      { input: (user) => ({ size: user.iteration }), items: ({ rows }) => rows.length, bytes: true },
      readPage,
    );
    expect(spec.scenarios[0]?.measure).toEqual({
      name: 'pages',
      inputFrom: 'pages/input',
      items: { function: 'pages/items' },
      bytes: true,
    });
    expect(Object.keys(functions).sort()).toEqual(['pages', 'pages/input', 'pages/items']);
    expect(functionReferences(spec).map(({ path }) => path)).toEqual([
      'scenarios[0].function',
      'scenarios[0].measure.inputFrom',
      'scenarios[0].measure.items.function',
    ]);
  });

  it.each([
    [{ isolate: 'proces' }, "did you mean 'process'?"],
    [{ timeout: 'soon' }, 'a duration'],
    [{ items: 7 }, 'a part of it'],
    [{ maxHeap: 'much' }, 'a number of bytes'],
    [{ itmes: 'rows' }, "did you mean 'items'?"],
  ])('refuses %j', (options, hint) => {
    expect(messagesOf(() => functionTest('pages', options as object, readPage))).toContain(hint);
  });
});

describe('a scenario that is a plain function', () => {
  it('stands beside others, under its own name whatever else calls the function', () => {
    const { spec } = test('shop', {
      scenarios: [
        { name: 'small', call: readPage, measure: { input: { size: 1 } }, weight: 2 },
        { name: 'large', call: readPage, measure: { input: { size: 9 } } },
        async (user) => void (await user.get('/')),
      ],
    });
    expect(spec.scenarios).toMatchObject([
      { name: 'small', weight: 2, measure: { name: 'small', input: { size: 1 } } },
      { name: 'large', measure: { name: 'large', input: { size: 9 } } },
      { name: 'scenario 3' },
    ]);
  });

  it('is not a script as well, and a script is not measured', () => {
    const both = { name: 'a', call: readPage, run: () => 1 };
    expect(messagesOf(() => test('a', { scenarios: [both as never] }))).toContain("'run' or 'call', not both");
    const script = { name: 'a', run: () => 1, measure: {} };
    expect(messagesOf(() => test('a', { scenarios: [script as never] }))).toContain("goes under 'call'");
  });
});

describe('a measured call in a flow', () => {
  it('names its functions', () => {
    const flow = scenario('shop').call(readPage, { measure: { items: (page) => page.rows } });
    expect(flow.toSpec().scenarios[0]?.steps).toEqual([
      {
        kind: 'call',
        function: 'shop/readPage',
        measure: { name: 'readPage', items: { function: 'shop/items' } },
      },
    ]);
    expect(Object.keys(flow.toFunctions())).toEqual(['shop/readPage', 'shop/items']);
  });

  it('is written in YAML like the scenario that is a function', () => {
    const { spec } = fromYaml(`
      scenarios:
        - name: pages
          function: readPage
          measure: { isolate: process, input: { size: 50 }, items: page.rows, bytes: { function: bytesOf }, memory: false }
        - flow:
            - function: readPage
              measure: true
            - call: readPage
              measure: { items: true, maxHeap: 64MB }
    `);
    expect(spec.scenarios).toEqual([
      {
        name: 'pages',
        function: 'readPage',
        measure: {
          isolate: 'process',
          input: { size: 50 },
          items: 'page.rows',
          bytes: { function: 'bytesOf' },
          memory: false,
        },
      },
      {
        name: 'scenario 2',
        steps: [
          { kind: 'call', function: 'readPage', measure: {} },
          { kind: 'call', function: 'readPage', measure: { items: true, maxHeap: '64MB' } },
        ],
      },
    ]);
  });
});

function messagesOf(define: () => unknown): string {
  try {
    define();
    return '';
  } catch (error) {
    if (error instanceof ProblemsError) return error.message + JSON.stringify(error.problems);
    throw error;
  }
}
