import { flag, list, value } from './option.ts';
import { text, wholeNumber } from './readers.ts';

export const serveOptions = {
  port: value(wholeNumber({ max: 65_535 }), {
    short: 'p',
    value: 'PORT',
    help: '0 takes any free one.',
    otherwise: '1877',
  }),
  host: value(
    { ...text, takes: 'an address of this machine', example: '0.0.0.0' },
    {
      value: 'HOST',
      help: 'The address to listen on; whatever others can reach demands a token.',
      otherwise: '127.0.0.1',
    },
  ),
  token: value(
    { ...text, takes: 'a token of 16 characters or more', example: '"$(openssl rand -hex 24)"' },
    {
      value: 'TOKEN',
      help: 'What whoever asks has to know; better set as PLIMSOLL_TOKEN, which no list of processes shows.',
      otherwise: 'none on this machine alone, else a new one, which is printed',
    },
  ),
  allowHost: list(
    { ...text, takes: 'a name, or a name and a port', example: 'perf.example.com' },
    { value: 'NAME', help: 'A name that it is reached by, such as that of a proxy before it.' },
  ),
  open: flag('Open it in the browser.', { short: 'o' }),
  store: value(
    { ...text, takes: 'the URL of a store', example: 'sqlite:runs.db' },
    { value: 'URL', help: 'Another store: sqlite:FILE or postgres://…', otherwise: '.plimsoll/store.db' },
  ),
  quiet: flag('Say nothing but where it listens.', { short: 'q' }),
} as const;
