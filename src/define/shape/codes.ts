/** Codes of problems that several parts of define/ report; docs/errors.md explains each. */
export const UNKNOWN_KEY = 'UNKNOWN_KEY';
export const MISSING_KEY = 'MISSING_KEY';
export const INVALID_VALUE = 'INVALID_VALUE';
export const UNUSABLE_KEY = 'UNUSABLE_KEY';
