import {
  childCount,
  compute,
  fake,
  fullName,
  given,
  integer,
  ip,
  key,
  line,
  list,
  lookup,
  nullable,
  object,
  optional,
  paragraphs,
  parent,
  pick,
  reference,
  sentence,
  series,
  table,
  timestamp,
  userAgent,
  words,
} from '../builder.ts';
import { FROM, TO } from './shop.ts';

/** The quarter that what is frequent lies in. */
const LATE = '2025-10-01';

export const sessions = table(
  'sessions',
  {
    id: key({ style: 'uuid7', from: LATE, to: TO }),
    userId: nullable(reference('users.id', { skew: 'zipf', s: 0.8 }), 0.35),
    device: pick({ mobile: 60, desktop: 34, tablet: 6 }),
    source: pick({ direct: 30, search: 34, social: 14, mail: 12, ads: 10 }),
    ip: ip(),
    userAgent: userAgent(),
    pages: childCount('events'),
    startedAt: timestamp({
      from: LATE,
      to: TO,
      ascending: true,
      hours: 'evening',
      weekdays: [10, 9, 9, 9, 10, 12, 13],
    }),
    endedAt: timestamp({ after: 'startedAt', min: '5s', max: '1h', average: '6m' }),
  },
  { count: 2000 },
);

export const events = table(
  'events',
  {
    id: key(),
    sessionId: parent('sessions.id'),
    userId: lookup('sessionId.userId'),
    step: line(),
    type: pick({ view: 62, search: 12, click: 14, add_to_cart: 6, remove_from_cart: 1.5, checkout: 2.5, purchase: 2 }),
    productId: given('type', {
      view: reference('products.id', { skew: 'zipf', s: 1 }),
      add_to_cart: reference('products.id', { skew: 'zipf', s: 1 }),
      purchase: reference('products.id', { skew: 'zipf', s: 1 }),
    }),
    properties: object({
      query: optional(words({ min: 1, max: 3 }), 0.85),
      position: integer({ distribution: 'zipf', s: 1.1, min: 1, max: 50 }),
      device: lookup('sessionId.device'),
    }),
    durationMs: integer({ distribution: 'log-normal', median: 180, sigma: 0.8, min: 5, max: 30_000 }),
    at: timestamp({ between: ['sessionId.startedAt', 'sessionId.endedAt'] }),
  },
  { children: { of: 'sessions', min: 1, max: 60, distribution: 'exponential', mean: 7 } },
);

const STATUSES = pick([200, 201, 204, 301, 304, 400, 401, 403, 404, 429, 500, 503], {
  weights: [880, 30, 12, 8, 25, 10, 8, 4, 15, 3, 3, 2],
});

export const logs = table(
  'logs',
  {
    at: timestamp({ from: '2025-12-01', to: TO, ascending: true, hours: 'day' }),
    traceId: fake('randomHex', 32),
    service: pick({ gateway: 40, catalogue: 22, cart: 14, checkout: 8, accounts: 10, search: 6 }),
    host: fake('randomPick', 'node-a', 'node-b', 'node-c', 'node-d'),
    method: pick({ GET: 82, POST: 12, PUT: 3, PATCH: 1, DELETE: 2 }),
    path: pick({
      '/': 12,
      '/products': 22,
      '/products/:id': 30,
      '/cart': 14,
      '/checkout': 6,
      '/login': 6,
      '/search': 10,
    }),
    status: STATUSES,
    level: given(
      'status',
      { 500: pick({ error: 1 }), 503: pick({ error: 1 }), 429: pick({ warn: 1 }), 401: pick({ warn: 1, info: 2 }) },
      pick({ info: 9, debug: 1 }),
    ),
    durationMs: given(
      'status',
      { 503: integer({ min: 2000, max: 30_000 }), 304: integer({ min: 1, max: 9 }) },
      integer({ distribution: 'log-normal', median: 42, sigma: 0.9, min: 1, max: 30_000 }),
    ),
    bytes: integer({ distribution: 'log-normal', median: 2400, sigma: 1.3, min: 0, max: 5_000_000 }),
    message: given('level', { error: sentence({ min: 6, max: 16 }) }, words({ min: 2, max: 5 })),
  },
  { count: 10_000 },
);

export const sensors = table(
  'sensors',
  {
    id: key({ prefix: 'sensor-', digits: 4 }),
    kind: pick({ indoor: 6, outdoor: 3, freezer: 1 }),
    site: fake('city'),
    installedAt: timestamp({ from: FROM, to: LATE }),
    firmware: pick({ '1.4.2': 2, '1.5.0': 5, '2.0.1': 3 }),
  },
  { count: 50 },
);

export const readings = table(
  'readings',
  {
    sensorId: reference('sensors.id'),
    at: timestamp({ from: '2025-12-01', to: TO, ascending: true }),
    temperature: series({
      at: 'at',
      per: 'sensorId',
      mean: 18,
      offset: 4,
      amplitude: 3.5,
      wander: 1.5,
      smoothness: '3h',
      noise: 0.15,
      spikes: 0.0005,
      spikeSize: 30,
      decimals: 2,
    }),
    humidity: series({
      at: 'at',
      per: 'sensorId',
      mean: 52,
      offset: 8,
      amplitude: -6,
      wander: 4,
      smoothness: '6h',
      noise: 0.6,
      min: 0,
      max: 100,
      decimals: 1,
    }),
    battery: series({
      at: 'at',
      per: 'sensorId',
      mean: 3.4,
      offset: 0.2,
      wander: 0.05,
      smoothness: '7d',
      noise: 0.005,
      min: 2.4,
      max: 4.2,
      decimals: 3,
    }),
  },
  { count: 5000 },
);

export const tickets = table(
  'tickets',
  {
    id: key({ prefix: 'T-', digits: 6 }),
    userId: reference('users.id', { skew: 'zipf', s: 0.9 }),
    orderId: nullable(reference('orders.id', { skew: 'recent' }), 0.4),
    priority: pick({ low: 35, normal: 45, high: 15, urgent: 5 }),
    status: pick({ closed: 68, resolved: 12, waiting: 10, open: 10 }),
    subject: sentence({ min: 3, max: 8 }),
    body: paragraphs({ min: 1, max: 4 }),
    labels: list(pick(['billing', 'delivery', 'refund', 'account', 'bug', 'question']), {
      min: 0,
      max: 3,
      distinct: true,
    }),
    assignee: nullable(fullName({ locale: 'en' }), 0.12),
    createdAt: timestamp({ after: 'userId.createdAt', average: '200d', to: TO }),
    hours: given(
      'priority',
      {
        urgent: integer({ distribution: 'exponential', mean: 4, min: 1, max: 72 }),
        high: integer({ distribution: 'exponential', mean: 16, min: 1, max: 200 }),
      },
      integer({ distribution: 'exponential', mean: 48, min: 1, max: 800 }),
    ),
    satisfaction: given('status', { closed: pick([1, 2, 3, 4, 5]), resolved: pick([1, 2, 3, 4, 5]) }),
    cost: compute('hours * 0.4 + 3', { decimals: 2 }),
  },
  { count: 300 },
);
