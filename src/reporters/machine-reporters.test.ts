import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { getElementsByTagName, textContent } from 'domutils';
import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../test/text/any-text.ts';
import type { Run } from '../model/run.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderJunit, renderJunitSuite } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { code, prose } from './markdown-text.ts';
import { renderSuiteJson, suiteOf } from './suite.ts';

/** Keys in no particular order, and texts as a hostile target would choose them. */
function example(changes: Partial<Run> = {}): Run {
  const nasty = '</script>|`x`|<img src=x onerror=alert(1)> @everyone [a](http://b) \u0000\u001b[31m\n# h';
  return {
    events: [],
    findings: [
      {
        advice: 'Do less.',
        evidence: { b: 1, a: nasty },
        severity: 'major',
        kind: 'limit-crossed',
        title: `At ${nasty}`,
      },
    ],
    errors: [{ kind: 'reset', name: nasty, count: 3, samples: [{ text: nasty, atMs: 12.5 }] }],
    limits: [
      {
        metric: 'http_req_duration',
        tags: {},
        rule: 'http_req_duration p95 < 200ms',
        value: 312.5,
        unit: 'ms',
        passed: false,
      },
      {
        metric: 'http_reqs',
        tags: { name: nasty },
        rule: `http_reqs{name:${nasty}} count > 1`,
        value: 10,
        unit: 'count',
        passed: true,
      },
      { metric: 'vus', tags: {}, rule: 'vus max < 5', value: null, passed: null, reason: 'too short' },
    ],
    checks: [
      { name: nasty, group: '::a::b', scenario: 'buy', passes: 5, fails: 2 },
      { name: 'fine', group: '', scenario: 'buy', passes: 5, fails: 0 },
    ],
    series: [
      { name: 'http_reqs', tags: {}, startMs: 0, stepMs: 1000, fields: { perSecond: [1, 2.5], count: [1, null] } },
      { name: 'http_reqs', tags: { name: '=cmd|"calc"!A1, x' }, startMs: 500, stepMs: 1000, fields: { count: [7] } },
    ],
    metrics: [
      { name: 'http_reqs', type: 'counter', unit: 'count', tags: {}, total: 10, perSecond: 5 },
      { name: 'http_reqs', type: 'counter', unit: 'count', tags: { name: nasty }, total: 10, perSecond: 5 },
      { name: 'http_req_failed', type: 'rate', unit: 'share', tags: {}, passes: 1, fails: 9, value: 0.1 },
      {
        name: 'http_req_duration',
        type: 'trend',
        unit: 'ms',
        tags: { name: nasty },
        count: 2,
        min: 1,
        mean: 1.5,
        max: 312.5,
        stddev: 0.5,
        percentiles: { '99.9': 2, '50': 1, '95': 312.5, '99': 312.5 },
        histogram: { unit: 'us', scale: 8, zeroCount: 0, positive: { counts: [1, 0, 1], offset: 2551 } },
      },
    ],
    phases: [],
    test: { workers: 1, seed: 7, limits: [], load: [], scenarios: ['buy'], source: 'shop.ts', target: 'http://x' },
    environment: { tags: {}, cores: 2, cpu: 'c', os: 'linux', v8: '1', node: '22' },
    plimsoll: { version: '0.1.0' },
    verdict: 'failed',
    durationMs: 2000,
    startedAt: '2026-01-02T03:04:05.678Z',
    name: 'shop',
    kind: 'load',
    id: 'r1',
    schema: 'plimsoll.run/1',
    ...changes,
  };
}

describe('JSON', () => {
  it('holds all of the run, keys in the order of the schema', () => {
    const text = renderJson(example());
    const parsed = JSON.parse(text);
    expect(parsed).toEqual(example());
    const schema = JSON.parse(readFileSync(new URL('../../schema/run.schema.json', import.meta.url), 'utf8'));
    const ofBenchmarks = { samples: [], benchmarks: [], growth: [] };
    const parts = {
      heatMaps: [],
      levels: [],
      loadLine: {},
      scaling: {},
      comparisons: [],
      ...ofBenchmarks,
    } as unknown as Partial<Run>;
    expect(Object.keys(JSON.parse(renderJson(example(parts))))).toEqual(Object.keys(schema.properties));
    expect(Object.keys(parsed.limits[0])).toEqual(['metric', 'tags', 'rule', 'value', 'unit', 'passed']);
    expect(text).toContain('"percentiles": {\n        "50": 1,\n        "95": 312.5');
    expect(text).toContain('"counts": [1,0,1]');
  });

  it('is the same text whatever the order in which the run was put together', () => {
    const run = example();
    const turned = Object.fromEntries(Object.entries(run).reverse()) as unknown as Run;
    expect(renderJson(turned)).toBe(renderJson(run));
  });

  it('writes any value as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (evidence) => {
        const run = example({ environment: { ...example().environment, tags: evidence as Record<string, string> } });
        expect(JSON.parse(renderJson(run)).environment.tags).toEqual(JSON.parse(JSON.stringify(evidence)));
      }),
    );
  });
});

describe('JUnit', () => {
  const read = (xml: string) => parseDocument(xml, { xmlMode: true }).children;
  const cases = (xml: string) =>
    getElementsByTagName('testcase', read(xml)).map((element) => ({
      name: element.attribs.name,
      className: element.attribs.classname,
      outcome: element.children.map((child) => ('name' in child ? child.name : '')).join(','),
    }));

  it('has a test case for the verdict, each limit and each check', () => {
    const xml = renderJunit(example());
    expect(cases(xml).map(({ className, outcome }) => [className, outcome])).toEqual([
      ['shop.run', 'failure'],
      ['shop.limits', 'failure'],
      ['shop.limits', 'system-out'],
      ['shop.limits', 'skipped'],
      ['shop.checks.buy.a.b', 'failure'],
      ['shop.checks.buy', ''],
    ]);
    const [suite] = getElementsByTagName('testsuite', read(xml));
    expect(suite?.attribs).toMatchObject({ tests: '6', failures: '3', errors: '0', skipped: '1', time: '2.000' });
    expect(suite?.attribs.timestamp).toBe('2026-01-02T03:04:05');
  });

  it('has no failure in a run that passed, though checks failed that a limit allows', () => {
    const limits = [{ metric: 'checks', tags: {}, rule: 'checks rate > 50%', value: 0.8, unit: 'share', passed: true }];
    const xml = renderJunit(example({ verdict: 'passed', limits }));
    expect(cases(xml).map(({ outcome }) => outcome)).toEqual(['', 'system-out', 'system-out', '']);
    expect(xml).toContain('<system-out>80%</system-out>');
  });

  it('calls a run that did not end by itself an error, and one without a verdict skipped', () => {
    expect(cases(renderJunit(example({ verdict: 'interrupted' })))[0]?.outcome).toBe('error');
    expect(cases(renderJunit(example({ verdict: 'inconclusive' })))[0]?.outcome).toBe('skipped');
  });

  it('adds several runs up', () => {
    const [all] = getElementsByTagName('testsuites', read(renderJunitSuite([example(), example()])));
    expect(all?.attribs).toMatchObject({ tests: '12', failures: '6', skipped: '2', time: '4.000' });
  });

  it('escapes markup, and replaces what XML cannot hold', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 30 });
    fc.assert(
      fc.property(text, (name) => {
        const xml = renderJunit(example({ checks: [{ name, group: '', scenario: '', passes: 1, fails: 0 }] }));
        expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u);
        const suite = getElementsByTagName('testsuite', read(xml));
        expect(suite).toHaveLength(1);
        expect(cases(xml)).toHaveLength(5);
      }),
    );
    const xml = renderJunit(example());
    expect(xml).not.toContain('<img');
    expect(textContent(getElementsByTagName('system-out', read(xml)))).toContain('<img src=x onerror=alert(1)>');
  });
});

describe('Markdown', () => {
  it('has the verdict, limits, findings and steps', () => {
    const text = renderMarkdown(example());
    expect(text).toMatch(/^## shop: failed\n/);
    expect(text).toContain('| `http_req_duration p95 < 200ms` | 313ms | **no** |  |');
    expect(text).toContain('| `vus max < 5` | – | not judged | too short |');
    expect(text).toContain('| Failed requests | 1 | 10% |');
    expect(text).toMatch(/### Steps[\s\S]*\| 10 \| – \| 1ms \| 313ms \| 313ms \| 313ms \|/);
    expect(text).toContain('- **major**: At &lt;');
  });

  it('keeps every row of a table on its line, with the cells of the header', () => {
    const lines = renderMarkdown(example()).split('\n');
    for (const [at, line] of lines.entries()) {
      if (!/^\| :?-/.test(line)) continue;
      const cells = (row: string) => row.split(/(?<!\\)\|/).length;
      for (let row = at + 1; lines[row]?.startsWith('|'); row++) expect(cells(lines[row]!)).toBe(cells(line));
    }
  });

  it('lets no foreign prose become markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        const escaped = prose(text);
        expect(escaped).not.toMatch(/[\n\r\u0000-\u001F]/);
        expect(escaped.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/&(amp|lt|gt);|[@#]\u200B/g, '')).not.toMatch(
          /[\\`*_[\]<>|#@&!]/,
        );
      }),
    );
    expect(prose('www.evil.example')).toBe('www\\.evil.example');
    expect(prose('see http://evil.example @all #1')).toBe('see http\\://evil.example @\u200Ball #\u200B1');
  });

  it('lets no foreign text end its code span or its cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '|', '\\', 'a', ' ', '\n') }), (text) => {
        const span = code(text);
        if (span === '') return;
        const fence = /^`+/.exec(span)![0];
        const inner = span.slice(fence.length, -fence.length);
        expect(span.endsWith(fence)).toBe(true);
        expect(inner.match(/`+/g) ?? []).not.toContain(fence);
        expect(inner).not.toMatch(/(?<!\\)\||\\\\\||\n/);
      }),
    );
  });
});

describe('CSV', () => {
  it('has a line for each value of each field, quoted as RFC 4180 says', () => {
    const rows = parse(renderCsv(example()), { columns: true }) as Record<string, string>[];
    expect(rows).toEqual([
      { run: 'r1', metric: 'http_reqs', tags: '', atMs: '0', stepMs: '1000', field: 'perSecond', value: '1' },
      { run: 'r1', metric: 'http_reqs', tags: '', atMs: '1000', stepMs: '1000', field: 'perSecond', value: '2.5' },
      { run: 'r1', metric: 'http_reqs', tags: '', atMs: '0', stepMs: '1000', field: 'count', value: '1' },
      {
        run: 'r1',
        metric: 'http_reqs',
        tags: 'name==cmd|"calc"!A1, x',
        atMs: '500',
        stepMs: '1000',
        field: 'count',
        value: '7',
      },
    ]);
  });

  it('has no cell that a spreadsheet would run as a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', 'a') }), (name) => {
        const series = [{ name, tags: {}, startMs: 0, stepMs: 1, fields: { [name]: [1] } }];
        const rows = parse(renderCsv(example({ series })), { from: 2 }) as string[][];
        for (const cell of rows[0]!) {
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          expect([name, `'${name}`, 'r1', '', '0', '1']).toContain(cell);
        }
      }),
    );
  });
});

describe('a suite', () => {
  const runs = [
    example({ verdict: 'passed', test: { ...example().test, kind: 'smoke' } }),
    example({ startedAt: '2026-01-02T03:05:05.678Z', durationMs: 5000 }),
    example({ verdict: 'inconclusive', findings: [] }),
  ];

  it('counts by verdict, file and kind of test', () => {
    expect(suiteOf(runs)).toMatchObject({
      schema: 'plimsoll.suite/1',
      startedAt: '2026-01-02T03:04:05.678Z',
      durationMs: 65_000,
      verdict: 'failed',
      totals: { runs: 3, passed: 1, failed: 1, inconclusive: 1, requests: 30, failedRequests: 3, limitsCrossed: 3 },
      files: [{ source: 'shop.ts', category: 'smoke', verdict: 'passed' }, { because: expect.any(String) }, {}],
      categories: [
        { category: 'load', runs: 2, passed: 0 },
        { category: 'smoke', runs: 1, passed: 1 },
      ],
    });
  });

  it('is one JSON text with every run whole', () => {
    const suite = suiteOf(runs);
    expect(JSON.parse(renderSuiteJson(suite))).toEqual(JSON.parse(JSON.stringify(suite)));
    expect(JSON.parse(renderSuiteJson(suiteOf([])))).toMatchObject({ verdict: 'passed', runs: [], durationMs: 0 });
  });
});
