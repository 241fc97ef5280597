import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ThreadProfile } from './thread-profile.ts';

interface ProfileNode {
  readonly callFrame: { readonly functionName: string };
  readonly children?: readonly ProfileNode[];
}

function busyForProfile(): number {
  const until = performance.now() + 60;
  const kept: object[] = [];
  while (performance.now() < until) kept.push({ text: `${kept.length}`, list: [kept.length] });
  return kept.length;
}

describe('a profile of a thread', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-profile-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const read = (path: string | undefined) => JSON.parse(readFileSync(path ?? '', 'utf8'));

  it('has where its time went and what it allocated, in the files that DevTools opens', async () => {
    const profile = await ThreadProfile.start({ cpu: join(folder, 'cpu'), heap: join(folder, 'heap') });
    expect(busyForProfile()).toBeGreaterThan(0);
    const written = await profile.write('shop-worker-1');
    expect(written).toEqual([
      join(folder, 'cpu', 'shop-worker-1.cpuprofile'),
      join(folder, 'heap', 'shop-worker-1.heapprofile'),
    ]);
    const cpu = read(written[0]) as { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] };
    expect(cpu.nodes.map(({ callFrame }) => callFrame.functionName)).toContain('busyForProfile');
    expect(cpu.samples.length).toBe(cpu.timeDeltas.length);
    const names = (node: ProfileNode): string[] => [
      node.callFrame.functionName,
      ...(node.children ?? []).flatMap(names),
    ];
    expect(names((read(written[1]) as { head: ProfileNode }).head)).toContain('busyForProfile');
  });

  it('is only what was asked for', async () => {
    const profile = await ThreadProfile.start({ cpu: folder });
    expect(await profile.write('one')).toEqual([join(folder, 'one.cpuprofile')]);
  });
});
