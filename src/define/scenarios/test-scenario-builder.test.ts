import { describe, expect, it } from 'vitest';
import { fromYaml } from '../text-definition.ts';
import { TestScenarioBuilder } from './test-scenario-builder.ts';

const shop = () =>
  new TestScenarioBuilder('shop')
    .target('http://localhost:3000')
    .load({ users: 20, duration: '1m' })
    .kind('smoke')
    .headers({ accept: 'application/json' })
    .http({ timeout: '5s' })
    .headers({ 'x-test': '1' })
    .variables({ colour: ['red'] })
    .tag('team', 'a')
    .metric('queue', { type: 'trend' })
    .environment('ci', { target: 'http://ci' })
    .step('browse', (flow) => flow.get('/items').expect({ status: 200 }))
    .think('1s..3s')
    .limit('http_req_duration p95 < 200ms')
    .limit('checks rate > 99%', 'queue p95 < 5');

describe('TestScenarioBuilder', () => {
  it('makes the test that its calls say', () => {
    expect(shop().build().spec).toEqual({
      name: 'shop',
      target: 'http://localhost:3000',
      load: { users: 20, duration: '1m' },
      kind: 'smoke',
      http: { headers: { accept: 'application/json', 'x-test': '1' }, timeout: '5s' },
      variables: { colour: ['red'] },
      tags: { team: 'a' },
      metrics: { queue: { type: 'trend' } },
      environments: { ci: { target: 'http://ci' } },
      limits: ['http_req_duration p95 < 200ms', 'checks rate > 99%', 'queue p95 < 5'],
      scenarios: [
        {
          name: 'shop',
          steps: [
            {
              kind: 'group',
              name: 'browse',
              steps: [{ kind: 'request', method: 'GET', url: '/items', expect: [{ kind: 'status', status: 200 }] }],
            },
            { kind: 'think', duration: '1s..3s' },
          ],
        },
      ],
    });
  });

  it('is written as YAML and read back', () => {
    expect(fromYaml(shop().toYaml()).spec).toEqual(shop().build().spec);
    expect(JSON.parse(shop().toJson())).toHaveProperty('config.name', 'shop');
  });

  it('takes scripts, set-up and teardown, alone or beside its steps', () => {
    const script = async () => {};
    const { spec, functions } = new TestScenarioBuilder('a')
      .setup(script)
      .scenario({ name: 'b', run: script, weight: 3 })
      .teardown(script)
      .build();
    expect(spec).toMatchObject({
      setup: { function: 'b' },
      scenarios: [{ name: 'b', weight: 3, function: 'b' }],
    });
    expect(functions).toEqual({ b: script });
    expect(
      shop()
        .scenario({ name: 'b', run: script })
        .build()
        .spec.scenarios.map(({ name }) => name),
    ).toEqual(['shop', 'b']);
  });

  it('says what is wrong when it is built', () => {
    expect(() => new TestScenarioBuilder('empty').build()).toThrow(/nothing to do/);
    expect(() =>
      shop()
        .load({ users: 'many' } as never)
        .build(),
    ).toThrow(/load/);
    expect(() => new TestScenarioBuilder('')).toThrow(/name/);
  });
});
