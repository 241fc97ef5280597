import { randomBytes } from 'node:crypto';

/** Sorts by time and reads as one: `20260314-092653-3f9a1c`. */
export function createRunId(startedAtMs: number): string {
  const digits = new Date(startedAtMs).toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(3).toString('hex')}`;
}
