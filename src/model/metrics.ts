export type MetricType = 'trend' | 'counter' | 'rate' | 'gauge';

/** What a metric is: how its samples are kept, in which unit they are shown, and what it tells. */
export interface MetricDefinition {
  readonly type: MetricType;
  /** `ms` trends are recorded in whole microseconds. */
  readonly unit: 'ms' | 'bytes' | 'count' | 'share' | 'percent' | (string & {});
  readonly description: string;
  /** A gauge whose readings add up over shards. */
  readonly additive?: boolean;
}

/** Every metric Plimsoll records by itself; names are k6's where k6 has one. */
export const BUILT_IN_METRICS = {
  http_reqs: { type: 'counter', unit: 'count', description: 'Requests made, each attempt and redirect hop.' },
  http_req_failed: {
    type: 'rate',
    unit: 'share',
    description: 'Requests without an expected answer: transport errors and unexpected statuses.',
  },
  http_req_duration: {
    type: 'trend',
    unit: 'ms',
    description: 'Sending, waiting and receiving of complete responses.',
  },
  http_req_blocked: {
    type: 'trend',
    unit: 'ms',
    description: 'Waiting for a connection, name look-up and set-up included.',
  },
  http_req_connecting: { type: 'trend', unit: 'ms', description: 'Opening the TCP connection.' },
  http_req_tls_handshaking: { type: 'trend', unit: 'ms', description: 'TLS handshake.' },
  http_req_sending: { type: 'trend', unit: 'ms', description: 'Writing the request.' },
  http_req_waiting: {
    type: 'trend',
    unit: 'ms',
    description: 'From the request written to the first byte of the response.',
  },
  http_req_receiving: { type: 'trend', unit: 'ms', description: 'From the first to the last byte of the response.' },
  response_time: {
    type: 'trend',
    unit: 'ms',
    description: 'From the moment the request was due to its end, failures included: what a user would have felt.',
  },
  iterations: { type: 'counter', unit: 'count', description: 'Iterations ended.' },
  iteration_duration: { type: 'trend', unit: 'ms', description: 'Iterations from start to end, think time included.' },
  iterations_failed: {
    type: 'rate',
    unit: 'share',
    description: 'Iterations that threw, or ended because a capture found nothing.',
  },
  dropped_iterations: { type: 'counter', unit: 'count', description: 'Arrivals that found no free user.' },
  interrupted_iterations: {
    type: 'counter',
    unit: 'count',
    description: 'Iterations still running when the test was stopped.',
  },
  arrivals: { type: 'counter', unit: 'count', description: 'Arrivals that fell due: started and dropped ones.' },
  checks: { type: 'rate', unit: 'share', description: 'Checks and expectations that held.' },
  group_duration: { type: 'trend', unit: 'ms', description: 'Groups from start to end.' },
  vus: { type: 'gauge', unit: 'count', description: 'Users busy with an iteration.', additive: true },
  vus_max: { type: 'gauge', unit: 'count', description: 'Users allocated.', additive: true },
  data_sent: { type: 'counter', unit: 'bytes', description: 'Bytes written to the network.' },
  data_received: { type: 'counter', unit: 'bytes', description: 'Bytes read from the network.' },
  http_retries: {
    type: 'counter',
    unit: 'count',
    description: 'Requests sent again because the server had just closed the kept connection.',
  },
  request_retries: {
    type: 'counter',
    unit: 'count',
    description: 'Requests sent again because `retry` asks for it; each is a request of its own.',
  },
  http_reqs_open: {
    type: 'gauge',
    unit: 'count',
    description: 'Requests under way at the end of each second.',
    additive: true,
  },
  cache_hits: {
    type: 'rate',
    unit: 'share',
    description: 'Responses served by a cache, of those whose `cacheHeader` says either way.',
  },
  sse_connections: { type: 'gauge', unit: 'count', description: 'Event streams open.', additive: true },
  sse_connecting: {
    type: 'trend',
    unit: 'ms',
    description: 'From an event stream being asked for to the head of its response.',
  },
  sse_failed: { type: 'rate', unit: 'share', description: 'Attempts to open an event stream that led to none.' },
  sse_interrupted: {
    type: 'counter',
    unit: 'count',
    description: 'Event streams that ended before their user closed them.',
  },
  sse_reconnects: { type: 'counter', unit: 'count', description: 'Event streams opened anew after they had ended.' },
  sse_events: { type: 'counter', unit: 'count', description: 'Server-sent events received.' },
  sse_event_latency: {
    type: 'trend',
    unit: 'ms',
    description: 'From the time that an event carries to its arrival.',
  },
  sse_discarded: {
    type: 'counter',
    unit: 'count',
    description: 'Events thrown away because their user left too many unread.',
  },
  function_calls: { type: 'counter', unit: 'count', description: 'Calls of functions under test.' },
  function_failed: {
    type: 'rate',
    unit: 'share',
    description: 'Calls that threw, took too long, or did not return what they should.',
  },
  function_duration: { type: 'trend', unit: 'ms', description: 'Calls that returned, from the call to the result.' },
  function_items: { type: 'counter', unit: 'count', description: 'Items in the results of calls.' },
  function_bytes: { type: 'counter', unit: 'bytes', description: 'Bytes in the results of calls.' },
  function_call_items: { type: 'trend', unit: 'count', description: 'Items in the result of each call.' },
  function_call_bytes: { type: 'trend', unit: 'bytes', description: 'Bytes in the result of each call.' },
  function_blocking: { type: 'trend', unit: 'ms', description: 'The longest that a call kept the event loop.' },
  function_memory_peak: {
    type: 'trend',
    unit: 'bytes',
    description: "Most that heap and buffers grew during a call above the call's start, garbage included.",
  },
  function_rss_peak: {
    type: 'trend',
    unit: 'bytes',
    description: 'The same of the resident memory of a process of its own.',
  },
  function_memory_growth: {
    type: 'gauge',
    unit: 'bytes',
    description: 'What heap and buffers hold above the start of the test, after garbage collection and between calls.',
  },
  function_handover: {
    type: 'trend',
    unit: 'ms',
    description: 'From handing a call to a process of its own to its start there.',
  },
  function_restarts: {
    type: 'counter',
    unit: 'count',
    description: 'Processes of functions started again because they had ended.',
  },
  bench_time: {
    type: 'trend',
    unit: 'ns',
    description: 'An iteration of a benchmark: each batch as the mean of its iterations.',
  },
  bench_allocated: {
    type: 'gauge',
    unit: 'bytes',
    description: 'Bytes allocated by an iteration, process by process.',
  },
  bench_throughput: {
    type: 'gauge',
    unit: 'items/s',
    description: 'Iterations a second, or the items or bytes that they handle (`bytes/s`), process by process.',
  },
  connections_opened: { type: 'counter', unit: 'count', description: 'Connections opened.' },
  generator_lateness: { type: 'trend', unit: 'ms', description: 'How much later than due iterations started.' },
  generator_loop_delay: { type: 'trend', unit: 'ms', description: 'Event-loop delay of the load generator.' },
  generator_cpu: { type: 'gauge', unit: 'percent', description: 'CPU used by a worker of the load generator.' },
  generator_gc: { type: 'trend', unit: 'ms', description: 'Garbage collection pauses of the load generator.' },
  generator_memory: { type: 'gauge', unit: 'bytes', description: 'Resident memory of the load generator.' },
} as const satisfies Record<string, MetricDefinition>;

export type BuiltInMetric = keyof typeof BUILT_IN_METRICS;

/** Tags that Plimsoll sets itself. */
export const BUILT_IN_TAGS = [
  'scenario',
  'group',
  'name',
  'method',
  'status',
  'error',
  'check',
  'worker',
  'overlap',
] as const;

/** Stands for the values of a tag beyond those that are kept apart. */
export const OTHER = '(other)';

/** Kinds of failed request. */
export const ERROR_KINDS = [
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'closed',
  'malformed',
  'too-large',
  'blocked',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Kinds of failed call of a function under test. */
export const FUNCTION_ERRORS = [
  'threw',
  'timeout',
  'exited',
  'out-of-memory',
  'unhandled',
  'wrong-result',
  'wrong-input',
] as const;
export type FunctionError = (typeof FUNCTION_ERRORS)[number];
