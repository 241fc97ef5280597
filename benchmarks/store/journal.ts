import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { openDatabase } from '../../src/databases/database.ts';
import { Recorder } from '../../src/measure/recorder.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { openDatabaseStore } from '../../src/stores/database-store.ts';
import { entriesToBytes } from '../../src/stores/snapshot-bytes.ts';
import { madeRun } from '../../test/stores/made-runs.ts';

/** Code is compiled in the first few. */
const WARM_SECONDS = 5;

export interface JournalCost {
  /** Of all threads of the process, compressing and the disk included. */
  readonly cpuMsASecond: number;
  readonly bytesASecond: number;
  readonly encodeMs: number;
  /** The same with what Node has for it. */
  readonly serializeMs: number;
}

/** Writes a journal as a run of so many steps does, a snapshot a second from each of two workers. */
export async function journalCost(url: string, { steps = 200, seconds = 15, rate = 4000 } = {}): Promise<JournalCost> {
  const store = await openDatabaseStore(url);
  const run = madeRun({ id: 'journal' });
  const journal = await store.begin({
    ...{ id: run.id, name: run.name, kind: run.kind, startedAt: run.startedAt, environment: run.environment },
    ...{ plan: '{}', workers: 2, writer: { pid: process.pid, host: 'bench' } },
  });
  const workers = [0, 1].map((shard) => new Recording(shard, steps));
  // Making snapshots costs too, and what they leave behind; that is the load generator's.
  const without = await cpuMsASecond(workers, { seconds, rate }, () => {});
  const snapshots: Snapshot[] = [];
  const cpuMs = await cpuMsASecond(workers, { seconds, rate }, (snapshot) => {
    journal.add(snapshot);
    if (snapshots.push(snapshot) > 2) snapshots.shift();
  });
  await journal.close();
  if (journal.problem() !== undefined) throw journal.problem();
  const bytes = await bytesOf(url);
  await store.delete([run.id]);
  await store.close();
  const entries = snapshots.map((snapshot) => ({ snapshot }));
  return {
    cpuMsASecond: cpuMs - without,
    bytesASecond: bytes / (WARM_SECONDS + seconds),
    encodeMs: timed(() => entriesToBytes(entries)),
    serializeMs: timed(() => serialize(entries)),
  };
}

/** A worker of a run of so many steps, with the same load every time. */
export class Recording {
  readonly #recorder: Recorder;
  readonly #sites: ReturnType<Recorder['requestSite']>[];
  #second = 0;
  #seed: number;

  constructor(shard: number, steps: number) {
    this.#seed = shard + 1;
    this.#recorder = new Recorder({ shard, nowUs: () => performance.now() * 1000 });
    this.#sites = Array.from({ length: steps }, (_, step) =>
      this.#recorder.requestSite({ scenario: 'buy', group: '', name: `step ${step}`, method: 'GET' }),
    );
  }

  second(requests: number): Snapshot {
    for (let at = 0; at < requests; at++) {
      const us = Math.round(500 + 20_000 * this.#chance() ** 3);
      const leaf = this.#sites[at % this.#sites.length]?.status(this.#chance() < 0.02 ? 404 : 200);
      if (this.#chance() < 0.5) leaf?.prompt(us);
      else {
        const receiving = Math.round(us * 0.2 * this.#chance());
        const timings = { blocked: 0, connecting: 0, tls: 0, sending: 0, waiting: us - receiving, receiving };
        leaf?.complete(timings, us + Math.round(1000 * this.#chance()));
      }
      leaf?.bytes(120, 4000);
    }
    return this.#recorder.snapshot(this.#second++);
  }

  /** A linear congruential generator: the same load every time. */
  #chance(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}

async function cpuMsASecond(
  workers: readonly Recording[],
  { seconds, rate }: { readonly seconds: number; readonly rate: number },
  take: (snapshot: Snapshot) => void,
): Promise<number> {
  let cpuUs = 0;
  for (let second = 0; second < WARM_SECONDS + seconds; second++) {
    const made = workers.map((worker) => worker.second(rate / workers.length));
    const before = process.cpuUsage();
    for (const snapshot of made) take(snapshot);
    await sleep(second < WARM_SECONDS ? 600 : 1000);
    const { user, system } = process.cpuUsage(before);
    if (second >= WARM_SECONDS) cpuUs += user + system;
  }
  return cpuUs / 1000 / seconds;
}

function timed(work: () => unknown): number {
  for (let at = 0; at < 20; at++) work();
  const before = performance.now();
  for (let at = 0; at < 20; at++) work();
  return (performance.now() - before) / 20;
}

async function bytesOf(url: string): Promise<number> {
  const database = await openDatabase(url);
  const row = await database.get<{ bytes: number }>('SELECT SUM(LENGTH(data)) AS bytes FROM plimsoll_journal');
  await database.close();
  return row?.bytes ?? 0;
}
