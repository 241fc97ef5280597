import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveMessage, LiveRun } from '../../model/live-run.ts';
import { Announcement, type WatchedRun } from './announcement.ts';
import { Announcing, tellKept } from './announcing.ts';
import { liveSocket } from './live-folder.ts';
import { liveRuns, watchLiveRuns } from './live-runs.ts';
import { askRun, type WatchEnd, watchRun } from './watch-run.ts';

const ID = '20260314-092653-3f9a1c';
let folder = '';
const open: { close(): unknown }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-a-'));
  vi.stubEnv('PLIMSOLL_LIVE', folder);
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('an announced run', () => {
  it('is found, watched from its beginning to its end, and leaves nothing behind', async () => {
    const run = new MadeRun();
    const announcement = await announced(run);
    expect(await liveRuns()).toEqual([run.live]);
    expect(statSync(liveSocket(folder, ID)).mode & 0o777).toBe(0o600);
    const watching = watched(ID);
    await watching.told(1);
    announcement.second();
    announcement.second();
    await announcement.end({ verdict: 'passed', isKept: true });
    expect(await watching.closed).toBe('ended');
    expect(watching.types).toEqual(['begun', 'second 1', 'second 2', 'ended passed true']);
    expect(readdirSync(folder)).toEqual([]);
    expect(await liveRuns()).toEqual([]);
  });

  it('makes nothing while nobody watches, and each second once for all who do', async () => {
    const run = new MadeRun();
    const announcement = await announced(run);
    announcement.second();
    expect(run.made).toEqual([]);
    const all = [watched(ID), watched(ID), watched(ID)];
    for (const each of all) await each.told(1);
    announcement.second();
    for (const each of all) await each.told(2);
    expect(run.made).toEqual(['begun first', 'begun', 'begun', 'second']);
  });

  it('tells in order what comes while a long beginning is being written', async () => {
    const run = new MadeRun({ pieces: 300, piece: 'x'.repeat(20_000) });
    const announcement = await announced(run);
    const watching = watched(ID);
    await vi.waitUntil(() => run.made.length > 0);
    for (let second = 0; second < 5; second++) announcement.second();
    await announcement.end({ verdict: 'failed', isKept: false });
    expect(await watching.closed).toBe('ended');
    const seconds = [1, 2, 3, 4, 5].map((second) => `second ${second}`);
    expect(watching.types).toEqual(['begun', ...seconds, 'ended failed false']);
  });

  it('is asked to stop by those who watch, and by those who do not', async () => {
    const run = new MadeRun();
    await announced(run);
    const watching = watched(ID);
    await watching.told(1);
    watching.watch.stop();
    await vi.waitUntil(() => run.asked.length === 1);
    expect(await askRun(ID, 'kill')).toBe(true);
    expect(run.asked).toEqual(['stop', 'kill']);
    expect(await askRun('20260314-092653-000000', 'stop')).toBe(false);
    expect(await askRun('../x', 'stop')).toBe(false);
  });

  it.each([
    ['no JSON', 'GET / HTTP/1.1\n'],
    ['null', 'null\n'],
    ['a list', '[]\n'],
    ['another request', '{"type":"delete"}\n'],
    ['a line without end', 'x'.repeat(100_000)],
    ['the same over and over', '{"type":"watch"}\n'.repeat(5000)],
  ])('cuts off whoever sends %s, and goes on', async (_, text) => {
    const run = new MadeRun();
    const announcement = await announced(run);
    const socket = raw();
    socket.write(text);
    await new Promise((resolve) => socket.once('close', resolve));
    const watching = watched(ID);
    await watching.told(1);
    announcement.second();
    await watching.told(2);
    expect(run.asked).toEqual([]);
  });

  it('cuts off a watcher that takes nothing, in bounded memory, and tells the others all the same', async () => {
    const run = new MadeRun({ second: 'y'.repeat(500_000) });
    const announcement = await announced(run);
    const stalled = raw();
    stalled.write('{"type":"watch"}\n');
    stalled.pause();
    const watching = watched(ID);
    await watching.told(1);
    await vi.waitUntil(() => run.made.length === 2);
    for (let second = 1; second <= 30; second++) {
      announcement.second();
      await watching.told(1 + second);
    }
    stalled.resume();
    await new Promise((resolve) => stalled.once('close', resolve));
    expect(announcement.isWatched).toBe(true);
  });

  it('survives what goes wrong in making a message', async () => {
    const run = new MadeRun({ fails: true });
    await announced(run);
    const watching = watched(ID);
    expect(await watching.closed).toBe('gone');
    expect(await liveRuns()).toHaveLength(1);
  });

  it('is one of several at once', async () => {
    const other = '20260314-092653-3f9a1d';
    await announced(new MadeRun());
    await announced(new MadeRun({ id: other }));
    expect((await liveRuns()).map(({ id }) => id)).toEqual([other, ID]);
    const both = [watched(ID), watched(other)];
    for (const each of both) await each.told(1);
    expect(both.map(({ first }) => first())).toEqual([ID, other]);
  });
});

describe('Announcing', () => {
  it('does nothing where it is turned off', async () => {
    vi.stubEnv('PLIMSOLL_LIVE', 'off');
    const announcing = new Announcing();
    let asked = 0;
    announcing.begin(async () => {
      asked++;
      return new MadeRun();
    });
    await announcing.close();
    expect(asked).toBe(0);
  });

  it('goes on without a folder, and with a run that can not be told', async () => {
    vi.stubEnv('PLIMSOLL_LIVE', join(folder, 'none', 'deeper'));
    const [nowhere, broken] = [new Announcing(), new Announcing()];
    nowhere.begin(async () => new MadeRun());
    broken.begin(() => Promise.reject(new Error('no')));
    await new Promise((resolve) => setTimeout(resolve, 450));
    nowhere.second();
    await Promise.all([nowhere.close(), broken.close()]);
    await tellKept(ID, true);
  });
});

describe('what lies in the folder', () => {
  it('is cleaned up where it is left by a run that died, and only then', async () => {
    await announced(new MadeRun());
    const [dead, other] = ['20260314-092653-00dead', '20260314-092653-0000aa'];
    writeFileSync(join(folder, `${dead}.json`), JSON.stringify({ ...new MadeRun({ id: dead }).live, pid: 2 ** 30 }));
    // The number of its process is another's now.
    writeFileSync(join(folder, `${other}.json`), JSON.stringify(new MadeRun({ id: other }).live));
    await leaveSocket(liveSocket(folder, dead));
    await leaveSocket(liveSocket(folder, '20260314-092653-0000bb'));
    utimesSync(liveSocket(folder, '20260314-092653-0000bb'), 1, 1);
    expect((await liveRuns()).map(({ id }) => id)).toEqual([ID]);
    expect(readdirSync(folder).sort()).toEqual([`${ID}.json`, `${ID}.sock`]);
  });

  it('does no harm, whatever it is', async () => {
    const run = new MadeRun();
    await announced(run);
    const id = (n: number): string => `20260314-092653-00000${n}`;
    writeFileSync(join(folder, `${id(0)}.json`), 'no JSON');
    writeFileSync(join(folder, `${id(1)}.json`), '{"id":7}');
    writeFileSync(join(folder, `${id(2)}.json`), Buffer.alloc(1_000_000, '['));
    writeFileSync(join(folder, `${id(3)}.json`), JSON.stringify(run.live));
    writeFileSync(join(folder, `${id(4)}.json`), JSON.stringify({ ...new MadeRun({ id: id(4) }).live, pid: 'x' }));
    symlinkSync('/etc/passwd', join(folder, `${id(5)}.json`));
    mkdirSync(join(folder, `${id(6)}.json`));
    writeFileSync(join(folder, '..json'), '{}');
    writeFileSync(join(folder, 'a"<b>.json'), '{}');
    expect(await liveRuns()).toEqual([run.live]);
    expect(existsSync(join(folder, `${id(2)}.json`))).toBe(true);
    expect(await closedWith(id(3))).toBe('unknown');
    expect(await closedWith('../../etc/passwd')).toBe('unknown');
  });

  it('is followed: runs are told of as they begin and end', async () => {
    const lists: string[][] = [];
    const watch = watchLiveRuns((runs) => lists.push(runs.map(({ id }) => id)));
    open.push(watch);
    await vi.waitUntil(() => lists.length === 1);
    const announcement = await announced(new MadeRun());
    await vi.waitUntil(() => lists.length === 2, { timeout: 5000 });
    await announcement.close();
    await vi.waitUntil(() => lists.length === 3, { timeout: 5000 });
    expect(lists).toEqual([[], [ID], []]);
  });
});

describe('watchRun', () => {
  it('tells where what comes makes no sense', async () => {
    const server = createServer((socket) => socket.end('{"type":"begun"\n'));
    await new Promise<void>((resolve) => server.listen(liveSocket(folder, ID), resolve));
    open.push(server);
    writeFileSync(join(folder, `${ID}.json`), JSON.stringify(new MadeRun().live));
    expect(await closedWith(ID)).toBe('garbled');
  });

  it('is silent once it is closed', async () => {
    await announced(new MadeRun());
    const watching = watched(ID);
    watching.watch.close();
    expect(await Promise.race([watching.closed, new Promise((resolve) => setTimeout(resolve, 50, 'silent'))])).toBe(
      'silent',
    );
    expect(watching.types).toEqual([]);
  });
});

interface MadeOptions {
  readonly id?: string;
  readonly pieces?: number;
  readonly piece?: string;
  readonly second?: string;
  readonly fails?: boolean;
}

class MadeRun implements WatchedRun {
  readonly made: string[] = [];
  readonly asked: string[] = [];
  readonly live: LiveRun;
  readonly #options: MadeOptions;
  #second = 0;

  constructor(options: MadeOptions = {}) {
    this.#options = options;
    this.live = {
      ...{ id: options.id ?? ID, name: 'made', kind: 'load', source: 'made.ts', startedAt: '2026-03-14T09:26:53.000Z' },
      ...{ cwd: '/somewhere', pid: process.pid, plannedMs: null },
    };
  }

  begun(isFirst: boolean): Iterable<string> {
    this.made.push(isFirst ? 'begun first' : 'begun');
    if (this.#options.fails === true) throw new Error('on purpose');
    const { pieces = 1, piece = '' } = this.#options;
    const begun = JSON.stringify({ type: 'begun', live: this.live });
    return [`${begun.slice(0, -1)},"long":"`, ...Array.from({ length: pieces }, () => piece), '"}\n'];
  }

  second(): string {
    this.made.push('second');
    return `${JSON.stringify({ type: 'second', elapsedMs: ++this.#second, text: this.#options.second })}\n`;
  }

  ask(request: 'stop' | 'kill'): void {
    this.asked.push(request);
  }
}

async function announced(run: MadeRun): Promise<Announcement> {
  const announcement = await Announcement.open(run);
  if (announcement === undefined) throw new Error('there is no place for it');
  open.push(announcement);
  return announcement;
}

function watched(id: string) {
  const messages: LiveMessage[] = [];
  let end: (end: WatchEnd) => void = () => {};
  const closed = new Promise<WatchEnd>((resolve) => {
    end = resolve;
  });
  const watch = watchRun(id, { onMessage: (message) => messages.push(message), onClose: end });
  open.push(watch);
  return {
    watch,
    closed,
    told: (count: number) => vi.waitUntil(() => messages.length >= count, { timeout: 5000, interval: 2 }),
    first: () => (messages[0]?.type === 'begun' ? messages[0].live.id : undefined),
    get types() {
      return messages.map((message) => {
        if (message.type === 'second') return `second ${message.elapsedMs}`;
        return message.type === 'ended' ? `ended ${message.verdict} ${message.isKept}` : message.type;
      });
    },
  };
}

function closedWith(id: string): Promise<WatchEnd> {
  return new Promise((resolve) => {
    watchRun(id, { onMessage: () => {}, onClose: resolve });
  });
}

function raw(): Socket {
  const socket = connect(liveSocket(folder, ID));
  socket.on('error', () => {});
  open.push({ close: () => socket.destroy() });
  return socket.resume();
}

/** As a process leaves it that is killed: nobody listens there. */
async function leaveSocket(path: string): Promise<void> {
  const { spawnSync } = await import('node:child_process');
  const code = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', code, path]);
}
