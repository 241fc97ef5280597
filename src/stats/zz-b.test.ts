import { describe, expect, it } from 'vitest';
import { testDrift } from './drift.ts';
import { type Chance, seededChance } from './resample.ts';

const seconds = (values: readonly (number | null)[]) => values.map((value, i) => ({ timeMs: i * 1_000, value }));

/** Autoregressive, with a standard deviation of 1. */
function autoregressive(length: number, rho: number, chance: Chance): number[] {
  const fresh = Math.sqrt(1 - rho ** 2);
  let value = chance.normal();
  return Array.from({ length }, () => {
    value = rho * value + fresh * chance.normal();
    return value;
  });
}

type Noise = (length: number, chance: Chance) => number[];
const noises: Record<string, Noise> = {
  'white noise': (length, chance) => autoregressive(length, 0, chance).map((e) => 100 + 5 * e),
  'AR(1) with ρ = 0.6': (length, chance) => autoregressive(length, 0.6, chance).map((e) => 100 + 5 * e),
  'AR(1) with ρ = 0.8': (length, chance) => autoregressive(length, 0.8, chance).map((e) => 100 + 5 * e),
  'heavy-tailed latencies': (length, chance) => autoregressive(length, 0, chance).map((e) => 100 * Math.exp(e)),
  'heavy-tailed latencies with ρ = 0.6': (length, chance) =>
    autoregressive(length, 0.6, chance).map((e) => 100 * Math.exp(e)),
  'one spike near the end': (length, chance) => {
    const values = autoregressive(length, 0, chance).map((e) => 100 + 5 * e);
    values[length - 1 - chance.index(3)]! *= 20;
    return values;
  },
  'a cycle of a fifth of the run': (length, chance) =>
    autoregressive(length, 0, chance).map((e, i) => 100 + 5 * e + 10 * Math.sin((2 * Math.PI * 5 * i) / length + 1)),
  'whole numbers with many ties': (length, chance) =>
    autoregressive(length, 0.6, chance).map((e) => Math.round(10 + e)),
};

function shareUnder(pValue: number, rounds: number, draw: (chance: Chance) => number[]): number {
  const chance = seededChance(rounds);
  let alarms = 0;
  for (let round = 0; round < rounds; round++) if (testDrift(seconds(draw(chance)))!.pValue < pValue) alarms++;
  return alarms / rounds;
}

const cpu = () => { const t = process.cpuUsage(); return (t.user+t.system)/1000; };
it('x', () => {
  for (const name of ['white noise', 'AR(1) with ρ = 0.8', 'heavy-tailed latencies']) for (const [n, r] of [[25,1000],[60,1000],[240,200],[600,200]] as const) {
    const s = cpu(); const share = shareUnder(0.01, r, (c) => noises[name]!(n, c)); console.log('R', name, n, share, ((cpu()-s)/r).toFixed(2), 'ms each');
  }
  const chance = seededChance(66);
    let alarms = 0; const s = cpu();
    for (let round = 0; round < 1000; round++) {
      const values = autoregressive(120, 0.3, chance).map(
        (e, i) => 100 + 5 * e + 20 * Math.sin((2 * Math.PI * i) / 20),
      );
      if (testDrift(seconds(values), { periodMs: 20_000 })!.pValue < 0.01) alarms++;
    }
    console.log('R period', alarms / 1000, (cpu()-s)/1000);
}, 200000);
