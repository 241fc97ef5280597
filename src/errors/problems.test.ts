import { describe, expect, it } from 'vitest';
import { ProblemsError } from './problems.ts';

describe('very many problems', () => {
  it('are all kept, and told of up to fifty', () => {
    const problems = Array.from({ length: 5000 }, (_, index) => ({ code: 'UNKNOWN_KEY', message: `wrong ${index}` }));
    const error = new ProblemsError(problems);
    expect(error.problems).toHaveLength(5000);
    expect(error.message.split('\n')).toHaveLength(51);
    expect(error.message.endsWith('wrong 49\n… and 4950 more')).toBe(true);
  });
});
