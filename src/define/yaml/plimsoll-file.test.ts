import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { validateTestFile as validate } from '../../../test/schemas/test-file.ts';
import type { TestSpec } from '../../model/test-spec.ts';
import { starterTest } from '../templates/starter-test.ts';
import { readTestText, type TextTest } from './test-text.ts';

function read(text: string): TextTest {
  validate(parse(text, { merge: true }));
  expect(validate.errors).toBeNull();
  return readTestText(text, { file: 'a.yml', name: 'a' });
}

function specOf(text: string): TestSpec {
  return read(text).spec;
}

function steps(flow: string, config = ''): unknown {
  const spec = specOf(`${config}\nscenarios:\n  - flow:\n${flow.replace(/^/gm, '      ')}`);
  return spec.scenarios[0]?.steps;
}

function complaint(text: string): string {
  try {
    readTestText(text, { file: 'a.yml', name: 'a' });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe("a file with Plimsoll's keys", () => {
  it('has every kind of load, its phases told by their keys', () => {
    const load = (yaml: string): unknown => specOf(`config: { load: ${yaml} }\nscenarios: [{ flow: [] }]`).load;
    expect(load('{ users: 50, duration: 1m }')).toEqual({ users: 50, duration: '1m' });
    expect(load('{ iterations: 1000, users: 10 }')).toEqual({ iterations: 1000, users: 10 });
    expect(
      load(
        '{ rate: [{ from: 0, to: 9, duration: 1 }, { target: 4, duration: 2 }, { value: 3, duration: 1 }, { duration: 5 }, { pause: 2 }, { to: 9, by: 2, every: 1 }, { to: 99, base: 1, duration: 3 }, { kind: spike, to: 5, duration: 1 }], arrivals: poisson }',
      ),
    ).toEqual({
      arrivals: 'poisson',
      rate: [
        { kind: 'ramp', from: 0, to: 9, duration: 1 },
        { kind: 'ramp', to: 4, duration: 2 },
        { kind: 'hold', value: 3, duration: 1 },
        { kind: 'hold', duration: 5 },
        { kind: 'pause', duration: 2 },
        { kind: 'step', to: 9, by: 2, every: 1 },
        { kind: 'spike', to: 99, base: 1, duration: 3 },
        { kind: 'spike', to: 5, duration: 1 },
      ],
    });
  });

  it('has if and else, group, pace, set, check, request and call', () => {
    expect(
      steps(`
- if: a > 1
  then: [{ log: yes }]
  else: [{ log: no }]
- if: { function: isAdmin }
  then: []
- group: checkout
  steps: [{ pace: 5s }]
- set: { a: 1 }
- check: is red
  condition: colour == 'red'
- request: { method: PROPFIND, url: /dav }
- call: login
- think: { mean: 2s, deviation: 1s }
- think: 1s..3s
- think: '{{ pause }}'`),
    ).toEqual([
      {
        kind: 'if',
        condition: 'a > 1',
        steps: [{ kind: 'log', message: 'yes' }],
        else: [{ kind: 'log', message: 'no' }],
      },
      { kind: 'if', condition: { function: 'isAdmin' }, steps: [] },
      { kind: 'group', name: 'checkout', steps: [{ kind: 'pace', every: '5s' }] },
      { kind: 'set', variables: { a: 1 } },
      { kind: 'check', name: 'is red', condition: "colour == 'red'" },
      { kind: 'request', method: 'PROPFIND', url: '/dav' },
      { kind: 'call', function: 'login' },
      { kind: 'think', duration: { mean: '2s', deviation: '1s' } },
      { kind: 'think', duration: '1s..3s' },
      { kind: 'think', duration: '{{ pause }}' },
    ]);
  });

  it('knows where each part of the test stands', () => {
    const { locate } = read(`config:
  target: http://a
  limits:
    - checks rate > 99%
    - http_req_failed rate < 1%
  load:
    rate:
      - { value: 1, duration: 1 }
  environments:
    ci:
      load: { users: 1, duration: 1 }
scenarios:
  - name: a
    flow:
      - loop:
          - get:
              url: /
              expect: { status: 200 }
        count: 3
`);
    expect(
      [
        locate('limits[1]'),
        locate('load.rate[0].value'),
        locate('scenarios[0].name'),
        locate('scenarios[0].steps[0].count'),
        locate('scenarios[0].steps[0].steps[0].url'),
        locate('config.environments.ci.load'),
        locate('environments.ci.load.users'),
        locate('http.timeout'),
      ].map((at) => `${at?.line}:${at?.column}`),
    ).toEqual(['5:7', '8:11', '13:5', '19:9', '17:15', '11:7', '11:15', '1:1']); // prettier-ignore
  });

  it('starts from what plimsoll init writes', () => {
    expect(read(starterTest({ format: 'yaml', target: 'http://a', name: 'b' })).spec.scenarios).toHaveLength(1);
  });

  it('is JSON as well, tabs and all', () => {
    expect(
      specOf('{\n\t"$schema": "x",\n\t"scenarios": [\n\t\t{ "flow": [{ "get": "/" }] }\n\t]\n}').scenarios,
    ).toHaveLength(1);
    expect(complaint('{\n\t"scenarios": [\n\t\t{ "flwo": [] }\n\t]\n}')).toContain(
      "a.yml:3:5  scenarios[0].flwo: unknown key 'flwo'",
    );
  });
});
