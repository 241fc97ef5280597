import { flag } from './option.ts';
import { reportOptions } from './run-options.ts';
import { store } from './runs-options.ts';

const { json, junit, markdown, csv, html } = reportOptions;

export const reportCommandOptions = {
  html: { ...html, otherwise: 'NAME-ID.html, where no other file is asked for' },
  json,
  markdown,
  junit,
  csv,
  open: flag('Show the page in the browser.'),
  store,
} as const;
