import { describe, expect, it } from 'vitest';
import { importOptional } from './import-optional.ts';

describe('importOptional', () => {
  it('imports a package that is there', async () => {
    const { posix } = await importOptional<typeof import('node:path')>('node:path', 'A path');
    expect(posix.sep).toBe('/');
  });

  it('says what needs a missing package and how to install it', async () => {
    await expect(importOptional('plimsoll-is-not-there', 'A test')).rejects.toMatchObject({
      name: 'UserError',
      code: 'MISSING_PACKAGE',
      message: "A test needs the package 'plimsoll-is-not-there', which is not installed.",
      hint: 'npm install plimsoll-is-not-there',
    });
  });

  it('passes on what a package throws while it loads', async () => {
    const throwing = 'data:text/javascript,throw new RangeError("broken")';
    await expect(importOptional(throwing, 'A test')).rejects.toThrow(RangeError);
  });
});
