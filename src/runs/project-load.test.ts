import { describe, expect, it } from 'vitest';
import type { ProjectConfig } from '../model/project-config.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { withDefaults } from './project-defaults.ts';
import { overlaid } from './project-load.ts';

const scenario = { name: 'one', steps: [] };
const OPEN: TestSpec = { name: 'open', load: { rate: 5, duration: '10s' }, scenarios: [scenario] };
const CLOSED: TestSpec = { name: 'closed', load: { users: 2, duration: '10s' }, scenarios: [scenario] };
const COUNTED: TestSpec = { name: 'counted', load: { iterations: 5 }, scenarios: [scenario] };

function project(config: ProjectConfig = {}, asked = {}) {
  return { config: withDefaults(config), asked };
}

describe('a profile of the project', () => {
  it('gives a test of arrivals its rate, and any other its users', () => {
    expect(overlaid(OPEN, { profile: 'light' }, project()).options).toEqual({ rate: 10, duration: '60s' });
    expect(overlaid(CLOSED, { profile: 'light' }, project()).options).toEqual({ users: 5, duration: '60s' });
  });

  it('takes the place of iterations', () => {
    const { spec, options } = overlaid(COUNTED, { profile: 'spike' }, project());
    expect(spec.load).toBeUndefined();
    expect(options).toEqual({ users: 100, duration: '120s' });
  });

  it('gives way to a profile of the test, and to what is asked for', () => {
    const own: TestSpec = { ...OPEN, profiles: { light: { load: { rate: 1, duration: '1s' } } } };
    expect(overlaid(own, { profile: 'light' }, project())).toMatchObject({ spec: { load: { rate: 1 } }, options: {} });
    expect(overlaid(OPEN, { profile: 'light' }, project({}, { duration: '2s' })).options).toMatchObject({
      duration: '2s',
    });
  });

  it('that nobody has is an error that lists those there are', () => {
    expect(() => overlaid(OPEN, { profile: 'lihgt' }, project())).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROFILE', hint: "did you mean 'light'?" }),
    );
  });

  it('leaves tests of a suite alone that count iterations or have several loads', () => {
    const several: TestSpec = { ...OPEN, scenarios: [{ ...scenario, load: { users: 1, duration: '1s' } }] };
    for (const spec of [COUNTED, several]) {
      expect(overlaid(spec, { suite: 'ci', profile: 'light' }, project())).toEqual({ spec, options: {} });
    }
  });
});

describe('an environment of the project', () => {
  const config: ProjectConfig = {
    environments: { ci: { target: 'http://ci', variables: { size: '1' }, profile: 'light' } },
  };

  it('gives tests its target, its variables and its profile, and those of the test go over them', () => {
    const both: TestSpec = { ...OPEN, environments: { ci: { variables: { size: '2' } } } };
    const { spec, options } = overlaid(both, { environment: 'ci' }, project(config));
    expect(spec).toMatchObject({ target: 'http://ci', variables: { size: '2' } });
    expect(options).toEqual({ rate: 10, duration: '60s' });
  });

  it('leaves the load alone where one is asked for', () => {
    expect(overlaid(OPEN, { environment: 'ci' }, project(config, { rate: 7 })).options).toEqual({ rate: 7 });
  });

  it('that says nothing but a budget is none to a single test, and stays without effect in a suite', () => {
    expect(() => overlaid(OPEN, { environment: 'staging' }, project(config))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_ENVIRONMENT' }),
    );
    expect(overlaid(OPEN, { suite: 'staging' }, project(config)).spec).toBe(OPEN);
  });
});
