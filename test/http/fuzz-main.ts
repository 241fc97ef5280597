import { fuzz } from './fuzz.ts';

const exchanges = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 17);
const startedMs = performance.now();
const report = fuzz({ seed, exchanges });
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${JSON.stringify({ seed, ...report, seconds: Math.round(seconds * 10) / 10 }, undefined, 2)}\n`);
