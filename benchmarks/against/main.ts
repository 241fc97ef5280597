/**
 * What `plimsoll run --against` reaches. Simulated: how often its intervals hold the true ratio and how wide they are, how often it
 * calls equal targets unequal, and how often it finds 5 %. Real: the same with the demo target on this machine.
 */
import { parseArgs } from 'node:util';
import { realRuns } from './real.ts';
import { simulate } from './simulate.ts';

const USAGE = `node benchmarks/against/run.mjs [options]
  --simulations N   simulated runs for each kind of noise (200)
  --equal N         real runs of 20s against the same target (40)
  --slower N        real runs of 60s against a target that is 5% faster (20)
  --seed N          seeds follow from it (from the clock)`;

const { values } = parseArgs({
  options: {
    simulations: { type: 'string', default: '200' },
    equal: { type: 'string', default: '40' },
    slower: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const seed = Number(values.seed);
  process.stdout.write(`seed ${seed}\n`);
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const simulated = simulate({ runs: Number(values.simulations), seed, write });
  const real = await realRuns({ equal: Number(values.equal), slower: Number(values.slower), seed, write });
  process.exitCode = simulated && real ? 0 : 1;
}
