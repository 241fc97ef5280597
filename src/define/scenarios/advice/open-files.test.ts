import { expect, it } from 'vitest';
import { createScenario } from '../create-scenario.ts';
import { openFilesAdvice } from './open-files.ts';

it('counts a connection for each user and each of its streams', () => {
  const { spec } = createScenario('realtime', { tabs: 3 });
  const load = { users: 250, duration: '1m' };
  expect(openFilesAdvice(spec, load, 1100)).toEqual([]);
  expect(openFilesAdvice(spec, load, 1099)).toMatchObject([
    {
      code: 'OPEN_FILES_LIMIT',
      message: expect.stringContaining('ulimit -n 2048'),
      reason: expect.stringContaining('250 users with 4 connections'),
    },
  ]);
  expect(openFilesAdvice(spec, { rate: 10, duration: '1m' }, 1024)).toEqual([]);
});
