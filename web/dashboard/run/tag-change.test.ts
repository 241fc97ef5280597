import { describe, expect, it } from 'vitest';
import { tagText, writtenTag } from './tag-change.ts';

describe('a tag', () => {
  it('is written as a key with a value, or alone', () => {
    expect(writtenTag(' build = 7=8 ')).toEqual({ key: 'build', value: '7=8' });
    expect(writtenTag('nightly')).toEqual({ key: 'nightly', value: '' });
    expect([tagText('build', '7'), tagText('nightly', '')]).toEqual(['build=7', 'nightly']);
  });

  it('has a key', () => {
    expect([writtenTag(''), writtenTag(' =x')]).toEqual([undefined, undefined]);
  });
});
