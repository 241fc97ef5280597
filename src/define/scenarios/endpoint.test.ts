import { describe, expect, it } from 'vitest';
import { mergedEndpoint, requestStep } from './endpoint.ts';

const login = {
  method: 'POST',
  path: '/login',
  headers: { accept: 'json' },
  json: { name: 'a' },
  capture: { token: '$.token' },
  expect: { status: 200 },
} as const;

describe('an endpoint', () => {
  it('takes what is given over what is usual: a body for the body, expectations for all of them, captures beside', () => {
    expect(
      mergedEndpoint(login, { path: '/in', form: { user: 'a' }, capture: { id: '$.id' }, expect: { status: 201 } }),
    ).toEqual({
      method: 'POST',
      path: '/in',
      headers: { accept: 'json' },
      form: { user: 'a' },
      capture: { token: '$.token', id: '$.id' },
      expect: { status: 201 },
    });
    expect(mergedEndpoint(login, { headers: { 'x-a': 'b' } })?.headers).toEqual({ accept: 'json', 'x-a': 'b' });
    expect([mergedEndpoint(login, undefined), mergedEndpoint(login, false)]).toEqual([login, undefined]);
  });

  it('becomes a step that no missing capture ends, unless the user says so', () => {
    const step = requestStep('log in', login, { needs: ['run'], tags: { type: 'api' } });
    expect(step).toMatchObject({
      kind: 'request',
      url: '/login',
      name: 'log in',
      when: 'exists(run)',
      tags: { type: 'api' },
      capture: [{ as: 'token', from: 'json', expression: '$.token', optional: true }],
      expect: [{ kind: 'status', status: 200 }],
    });
    const strict = { ...login, capture: { token: { json: '$.token', optional: false } } };
    expect(requestStep('log in', strict).capture).toEqual([
      { as: 'token', from: 'json', expression: '$.token', optional: false },
    ]);
    expect(requestStep('log in', login, { fallback: { token: '-' } }).capture?.[0]).toMatchObject({ default: '-' });
  });
});
