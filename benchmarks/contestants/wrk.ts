import { GENERATOR_CORE, requireOpenFiles } from '../machine.ts';
import { findProgram, runProgram } from '../processes.ts';
import type { Rate } from './rate.ts';

interface WrkOptions {
  readonly connections: number;
  readonly seconds: number;
}

export async function wrk(url: string, { connections, seconds }: WrkOptions): Promise<Rate> {
  const file = findProgram('wrk', 'wrk');
  requireOpenFiles(connections + 200);
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url];
  const { stdout } = await runProgram({ file, args, core: GENERATOR_CORE, timeoutMs: seconds * 1500 + 30_000 });
  return readWrk(stdout);
}

function readWrk(output: string): Rate {
  const [, perSecond] = /^Requests\/sec:\s+([\d.]+)/m.exec(output) ?? [];
  if (perSecond === undefined) throw new Error(`wrk printed no rate: ${output.trim()}`);
  const [sockets] = /Socket errors: .*/.exec(output) ?? [];
  const [statuses] = /Non-2xx or 3xx responses: \d+/.exec(output) ?? [];
  const [, requests] = /^\s*(\d+) requests in /m.exec(output) ?? [];
  const troubles = [sockets, statuses].filter((text) => text !== undefined);
  return { perSecond: Number(perSecond), requests: Number(requests), troubles };
}
