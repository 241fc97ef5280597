import { afterEach, describe, expect, it, vi } from 'vitest';
import { Listeners } from './listeners.ts';
import type { ManagerEvent } from './manager-events.ts';

const overlap: ManagerEvent = { type: 'overlap', id: 'test-1', name: 'shop', with: 'test-2' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('listeners', () => {
  it('hear what they listen for, here and above, until they leave', () => {
    const above = new Listeners();
    const listeners = new Listeners(above);
    const heard: string[] = [];
    const leave = listeners.on('overlap', (event) => heard.push(`own ${event.with}`));
    listeners.on('ended', () => heard.push('never'));
    above.on('overlap', (event) => heard.push(`above ${event.with}`));
    above.onAll(({ type }) => heard.push(`all ${type}`));
    listeners.tell(overlap);
    leave();
    leave();
    listeners.tell(overlap);
    expect(heard).toEqual(['own test-2', 'above test-2', 'all overlap', 'above test-2', 'all overlap']);
  });

  it('are told apart when the same function listens twice', () => {
    const listeners = new Listeners();
    const listener = vi.fn();
    const leave = listeners.on('overlap', listener);
    listeners.on('overlap', listener);
    leave();
    listeners.tell(overlap);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('do not disturb one another: what one throws is told as an error', async () => {
    const listeners = new Listeners();
    const errors: unknown[] = [];
    const after = vi.fn();
    listeners.on('overlap', () => {
      throw new Error('thrown');
    });
    listeners.on('overlap', async () => {
      throw new Error('rejected');
    });
    listeners.on('overlap', after);
    listeners.on('error', ({ error, while: doing }) => errors.push([(error as Error).message, doing]));
    listeners.tell(overlap);
    await new Promise((resolve) => setImmediate(resolve));
    expect(after).toHaveBeenCalledTimes(1);
    const doing = "a listener for 'overlap' was called";
    expect(errors).toEqual([
      ['thrown', doing],
      ['rejected', doing],
    ]);
  });

  it('warn where nobody listens for errors, or where who does throws too', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const listeners = new Listeners(new Listeners());
    const failing = () => {
      throw new Error('thrown');
    };
    listeners.on('overlap', failing);
    listeners.tell(overlap);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('thrown'), { type: 'LoadTestManagerWarning' });
    listeners.on('error', failing);
    listeners.tell(overlap);
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
