import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../test/dashboard/exposition-parser.ts';
import { type Family, formatFor, renderFamilies } from './exposition.ts';

const families: readonly Family[] = [
  { name: 'a_build', type: 'info', help: 'What "it" is.', samples: [{ labels: { version: '1' }, value: 1 }] },
  { name: 'a_work_seconds', type: 'counter', unit: 'seconds', help: 'Two\nlines, a \\.', samples: [{ value: 1.5 }] },
  {
    name: 'a_level',
    type: 'gauge',
    help: 'Levels.',
    samples: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e-9, 1e21].map((value, at) => {
      return { labels: { at: String(at) }, value };
    }),
  },
  { name: 'a_nothing', type: 'gauge', help: 'Has no samples.', samples: [] },
];
const [text, open] = [formatFor(''), formatFor('application/openmetrics-text')];

describe('the text that Prometheus reads', () => {
  it('of the older format has the endings in its names, and no infos', () => {
    expect(renderFamilies(families, text)).toBe(
      [
        '# HELP a_build_info What "it" is.',
        '# TYPE a_build_info gauge',
        'a_build_info{version="1"} 1',
        '# HELP a_work_seconds_total Two\\nlines, a \\\\.',
        '# TYPE a_work_seconds_total counter',
        'a_work_seconds_total 1.5',
        '# HELP a_level Levels.',
        '# TYPE a_level gauge',
        'a_level{at="0"} NaN',
        'a_level{at="1"} +Inf',
        'a_level{at="2"} -Inf',
        'a_level{at="3"} -1e-9',
        'a_level{at="4"} 1e+21',
        '',
      ].join('\n'),
    );
  });

  it('of OpenMetrics has them in its samples alone, units, and an end', () => {
    const lines = renderFamilies(families, open).split('\n');
    expect(lines.slice(0, 7)).toEqual([
      '# HELP a_build What \\"it\\" is.',
      '# TYPE a_build info',
      'a_build_info{version="1"} 1',
      '# HELP a_work_seconds Two\\nlines, a \\\\.',
      '# TYPE a_work_seconds counter',
      '# UNIT a_work_seconds seconds',
      'a_work_seconds_total 1.5',
    ]);
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
  });

  it('says of whatever names there are what they are', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), hostile, fc.double(), (names, help, value) => {
        const samples = names.map((name) => ({ labels: { name, other: `${name}\n"\\` }, value }));
        const made: Family[] = [{ name: 'x', type: 'gauge', help: `x${help}`, samples }];
        for (const [format, kind] of [
          [text, 'text'],
          [open, 'openmetrics'],
        ] as const) {
          const [read] = parseExposition(renderFamilies(made, format), kind);
          const whole = (each: string) => each.replace(/\p{Surrogate}/gu, '\ufffd');
          const told = new Set(read?.samples.map(({ labels }) => labels.name));
          expect(told).toEqual(new Set(names.map(whole)));
          expect(read?.samples[0]?.value).toBe(value === 0 ? read?.samples[0]?.value : value);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is told once for one set of labels', () => {
    const samples = [1, 2].map((value) => ({ labels: { name: '\ud800' }, value }));
    expect(renderFamilies([{ name: 'x', type: 'gauge', help: 'X.', samples }], text)).toContain('x{name="\ufffd"} 1\n');
    expect(renderFamilies([{ name: 'x', type: 'gauge', help: 'X.', samples }], text).match(/^x\{/gm)).toHaveLength(1);
  });

  it.each([
    ['', false],
    ['*/*', false],
    ['text/plain;version=0.0.4', false],
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5', true],
    ['application/openmetrics-text;version=1.0.0;q=0.4,text/plain;q=0.5', false],
    ['text/plain, application/openmetrics-text', true],
    ['application/openmetrics-text;q=0', false],
    ['application/openmetrics-text;q=x', false],
    ['text/html,application/xml;q=0.9,*/*;q=0.8', false],
  ])('for accept %j is OpenMetrics: %s', (accept, isOpen) => expect(formatFor(accept).isOpen).toBe(isOpen));
});
