import { flag, value } from './option.ts';
import { output, wholeNumber } from './readers.ts';

export const doctorOptions = {
  processes: value(wholeNumber({ min: 0, max: 100 }), {
    value: 'N',
    help: 'Fresh processes that noise is measured in; 0 leaves it out.',
    otherwise: '8',
  }),
  json: value(output, { value: 'FILE', help: 'Write what was found as JSON; - for standard output.' }),
  strict: flag('Exit with 3 when something spoils measurements.'),
} as const;
