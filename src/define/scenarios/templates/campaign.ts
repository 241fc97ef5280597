import type { Step } from '../../../model/steps.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { nonEmptyText } from '../../shape/leaves.ts';
import type { Endpoint } from '../endpoint.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';

const SERVICES = ['audience', 'content', 'schedule', 'send', 'report'] as const;

type Service = (typeof SERVICES)[number];

const make = (service: Service, json: Readonly<Record<string, unknown>>, status = 201): Endpoint => ({
  method: 'POST',
  path: `/services/${service}`,
  json,
  capture: { [service]: '$.id' },
  expect: { status, json: '$.id' },
});

const remove = (service: Service): Endpoint => ({
  method: 'DELETE',
  path: `/services/${service}/{{ ${service} }}`,
  expect: { status: 204 },
});

const endpoints = {
  audience: make('audience', { name: 'campaign {{ $iteration }}', size: '{{ size }}' }),
  content: make('content', { audience: '{{ audience }}', subject: '{{ $sentence(5) }}' }),
  schedule: make('schedule', { content: '{{ content }}' }),
  send: make('send', { schedule: '{{ schedule }}' }, 202),
  report: make('report', { send: '{{ send }}' }),
  'remove audience': remove('audience'),
  'remove content': remove('content'),
  'remove schedule': remove('schedule'),
  'remove send': remove('send'),
  'remove report': remove('report'),
} satisfies Record<string, Endpoint>;

const options = {
  services: option.record<string>(
    nonEmptyText,
    {},
    'Base URLs of services that are not at the target: { content: "https://content.example.com" }.',
  ),
  audienceSize: option.whole(1000, 'People whom a campaign goes to.'),
};

type Endpoints = keyof typeof endpoints;

const campaignSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'campaign',
  about: 'a campaign goes through a chain of five services, each of which needs what the one before made',
  options,
  endpoints,
  variables: '`size`; `audience`, `content`, `schedule`, `send`, `report`: ids, once captured',
  load: { users: 20, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{type:api} p95 < 500ms',
    'group_duration{group:::campaign} p95 < 5s',
  ],
  check: ({ services }) => serviceProblems(services),
  build(config, operations) {
    const { think, audienceSize, services } = config;
    const removing = SERVICES.toReversed().flatMap((service) =>
      at(services, service, operations.send(`remove ${service}`, { needs: [service], name: 'clean up' })),
    );
    return {
      scenarios: [
        {
          name: 'campaign',
          tags: { type: 'api' },
          steps: [
            set({ size: audienceSize, ...Object.fromEntries(SERVICES.map((service) => [service, null])) }),
            pause(think),
            group('campaign', chain(config, operations)),
            ...removing,
          ],
        },
      ],
    };
  },
};

export const campaign = defineTemplate(campaignSpec);

/** Each step only where the one before has succeeded. */
function chain({ services }: BuildConfig<typeof options>, { send }: Operations<Endpoints>): Step[] {
  return SERVICES.flatMap((service, index) => {
    const before = SERVICES[index - 1];
    return at(services, service, send(service, before === undefined ? {} : { needs: [before] }));
  });
}

/** The steps, sent to where the service is. */
function at(services: Readonly<Record<string, string>>, service: Service, steps: readonly Step[]): Step[] {
  const base = services[service]?.replace(/\/+$/, '');
  if (base === undefined) return [...steps];
  return steps.map((step) =>
    step.kind === 'request' && step.url.startsWith('/') ? { ...step, url: base + step.url } : step,
  );
}

function serviceProblems(services: Readonly<Record<string, string>>): PathProblem[] {
  return Object.entries(services).flatMap(([name, url]): PathProblem[] => {
    const path = ['services', name];
    if (!SERVICES.includes(name as Service)) {
      return [
        {
          code: 'UNKNOWN_KEY',
          message: `there is no service '${name}'`,
          hint: `there are ${SERVICES.join(', ')}`,
          path,
        },
      ];
    }
    if (/^https?:\/\/[^/]/.test(url)) return [];
    return [
      {
        code: 'INVALID_VALUE',
        message: `expected a URL, got '${url}'`,
        hint: "such as 'https://content.example.com'",
        path,
      },
    ];
  });
}
