import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { VERSION } from '../../plan/version.ts';
import type { EventStreams } from '../server/event-stream.ts';
import type { Traffic } from '../server/traffic.ts';
import type { Family } from './exposition.ts';

/** The server's own process: what it costs, and what is asked of it. */
export class ServerFamilies {
  readonly #traffic: Traffic;
  readonly #streams: EventStreams;
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });

  constructor(traffic: Traffic, streams: EventStreams) {
    this.#traffic = traffic;
    this.#streams = streams;
    this.#delay.enable();
  }

  read(): Family[] {
    return [
      {
        name: 'plimsoll_build',
        type: 'info',
        help: 'Version of Plimsoll, and what it runs on.',
        samples: [{ labels: { version: VERSION, node: process.version }, value: 1 }],
      },
      ...processFamilies(),
      this.#delayFamily(),
      {
        name: 'plimsoll_dashboard_requests',
        type: 'counter',
        help: 'Requests to the dashboard, by route, method and status.',
        samples: this.#traffic.counts().map(({ route, method, status, count }) => {
          return { labels: { route, method, status: String(status) }, value: count };
        }),
      },
      {
        name: 'plimsoll_dashboard_event_streams',
        type: 'gauge',
        help: 'Streams of server-sent events that are open, by route.',
        samples: [...this.#streams.counts()].map(([route, value]) => ({ labels: { route }, value })),
      },
    ];
  }

  close(): void {
    this.#delay.disable();
  }

  /** Since it was last read. */
  #delayFamily(): Family {
    const delay = this.#delay;
    const seconds = { '0.5': delay.percentile(50), '0.99': delay.percentile(99), '1': delay.max };
    const isEmpty = delay.count === 0;
    delay.reset();
    return {
      name: 'plimsoll_dashboard_event_loop_delay_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: "How late timers of the dashboard's process are, since the last time this was read.",
      samples: isEmpty
        ? []
        : Object.entries(seconds).map(([quantile, ns]) => ({ labels: { quantile }, value: ns / 1e9 })),
    };
  }
}

function processFamilies(): Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const one = (value: number) => [{ value }];
  return [
    {
      name: 'process_cpu_seconds',
      type: 'counter',
      unit: 'seconds',
      help: 'Time that the process has spent on processors, user and system.',
      samples: one((user + system) / 1e6),
    },
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      unit: 'bytes',
      help: 'Memory of the process that is in RAM.',
      samples: one(rss),
    },
    {
      name: 'nodejs_heap_size_used_bytes',
      type: 'gauge',
      unit: 'bytes',
      help: 'Of the heap of V8, what is in use.',
      samples: one(heapUsed),
    },
    {
      name: 'process_start_time_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the process started, in seconds since 1970.',
      samples: one(performance.timeOrigin / 1000),
    },
  ];
}
