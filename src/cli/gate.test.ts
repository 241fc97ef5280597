import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderJson } from '../reporters/json.ts';
import { exampleRun } from '../reporters/terminal/fixtures/example-run.ts';
import { gate } from './gate.ts';
import { gateOptions } from './options/gate-options.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-gate-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describe('a gate that measures nothing again', () => {
  it('leaves signals alone, so that they end it even in the midst of a calculation', async () => {
    writeFileSync(join(folder, 'run.json'), renderJson(exampleRun()));
    const listened = vi.spyOn(process, 'on');
    const unset = Object.fromEntries(Object.keys(gateOptions).map((key) => [key, undefined]));
    const flags = { noConfirm: false, strict: false, quiet: false, githubComment: false, checkRun: false };
    const options = { ...unset, ...flags } as Parameters<typeof gate>[0]['options'];
    const terminal = { stdout: silent(), stderr: silent(), env: {}, cwd: folder };
    expect([0, 3]).toContain(await gate({ arguments: ['run.json'], options, terminal, chosen: {}, commands: [] }));
    expect(listened.mock.calls.filter(([event]) => /^SIG/.test(String(event)))).toEqual([]);
  });
});
