import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HandTimers } from '../../../test/dashboard/hand-timers.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { ProjectWatch } from './project-watch.ts';

let dir = '';
let timers: HandTimers;
let watch: ProjectWatch;
const onChange = vi.fn();

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-watch-'));
  writeFileSync(join(dir, 'package.json'), '{}');
  write('profiles: { a: { users: 1, duration: 1s, rate: 1 } }');
  timers = new HandTimers('2026-03-27T12:00:00Z');
  onChange.mockReset();
  watch = new ProjectWatch({ cwd: dir, project: await readProjectConfig(dir), timers, onChange });
});
afterEach(() => {
  watch.close();
  rmSync(dir, { recursive: true, force: true });
});

function write(text: string): void {
  writeFileSync(join(dir, 'plimsoll.config.yaml'), text);
}

async function changed(times: number): Promise<void> {
  await timers.to(timers.now() + 3000);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(times));
}

const names = () => Object.keys(watch.project.config.profiles ?? {});

it('a configuration is read again when it has changed, and what was right before holds while it is wrong', async () => {
  write('profiles: { b: { users: 1, duration: 1s, rate: 1 }, c: { users: 1, duration: 1s, rate: 1 } }');
  await changed(1);
  expect(names()).toEqual(expect.arrayContaining(['b', 'c']));
  write('profils: {}');
  await changed(2);
  expect(names()).toEqual(expect.arrayContaining(['b', 'c']));
  expect(watch.problem).toMatch(/what it said before holds: plimsoll\.config\.yaml.*unknown key 'profils'/);
  rmSync(join(dir, 'plimsoll.config.yaml'));
  await changed(3);
  expect(watch.problem).toBeUndefined();
  expect(names()).toEqual(['light', 'moderate', 'stress', 'spike']);
});

it('a configuration that stays as it is is not read again', async () => {
  await timers.to(timers.now() + 10_000);
  watch.close();
  write('profils: {}');
  await timers.to(timers.now() + 10_000);
  expect(onChange).not.toHaveBeenCalled();
});
