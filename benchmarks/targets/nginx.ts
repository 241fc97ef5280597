import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireOpenFiles, TARGET_CORE } from '../machine.ts';
import { findProgram, type Running, startProgram } from '../processes.ts';

export interface Nginx {
  /** Answers with a few fixed bytes. */
  readonly url: string;
  /** Answers with some 300 bytes of JSON. */
  readonly jsonUrl: string;
  /** Counts of nginx's own, the look at them left out. */
  counts(): Promise<{ readonly served: number; readonly connections: number }>;
  /** Resolves when the connections of the turn before are gone. */
  rest(): Promise<void>;
  /** Stops answering, with its sockets open, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Room for 10,000 users and what a turn before them may not have closed yet. */
const CONNECTIONS = 20_000;
const START_MS = 5_000;
const REST_MS = 10_000;
const A_DAY_MS = 86_400_000;

const body = JSON.stringify({
  id: 4711,
  name: 'Barometer, brass, 19th century style',
  category: 'instruments',
  price: { amount: 189.5, currency: 'EUR' },
  tags: ['brass', 'weather', 'wall'],
  stock: [
    { warehouse: 'north', count: 12 },
    { warehouse: 'south', count: 3 },
  ],
  rating: 4.6,
  description: 'Shows the pressure of the air, and so the weather of tomorrow.',
});

export async function startNginx(folder: string): Promise<Nginx> {
  const file = findProgram('nginx', 'nginx-light');
  requireOpenFiles(CONNECTIONS);
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, configuration(folder, port));
  const running = startProgram({
    file,
    args: ['-p', folder, '-c', config, '-e', 'stderr'],
    core: TARGET_CORE,
    timeoutMs: A_DAY_MS,
  });
  const nginx = target(running, `http://127.0.0.1:${port}`);
  await untilItAnswers(nginx, running);
  return nginx;
}

/** One process that answers from memory: as fast a target as one core gives, and one process to freeze. */
function configuration(folder: string, port: number): string {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
master_process off;
worker_processes 1;
worker_rlimit_nofile ${CONNECTIONS};
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections ${CONNECTIONS - 100}; }
http {
${folders.map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
  access_log off;
  default_type text/plain;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {
    listen 127.0.0.1:${port} backlog=16384;
    location = / { return 200 'Hello, world!'; }
    location = /json { default_type application/json; return 200 '${body}'; }
    location = /status { stub_status; }
  }
}
`;
}

function target({ pid, stop }: Running, origin: string): Nginx {
  let looks = 0;
  const counts = async () => {
    const status = await text(`${origin}/status`);
    looks++;
    const [, connections] = /Active connections: (\d+)/.exec(status) ?? [];
    const [, requests] = /^ \d+ \d+ (\d+)/m.exec(status) ?? [];
    return { served: Number(requests) - looks, connections: Number(connections) - 1 };
  };
  return {
    url: `${origin}/`,
    jsonUrl: `${origin}/json`,
    counts,
    rest: async () => {
      const untilMs = performance.now() + REST_MS;
      while ((await counts()).connections > 0 && performance.now() < untilMs) await sleep(100);
      await sleep(200);
    },
    freeze: () => process.kill(pid, 'SIGSTOP'),
    thaw: () => process.kill(pid, 'SIGCONT'),
    stop,
  };
}

async function untilItAnswers(nginx: Nginx, running: Running): Promise<void> {
  let ended: string | undefined;
  running.finished.then(
    ({ code, stderr }) => {
      ended = `nginx ended with code ${code}: ${stderr.trim()}`;
    },
    () => undefined,
  );
  const untilMs = performance.now() + START_MS;
  while (performance.now() < untilMs) {
    if (ended !== undefined) throw new Error(ended);
    const answered = await nginx.counts().then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(20);
  }
  throw new Error(`nginx did not answer within ${START_MS / 1000} s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function text(url: string): Promise<string> {
  const request = get(url, { agent: false, headers: { connection: 'close' } });
  const [response] = await once(request, 'response');
  let received = '';
  for await (const chunk of response.setEncoding('utf8')) received += chunk;
  return received;
}
