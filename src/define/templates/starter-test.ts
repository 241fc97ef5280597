export interface StarterOptions {
  readonly format: 'typescript' | 'yaml';
  readonly target: string;
  readonly name: string;
}

/** A commented test to start from, as `plimsoll init` writes it. */
export function starterTest({ format, target, name }: StarterOptions): string {
  return format === 'yaml'
    ? yamlTest(JSON.stringify(name), JSON.stringify(target))
    : typescriptTest(quoted(name), quoted(target));
}

/** The smallest test there is, for messages. */
export function minimalTest(): string {
  return `import { test } from 'plimsoll';

export default test('my test', {
  target: 'http://localhost:3000',
  load: { users: 10, duration: '30s' },
}, async (user) => {
  await user.get('/');
});
`;
}

function typescriptTest(name: string, target: string): string {
  return `import { hold, ramp, test } from 'plimsoll';

export default test(${name}, {
  target: ${target},

  // How much load. Here: iterations started per second, whether or not earlier ones have ended.
  //   { users: 50, duration: '1m' }        50 users, each starting again when it is done
  //   { iterations: 1000, users: 10 }      1000 iterations shared by 10 users
  load: { rate: [ramp(0, 10, '10s'), hold(10, '20s')] },

  // What must hold for the test to pass.
  limits: [
    'http_req_duration p95 < 500ms',
    'http_req_failed rate < 1%',
    'checks rate > 99%',
  ],

  // Runs once, before all users; what it returns is handed to each of them.
  setup: async (user) => {
    const res = await user.get('/');
    return { ready: res.status };
  },
}, async (user, { ready }) => {
  // What one user does. Every request is measured.
  const res = await user.get('/');
  user.check(res, {
    'is answered as in setup': (r) => r.status === ready,
    'has a body': (r) => r.text().length > 0,
  });

  // A user reads before going on.
  await user.think('1s..3s');
});
`;
}

function yamlTest(name: string, target: string): string {
  return `config:
  name: ${name}
  target: ${target}

  # How much load. Here: iterations started per second, whether or not earlier ones have ended.
  #   load: { users: 50, duration: 1m }       50 users, each starting again when it is done
  #   load: { iterations: 1000, users: 10 }   1000 iterations shared by 10 users
  load:
    rate:
      - { kind: ramp, from: 0, to: 10, duration: 10s }
      - { kind: hold, value: 10, duration: 20s }

  # What must hold for the test to pass.
  limits:
    - http_req_duration p95 < 500ms
    - http_req_failed rate < 1%
    - checks rate > 99%

# What one user does. Every request is measured.
scenarios:
  - name: visit
    flow:
      - get:
          url: /
          expect:
            - status: 200
            - maxDuration: 2s
      # A user reads before going on.
      - think: 1s..3s
`;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
