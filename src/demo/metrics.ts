import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { send } from './exchange.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests of one method and route. */
export class RouteSeries {
  readonly statuses = new Map<number, number>();
  readonly buckets = new Float64Array(BUCKETS_S.length + 1);
  sumS = 0;
  count = 0;
  readonly method: string;
  readonly route: string;

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  record(status: number, durationS: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    let bucket = 0;
    while (bucket < BUCKETS_S.length && durationS > (BUCKETS_S[bucket] ?? 0)) bucket++;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.sumS += durationS;
    this.count++;
  }
}

/** What the server counts of its own requests; as many series as there are routes and methods, never more. */
export class DemoMetrics {
  inFlight = 0;
  aborted = 0;
  private readonly all = new Map<string, RouteSeries>();

  series(method: string, route: string): RouteSeries {
    const key = `${method} ${route}`;
    let series = this.all.get(key);
    if (series === undefined) {
      series = new RouteSeries(method, route);
      this.all.set(key, series);
    }
    return series;
  }

  /** Counts the request when its connection is done with it, as aborted where the client or the server cut it. */
  watch(response: ServerResponse, { method, route }: { method: string; route: string }): void {
    const startMs = performance.now();
    this.inFlight++;
    response.once('close', () => {
      this.inFlight--;
      if (!response.writableFinished) this.aborted++;
      else this.series(method, route).record(response.statusCode, (performance.now() - startMs) / 1000);
    });
  }

  /** The families of requests in Prometheus' text format. */
  render(): string[] {
    const all = [...this.all.values()].filter((series) => series.count > 0);
    return [
      ...family('http_requests_total', 'counter', 'Requests answered, by method, route and status.'),
      ...all.flatMap((series) =>
        [...series.statuses].map(
          ([status, count]) => `http_requests_total{${labels(series)},status="${status}"} ${count}`,
        ),
      ),
      ...family('http_request_duration_seconds', 'histogram', 'From the request to the last byte handed over.'),
      ...all.flatMap(renderHistogram),
      ...family('http_requests_aborted_total', 'counter', 'Requests whose connection ended before the answer did.'),
      `http_requests_aborted_total ${this.aborted}`,
      ...family('http_requests_in_flight', 'gauge', 'Requests being answered.'),
      `http_requests_in_flight ${this.inFlight}`,
    ];
  }
}

export function metricsRoutes(state: DemoState): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      about: 'Prometheus text: requests by route and status, durations, CPU, memory, event loop, open connections',
      handle: (exchange) => {
        const instances = state.instances.count > 1 ? state.instances.render() : [];
        const lines = [...state.metrics.render(), ...instances, ...renderProcess(state)];
        const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
        send(exchange, `${lines.join('\n')}\n`, { headers });
      },
    },
  ];
}

function family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labels({ method, route }: RouteSeries): string {
  return `method="${method}",route="${route}"`;
}

function renderHistogram(series: RouteSeries): string[] {
  let below = 0;
  const name = 'http_request_duration_seconds';
  const lines = BUCKETS_S.map((bound, i) => {
    below += series.buckets[i] ?? 0;
    return `${name}_bucket{${labels(series)},le="${bound}"} ${below}`;
  });
  lines.push(`${name}_bucket{${labels(series)},le="+Inf"} ${series.count}`);
  lines.push(`${name}_sum{${labels(series)}} ${series.sumS}`, `${name}_count{${labels(series)}} ${series.count}`);
  return lines;
}

function renderProcess(state: DemoState): string[] {
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  const loop = performance.eventLoopUtilization();
  const gauges: [name: string, help: string, value: number][] = [
    ['http_connections_open', 'Connections open now.', state.sockets.size],
    ['process_resident_memory_bytes', 'Resident memory.', memory.rss],
    ['process_start_time_seconds', 'When the process started, since 1970.', performance.timeOrigin / 1000],
    ['nodejs_heap_size_total_bytes', 'Heap reserved by V8.', memory.heapTotal],
    ['nodejs_heap_size_used_bytes', 'Heap in use.', memory.heapUsed],
    ['nodejs_external_memory_bytes', 'Memory of buffers and other objects outside the heap.', memory.external],
  ];
  const counters: [name: string, help: string, value: number][] = [
    ['process_cpu_user_seconds_total', 'CPU time in user mode.', cpu.user / 1e6],
    ['process_cpu_system_seconds_total', 'CPU time in the kernel.', cpu.system / 1e6],
    ['process_cpu_seconds_total', 'CPU time.', (cpu.user + cpu.system) / 1e6],
    ['nodejs_eventloop_active_seconds_total', 'Time the event loop was busy.', loop.active / 1000],
    ['nodejs_eventloop_idle_seconds_total', 'Time the event loop waited.', loop.idle / 1000],
  ];
  return [
    ...gauges.flatMap(([name, help, value]) => [...family(name, 'gauge', help), `${name} ${value}`]),
    ...counters.flatMap(([name, help, value]) => [...family(name, 'counter', help), `${name} ${value}`]),
  ];
}
