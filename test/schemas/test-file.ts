import { Ajv } from 'ajv';
import { testFileSchema } from '../../src/define/format/test-file-schema.ts';

/** Compiled once for all tests of a process; what optimises the compiled code takes longer than it saves here. */
export const validateTestFile = new Ajv({ strict: false, code: { optimize: false } }).compile(testFileSchema());
