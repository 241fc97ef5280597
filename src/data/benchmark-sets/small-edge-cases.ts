import { type EdgeCase, refusedCase, valueCase } from './edge-case.ts';

const json = (value: unknown): string => JSON.stringify(value);

/** The same letter or word in its composed and its decomposed form. */
const COMPOSED = 'caf\u00e9';
const DECOMPOSED = 'cafe\u0301';

const UNICODE = {
  basic: 'ASCII, Ünïcödé, Ελληνικά, кириллица, 日本語, 한국어, ไทย, हिन्दी',
  planes: '\u{1d54f} \u{1f600} \u{20bb7} \u{2f800} \u{30000} \u{e0041} \u{f0000} \u{10fffd}',
  rightToLeft: 'שלום עולם · مرحبا بالعالم \u202eabc\u202c \u2067x\u2069',
  combining: `Z${'\u0301\u0317\u0329\u0348'.repeat(50)}`,
  joined: '👩‍👩‍👧‍👦 👩🏽‍🔬 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇳',
  invisible: '\u200b\u200c\u200d\u2060\ufeff\u00ad',
  separators: 'a\u2028b\u2029c\u0085d',
  controls: '\u0000\u0001\u001f\u007f\b\f\n\r\t',
  noncharacters: '\ufffe\uffff\u{1ffff}',
  composed: COMPOSED,
  decomposed: DECOMPOSED,
};

const CIRCLE = {
  nodes: [
    { id: 'a', next: 'b' },
    { id: 'b', next: 'c' },
    { id: 'c', next: 'a' },
    { id: 'd', next: 'd' },
  ],
  $ref: '#',
  definitions: {
    tree: { children: { $ref: '#/definitions/tree' } },
    one: { $ref: '#/definitions/two' },
    two: { $ref: '#/definitions/one' },
  },
};

const everyText = Object.entries(UNICODE).map(([key, text]) => [[key], text] as const);

const unicode: readonly EdgeCase[] = [
  valueCase(['unicode.json', 'letters of all planes, marks, joiners, direction, controls'], json(UNICODE), UNICODE).at(
    ...everyText,
  ),
  valueCase(['unicode-escaped.json', 'the same, every unit escaped'], escaped(json(UNICODE)), UNICODE).at(...everyText),
  valueCase(['lone-surrogates.json', 'halves of pairs, escaped'], '["\\ud800","\\udc00","\\udc00\\ud800","a\\ud83d"]', [
    '\ud800',
    '\udc00',
    '\udc00\ud800',
    'a\ud83d',
  ]).at([[0, 'length'], 1], [[2, 'length'], 2], [[3, 'length'], 2]),
  valueCase(
    ['equal-looking-keys.json', 'keys that differ in their code points alone'],
    `{"${COMPOSED}":1,"${DECOMPOSED}":2,"K":3,"\u212a":4}`,
    { [COMPOSED]: 1, [DECOMPOSED]: 2, K: 3, '\u212a': 4 },
  ).at([[COMPOSED], 1], [[DECOMPOSED], 2], [['\u212a'], 4]),
  valueCase(['byte-order-mark.json', 'a byte order mark before the text'], '\ufeff{"a":1}', { a: 1 }).at([['a'], 1]),
  valueCase(
    ['utf-16.json', 'UTF-16, little end first, with its mark'],
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":"日本"}', 'utf16le')]),
    { a: '日本' },
  ).at([['a'], '日本']),
  refusedCase(['invalid-utf-8.json', 'a byte that no UTF-8 has'], Buffer.from([0x22, 0x61, 0xff, 0x62, 0x22])),
  refusedCase(['cut-character.json', 'ends within a character'], Buffer.from('"日').subarray(0, 3)),
  refusedCase(['overlong-utf-8.json', 'a slash written in two bytes'], Buffer.from([0x22, 0xc0, 0xaf, 0x22])),
];

const emptiness: readonly EdgeCase[] = [
  valueCase(['empty-object.json', 'an object without keys'], '{}', {}),
  valueCase(['empty-array.json', 'a list without elements'], '[]', []),
  valueCase(['empty-string.json', 'a text without letters'], '""', ''),
  valueCase(['null.json', 'nothing, said aloud'], 'null', null),
  valueCase(['empty-key.json', 'a key without letters'], '{"":{"":0}}', { '': { '': 0 } }).at([['', ''], 0]),
  refusedCase(['empty-file.json', 'no bytes at all'], ''),
  refusedCase(['white-space.json', 'white space alone'], ' \t\r\n'),
  valueCase(['empty-file.ndjson', 'no lines at all'], '', []),
  valueCase(['header-alone.csv', 'a header without rows'], 'id,name\r\n', [['id', 'name']]),
];

const numbers: readonly EdgeCase[] = [
  valueCase(
    ['numbers.json', 'the largest, the smallest, minus nothing, beyond what doubles hold'],
    '[1.7976931348623157e308,5e-324,-0,9007199254740993,1e400,-1e400,1e-400,0.1,123456789012345678901234567890,1E+2]',
    [1.7976931348623157e308, 5e-324, -0, 2 ** 53, Infinity, -Infinity, 0, 0.1, 1.2345678901234568e29, 100],
  ).at([[1], 5e-324], [[2], '-0'], [[3], 2 ** 53], [[4], 'Infinity'], [[5], '-Infinity'], [[6], 0], [[9], 100]),
  valueCase(['long-number.json', 'a number of ten thousand digits'], `[0.${'3'.repeat(10_000)}]`, [1 / 3]).at([
    [0],
    1 / 3,
  ]),
  ...[
    ['leading-zero.json', 'a number that begins with 0', '[012]'],
    ['plus-sign.json', 'a number with a plus sign', '[+1]'],
    ['no-number.json', 'NaN and Infinity', '[NaN, Infinity]'],
    ['hexadecimal.json', 'a hexadecimal number', '[0x10]'],
    ['bare-point.json', 'a number that ends in its point', '[1.]'],
  ].map(([file = '', about = '', text = '']) => refusedCase([file, about], text)),
];

const structure: readonly EdgeCase[] = [
  valueCase(['cyclic-looking.json', 'identifiers and $ref that lead in circles'], json(CIRCLE), CIRCLE).at(
    [['nodes', 2, 'next'], 'a'],
    [['definitions', 'tree', 'children', '$ref'], '#/definitions/tree'],
  ),
  valueCase(
    ['duplicate-keys.json', 'a key that stands three times: the last counts'],
    '{"a":1,"b":2,"a":{"c":3},"a":4}',
    {
      a: 4,
      b: 2,
    },
  ).at([['a'], 4]),
  valueCase(
    ['prototype-keys.json', 'keys that mean something to JavaScript'],
    '{"__proto__":{"polluted":1},"constructor":{"prototype":2},"toString":3,"length":4}',
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":2},"toString":3,"length":4}'),
  ).at([['__proto__', 'polluted'], 1], [['toString'], 3]),
  ...[
    ['trailing-comma.json', 'a comma after the last', '[1,2,]'],
    ['comment.json', 'a comment', '{"a":1} // one'],
    ['single-quotes.json', 'single quotes', "{'a':1}"],
    ['bare-key.json', 'a key without quotes', '{a:1}'],
    ['cut-off.json', 'ends in the middle', '{"a":[1,2,{"b":"c'],
    ['two-values.json', 'one value after another', '{} {}'],
    ['control-in-string.json', 'a line break within a text', '["a\nb"]'],
    ['bad-escape.json', 'an escape that there is not', '["\\x41"]'],
    ['unbalanced.json', 'brackets that do not match', '[{]}'],
  ].map(([file = '', about = '', text = '']) => refusedCase([file, about], text)),
];

const lines: readonly EdgeCase[] = [
  valueCase(['crlf.ndjson', 'lines that end as on Windows'], '{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]).at([
    [1, 'a'],
    2,
  ]),
  valueCase(['mixed-ends.ndjson', 'both ends of line, empty lines, none at the end'], '1\n\n2\r\n\r\n3', [1, 2, 3]).at([
    [2],
    3,
  ]),
  valueCase(['separators.ndjson', 'separators that are no ends of line'], '"a\u2028b"\n"c\u0085d"\n', [
    'a\u2028b',
    'c\u0085d',
  ]).at([[0], 'a\u2028b']),
  refusedCase(['broken-line.ndjson', 'one broken line among good ones'], '{"a":1}\n{"a":\n{"a":3}\n'),
  valueCase(['crlf.csv', 'a table with Windows ends of line'], 'a,b\r\n1,2\r\n', [
    ['a', 'b'],
    ['1', '2'],
  ]).at([[1, 1], '2']),
  valueCase(
    ['quoted.csv', 'commas, quotes and line breaks within fields'],
    'a,b\n"1,5","say ""hi"""\n"two\r\nlines",""\n',
    [
      ['a', 'b'],
      ['1,5', 'say "hi"'],
      ['two\r\nlines', ''],
    ],
  ).at([[1, 1], 'say "hi"'], [[2, 0], 'two\r\nlines'], [[2, 1], '']),
  valueCase(['byte-order-mark.csv', 'a byte order mark before the header'], '\ufeffid\n1\n', [['id'], ['1']]).at([
    [0, 0],
    'id',
  ]),
  valueCase(['no-last-end.csv', 'no end of line after the last row'], 'a\n1', [['a'], ['1']]).at([[1, 0], '1']),
  valueCase(['empty-fields.csv', 'fields without content'], ',\n,\n', [
    ['', ''],
    ['', ''],
  ]),
  refusedCase(['open-quote.csv', 'a quote that is never closed'], 'a,b\n"1,2\n3,4\n'),
];

export const smallEdgeCases: readonly EdgeCase[] = [...unicode, ...emptiness, ...numbers, ...structure, ...lines];

/** Escapes every letter within strings; structure is ASCII and stays. */
function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
