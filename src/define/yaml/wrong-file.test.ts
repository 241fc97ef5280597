import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../errors/problems.ts';
import { readTestText } from './test-text.ts';

function complaint(text: string): string {
  try {
    readTestText(text, { file: 'a.yml', name: 'a' });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('a wrong file', () => {
  it('is told everything at once, by line', () => {
    const text = `config:
  target: http://a
  phases:
    - duration: soon
      arivalRate: 5
  plugins:
    publish-metrics: []
name: x
scenarios:
  - flow:
      - gte: { url: / }
      - get:
        url: /
      - get: { headers: [a] }
      - send: hello
      - think: 5
        count: 2
    engine: ws
    weight: many
`;
    expect(complaint(text).split('\n')).toEqual([
      "a.yml:4:7  config.phases[0].duration: expected a duration such as '30s', '1m30s' or a number of seconds, got 'soon'",
      "a.yml:5:7  config.phases[0].arivalRate: unknown key 'arivalRate'",
      "    did you mean 'arrivalRate'?",
      "a.yml:7:5  config.plugins.publish-metrics: the plugin 'publish-metrics' is not supported",
      "a.yml:8:1  name: 'name' belongs below 'config'",
      "a.yml:11:9  scenarios[0].flow[0].gte: no step has the key 'gte'",
      "    did you mean 'get'?",
      'a.yml:12:9  scenarios[0].flow[1].get: expected a URL, or an object with url, got nothing',
      "a.yml:13:9  scenarios[0].flow[1].url: 'url' stands beside 'get'; indent it so that it stands below",
      'a.yml:14:16  scenarios[0].flow[2].get.headers: expected keys with values, got a list',
      "a.yml:15:9  scenarios[0].flow[3].send: this is a step of the engine 'ws', which is not supported yet",
      "a.yml:17:9  scenarios[0].flow[4].count: unknown key 'count'",
      '    known here: think, jitter',
      "a.yml:18:5  scenarios[0].engine: expected 'http', the only engine so far, got 'ws'",
      "a.yml:19:5  scenarios[0].weight: expected a number of at least 0, got 'many'",
    ]);
  });

  it.each([
    ['scenarios: []', /needs at least one scenario/],
    ['scenarios: [{ name: a }]', /'flow' is missing/],
    ['scenarios: [{ flow: [], function: f }]', /'flow' or 'function', not both/],
    ['config: { load: { users: 1 }, phases: [] }\nscenarios: [{ flow: [] }]', /'load' or 'phases', not both/],
    ['config: { load: { rate: [] } }\nscenarios: [{ flow: [] }]', /needs at least one phase/],
    ['config: { load: { rate: [{ to: 3 }] } }\nscenarios: [{ flow: [] }]', /'duration' is missing/],
    [
      'config: { load: { rate: [{ duration: 3, kind: hold, by: 2 }] } }\nscenarios: [{ flow: [] }]',
      /a phase that holds has no 'by'/,
    ],
    ['config: { load: { rate: [{ duration: 3 }], duration: 3 } }\nscenarios: [{ flow: [] }]', /phases have their own/],
    ['config: { phases: [{ duration: 3 }] }\nscenarios: [{ flow: [] }]', /'arrivalRate' is missing/],
    [
      'config: { ensure: { thresholds: [{ vusers.failed: 1 }] } }\nscenarios: [{ flow: [] }]',
      /no metric here is the same as Artillery's 'vusers.failed'/,
    ],
    ['config: { ensure: { conditions: [{ expression: a or b }] } }\nscenarios: [{ flow: [] }]', /only comparisons/],
    ['config: { kind: laod }\nscenarios: [{ flow: [] }]', /got 'laod'\n {4}did you mean 'load'/],
    ['scenarios: [{ flow: [{ get: {} }] }]', /'url' is missing/],
    ['scenarios: [{ flow: [{ get: { url: /, uri: / } }] }]', /mean the same; keep one/],
    ['scenarios: [{ flow: [{ get: { url: /, json: 1, body: x } }] }]', /a request has one body/],
    ['scenarios: [{ flow: [{ get: { url: /, capture: { as: x } } }] }]', /captures from exactly one of/],
    ['scenarios: [{ flow: [{ get: { url: /, capture: { as: x, xpath: //a } } }] }]', /XPath are not supported/],
    ['scenarios: [{ flow: [{ get: { url: /, expect: {} } }] }]', /expects nothing/],
    [
      'scenarios: [{ flow: [{ get: { url: /, expect: { equals: ["a{{ b }}", 1] } } }] }]',
      /compares variables and plain values/,
    ],
    ['scenarios: [{ flow: [{ get: { url: /, auth: { type: bearer } } }] }]', /'token' is missing/],
    ['scenarios: [{ flow: [{ get: { url: /, expectedStatuses: 99 } }] }]', /expected a status such as 200/],
    ['scenarios: [{ flow: [{ loop: [] }] }]', /needs 'count', 'over' or 'while'/],
    ['scenarios: [{ flow: [{ loop: [], count: 1, over: a }] }]', /'count' or 'over', not both/],
    ['scenarios: [{ flow: [{}] }]', /an empty step/],
    ['scenarios: [{ flow: [3] }]', /expected a step, got 3/],
    ['scenarios: nothing', /expected a list of scenarios, got 'nothing'/],
    ['[1]', /expected an object with \$schema, config, scenarios, before …, got a list/],
  ])('%j is refused', (text, message) => {
    expect(complaint(text)).toMatch(message);
  });

  it.each([
    ['a: 1\na: 2', /a\.yml:2:1: Map keys must be unique\n {4}Each key may stand once/],
    ['a: b: c', /a\.yml:1:4: Nested mappings are not allowed.*\n {4}Put text that contains a colon in quotes/],
    ['a:\n\t- b', /a\.yml:2:/],
    ['a: 1\n---\nb: 2', /One file holds one test/],
    ['a: *b', /Unresolved alias/],
    ['a: !foo b', /Unresolved tag: !foo/],
    ['a: &a { b: *a }', /nested deeper than 200 levels/],
    ['a: .nan', /NaN is not a number to use here/],
    ['a: !!set { b }', /Unresolved tag|only lists and objects/],
    [
      `a: &a [x]\n${Array.from({ length: 8 }, (_, i) => `${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}`,
      /Excessive alias count/,
    ],
    ['['.repeat(100_000), /nested too deeply|a\.yml:1/],
    ['"unclosed', /a\.yml:1/],
  ])('whose YAML is broken is told where (%#)', (text, message) => {
    expect(complaint(text)).toMatch(message);
  });

  it('throws a ProblemsError with a code for each problem', () => {
    let thrown: unknown;
    try {
      readTestText('scenarios: [{ flow: [], wieght: 1 }]', { file: 'a.yml', name: 'a' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProblemsError);
    expect((thrown as ProblemsError).problems).toEqual([
      {
        code: 'UNKNOWN_KEY',
        message: "unknown key 'wieght'",
        hint: "did you mean 'weight'?",
        path: 'scenarios[0].wieght',
        file: 'a.yml',
        line: 1,
        column: 25,
      },
    ]);
  });
});
