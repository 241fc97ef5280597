import type { Definition } from './generator.ts';

export const timeGenerators: Readonly<Record<string, Definition>> = {
  timestamp: {
    description: 'The present time in milliseconds since 1970.',
    generate: ({ nowMs }) => Math.floor(nowMs),
  },
  unixTime: {
    description: 'The present time in seconds since 1970.',
    generate: ({ nowMs }) => Math.floor(nowMs / 1000),
  },
  isoTimestamp: {
    description: "The present time as '2026-01-31T12:00:00.000Z'.",
    generate: ({ nowMs }) => new Date(nowMs).toISOString(),
  },
  randomDate: {
    description: "A time between two dates, as '2026-01-31T12:00:00.000Z'.",
    parameters: [
      { name: 'from', type: 'date', fallback: '2020-01-01' },
      { name: 'to', type: 'date', fallback: '2030-01-01' },
    ],
    generate: ({ random }, [from, to]) => new Date(random.int(Number(from), Number(to))).toISOString(),
  },
};
