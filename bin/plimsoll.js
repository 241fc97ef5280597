#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const main = new URL('../dist/packed/main.js', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);
const argument = process.argv[2];

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`plimsoll needs Node 20.19 or later; this is ${process.versions.node}`);
  process.exitCode = 2;
} else if (argument === '--version' || argument === '-V') {
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
} else if (!existsSync(main)) {
  console.error('plimsoll is not built yet: run `npm run build`, or `npm start` for a first load test');
  process.exitCode = 2;
} else {
  await import(main.href);
}
