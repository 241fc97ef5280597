/**
 * Prints how the default detector of `plimsoll trend` is calibrated: false alarms by kind of noise and length, power, place,
 * coverage and width of intervals, and time. `node benchmarks/change-points.mjs [SERIES] [SEED]`; every seed makes other series.
 */

import { findChangePoints } from '../src/stats/change-points/find-change-points.ts';
import { otavaChangePoints } from '../src/stats/change-points/otava.ts';
import { type Chance, seededChance } from '../src/stats/resample.ts';

const SERIES = Number(process.argv[2] ?? 400);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const LENGTHS = [50, 100, 200];

type Noise = (chance: Chance, count: number) => number[];

const each =
  (of: (chance: Chance, at: number, count: number) => number): Noise =>
  (chance, count) =>
    Array.from({ length: count }, (_, at) => 100 * of(chance, at, count));

function chain(rho: number): Noise {
  return (chance, count) => {
    let off = chance.normal();
    return Array.from({ length: count }, () => {
      off = rho * off + Math.sqrt(1 - rho * rho) * chance.normal();
      return 100 * (1 + 0.02 * off);
    });
  };
}

function gusts(chance: Chance, count: number): number[] {
  let strength = 0;
  return Array.from({ length: count }, () => {
    strength = 0.9 * strength + 0.3 * chance.normal();
    return 100 * (1 + 0.02 * Math.exp(strength) * chance.normal());
  });
}

const normal = each((chance) => 1 + 0.02 * chance.normal());

const NOISES: Readonly<Record<string, Noise>> = {
  'normal, CV 2 %': normal,
  '3 % spikes of +30 %': each((chance) => 1 + 0.02 * chance.normal() + (chance.uniform() < 0.03 ? 0.3 : 0)),
  'bimodal, 0 or +6 %': each((chance) => 1 + 0.02 * chance.normal() + (chance.uniform() < 0.5 ? 0.06 : 0)),
  'bimodal, one in five': each((chance) => 1 + 0.02 * chance.normal() + (chance.uniform() < 0.2 ? 0.06 : 0)),
  'AR(1) 0.6': chain(0.6),
  'AR(1) 0.3': chain(0.3),
  'AR(1) 0.8': chain(0.8),
  'log-normal, σ 0.4': each((chance) => Math.exp(0.4 * chance.normal())),
  exponential: each((chance) => -Math.log(1 - chance.uniform())),
  'heavy tails, t of 3': each(
    (chance) =>
      1 +
      (0.02 * chance.normal()) / Math.sqrt((chance.normal() ** 2 + chance.normal() ** 2 + chance.normal() ** 2) / 3),
  ),
  'whole milliseconds': each((chance) => Math.round(10.3 + 0.4 * chance.normal()) / 100),
  'noise grows from 2 to 5 %': each((chance, at, count) => 1 + (at < count / 2 ? 0.02 : 0.05) * chance.normal()),
  'noise in gusts': gusts,
  'weekly pattern of 6 %': each((chance, at) => 1 + 0.02 * chance.normal() + (at % 7 >= 5 ? 0.06 : 0)),
  'drift of 10 % in all': each((chance, at, count) => 1 + 0.02 * chance.normal() + (0.1 * at) / count),
};

const chanceOf = (series: number, stream: number) => seededChance(SEED * 7919 + series * 104_729 + stream * 1_299_709);
const percent = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
const print = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);

function falseAlarms(): void {
  print(['series with a false change', ...LENGTHS.map((length) => `${length} points`), 'Otava, 100 points']);
  print(['---', ...LENGTHS.map(() => '---:'), '---:']);
  for (const [stream, [name, noise]] of Object.entries(NOISES).entries()) {
    const shares = LENGTHS.map((length) => {
      const alarms = range(SERIES).filter(
        (i) => findChangePoints(noise(chanceOf(i, stream), length)).changes.length > 0,
      );
      return percent(alarms.length, SERIES);
    });
    const otava = range(SERIES).filter((i) => otavaChangePoints(noise(chanceOf(i, stream), 100)).length > 0);
    print([name, ...shares, percent(otava.length, SERIES)]);
  }
}

function power(): void {
  print(['a step in noise of 2 %', 'found', 'within 1 point', 'interval holds it', 'its width, of an ordinary one']);
  print(['---', '---:', '---:', '---:', '---:']);
  const cases = [
    [95, 3, 1.05],
    [95, 5, 1.05],
    [45, 5, 1.05],
    [25, 5, 1.05],
    [95, 10, 1.05],
    [50, 50, 1.02],
    [95, 10, 1.03],
    [50, 50, 0.9],
  ] as const;
  for (const [stream, [before, after, ratio]] of cases.entries()) {
    const found = range(SERIES).flatMap((i) => {
      const values = normal(chanceOf(i, 100 + stream), before + after).map((value, at) =>
        at < before ? value : value * ratio,
      );
      return findChangePoints(values)
        .changes.filter(({ index }) => Math.abs(index - before) <= 3)
        .slice(0, 1);
    });
    const near = found.filter(({ index }) => Math.abs(index - before) <= 1);
    const held = found.filter(({ low, high }) => low <= ratio && ratio <= high);
    const ordinary = 2 * 1.984 * 0.02 * Math.sqrt(1 / before + 1 / after);
    const width = found.reduce((sum, { low, high }) => sum + Math.log(high / low), 0) / found.length / ordinary;
    const name = `${ratio > 1 ? '+' : ''}${Math.round((ratio - 1) * 100)} %, ${before} points before and ${after} after`;
    print([
      name,
      percent(found.length, SERIES),
      percent(near.length, SERIES),
      percent(held.length, found.length),
      width.toFixed(2),
    ]);
  }
}

function time(): void {
  print(['100,000 points', 'found', 'time']);
  print(['---', '---:', '---:']);
  const long: readonly (readonly [string, number[]])[] = [
    ['no change', normal(chanceOf(0, 200), 100_000)],
    [
      '49 changes',
      normal(chanceOf(0, 201), 100_000).map((value, at) => value * (1 + 0.05 * (Math.floor(at / 2000) % 3))),
    ],
    ['AR(1) 0.6', chain(0.6)(chanceOf(0, 202), 100_000)],
  ];
  for (const [name, values] of long) {
    const start = performance.now();
    const { changes } = findChangePoints(values);
    print([name, changes.length, `${Math.round(performance.now() - start)} ms`]);
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

process.stdout.write(`${SERIES} series each, seed ${SEED}\n\n`);
falseAlarms();
process.stdout.write('\n');
power();
process.stdout.write('\n');
time();
