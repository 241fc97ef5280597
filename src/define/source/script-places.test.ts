import { describe, expect, it } from 'vitest';
import { maskScript } from './mask.ts';
import { ScriptPlaces } from './script-places.ts';

const SHOP = `import { test, scenario, ramp } from 'plimsoll';
import { slow } from './limits.ts';
// limits: ['not here'], test('nor here', {})
const rate = [ramp(0, 5, '10s'), ramp(5, '10x')];
const shared = { http: { timeout: 'soon' } };
const browse = scenario('browse').get('/items/{{ id }}').think('3s..1s');
export default test('shop', {
  target: \`http://\${'host'}/\`, // a comment, with a comma
  load: { rate },
  'limits': [
    'http_req_dration p95 < 1s',
    slow,
  ],
  ...shared,
  setup: async (user) => { await user.get('/x', { headers: { a: /[,}'"]/.source } }); },
  scenarios: [browse, { name: 'buy', weight: -1, run: async () => {} }],
});
`;
const LIMITS = `export const slow = 'checks p95 < 1';\n`;
const VALUE = {
  limits: ['http_req_dration p95 < 1s', 'checks p95 < 1'],
  scenarios: [{ steps: [{ url: '/items/{{ id }}' }, { duration: '3s..1s' }] }],
};

function placeOf(path: string, text = SHOP, value: unknown = VALUE): string | undefined {
  const files = [
    { file: 'shop.ts', text },
    { file: 'limits.ts', text: LIMITS },
  ];
  const at = new ScriptPlaces(files, [value]).locate(path);
  return at === undefined ? undefined : `${at.file}:${at.line}:${at.column}`;
}

describe('a part of a test in TypeScript', () => {
  it.each([
    ['target', 'shop.ts:8:3'],
    ['limits', 'shop.ts:10:3'],
    ['limits[0]', 'shop.ts:11:5'],
    ['limits[1]', 'shop.ts:12:5'],
    ['load.rate[1].duration', 'shop.ts:4:34'],
    ['http.timeout', 'shop.ts:5:26'],
    ['setup', 'shop.ts:15:3'],
    ['scenarios[1].weight', 'shop.ts:16:38'],
    ['scenarios[0].steps[0].url', 'shop.ts:6:39'],
    ['scenarios[0].steps[1].duration', 'shop.ts:6:64'],
    ['name', 'shop.ts:7:21'],
    ['seed', 'shop.ts:7:16'],
  ])('%s stands at %s', (path, place) => {
    expect(placeOf(path)).toBe(place);
  });

  it('in a scenario by itself is found by its text', () => {
    const text = `import { scenario } from 'plimsoll';\nexport default scenario('a')\n  .get('/')\n  .think('3s..1s');\n`;
    expect(placeOf('scenarios[0].steps[1].duration', text)).toBe('shop.ts:4:10');
  });

  it('is looked for in the function of a test that has one', () => {
    const text = `import { test as t } from 'plimsoll';\nexport default t<X>('a', {}, async (user) => {});`;
    expect([placeOf('scenarios[0].name', text), placeOf('limits[0]', text, {})]).toEqual([
      'shop.ts:2:30',
      'shop.ts:2:16',
    ]);
  });

  it('is nowhere in a file without a test', () => {
    expect(placeOf('limits', 'export {};')).toBeUndefined();
  });

  it('hangs on no text, however broken', () => {
    for (let end = 0; end < SHOP.length; end += 7) placeOf('scenarios[0].steps[1].duration', SHOP.slice(0, end));
    for (const text of [
      "test('",
      'test(`${',
      'test(/',
      'test("a", {...',
      'test("a", { ,, : }',
      'test((((',
      'test("a", {]',
    ])
      placeOf('a.b[0]', text);
  });
});

describe('a masked script', () => {
  it('has the length of the script and none of its texts', () => {
    const masked = maskScript(SHOP);
    expect(masked).toHaveLength(SHOP.length);
    expect(masked).not.toMatch(/not here|browse'|p95|host|comma/);
    expect(maskScript('a / b / c + "x/y"')).toBe('a / b / c + "   "');
    expect(maskScript('x = /a"b/ + `c$' + '{`d}`}`')).toBe('x = /   / + `        `');
  });
});
