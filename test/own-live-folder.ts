import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Files of tests run side by side: each sees its own runs under way, and nobody else's. */
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-live-'));
process.env.PLIMSOLL_LIVE = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
