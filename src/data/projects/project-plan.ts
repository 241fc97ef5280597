import { hashString, permute, type Random, SeededRandom } from '../../load/random.ts';
import type { ProjectSettings, ProjectSize } from './project-settings.ts';

/** A project before its files are written: its modules, what they import, and how long each is to be. */
export interface ProjectPlan {
  readonly settings: ProjectSettings;
  readonly modules: readonly ModulePlan[];
  /** Dependencies without those for development. */
  readonly packages: readonly string[];
  /** Rings of modules that import each other, by index. */
  readonly cycles: readonly (readonly number[])[];
}

export interface ModulePlan {
  readonly index: number;
  /** `invoice` */
  readonly folder: string;
  /** `invoice-queue` */
  readonly file: string;
  /** `InvoiceQueue` */
  readonly type: string;
  /** Indexes of the modules that it imports: lower than its own but for one in each ring. */
  readonly imports: readonly number[];
  readonly packages: readonly string[];
  readonly lines: number;
  readonly isTested: boolean;
}

interface Extent {
  readonly modules: readonly [number, number];
  /** Mean length of a module; their number times this stays within the lines of the size. */
  readonly meanLines: readonly [number, number];
  readonly packages: readonly [number, number];
  readonly tested: number;
}

/** Chosen so that all files together stay within what `docs/data.md` says of each size. */
const EXTENTS: Readonly<Record<ProjectSize, Extent>> = {
  small: { modules: [13, 18], meanLines: [26, 32], packages: [8, 17], tested: 0.3 },
  medium: { modules: [55, 115], meanLines: [32, 55], packages: [25, 90], tested: 0.4 },
  large: { modules: [260, 720], meanLines: [50, 85], packages: [110, 250], tested: 0.45 },
};

const LEAST_LINES = 21;
const LONGEST_RING = 4;
const STREAM = hashString('project plan');

export function planProject(settings: ProjectSettings): ProjectPlan {
  const random = new SeededRandom(settings.seed, STREAM, settings.number);
  const extent = EXTENTS[settings.size];
  const count = random.int(...(extent.modules as [number, number]));
  const meanLines = random.int(...(extent.meanLines as [number, number]));
  const packages = packageNames(random.int(...(extent.packages as [number, number])), settings);
  const rings = planRings(random, count, settings.cycles);
  const ringAt = new Map(rings.flatMap((ring) => ring.map((index) => [index, ring] as const)));
  const packagesAt = new Map<number, string[]>();
  packages.forEach((name, number) => {
    const index = permute(number % count, count, settings.seed);
    packagesAt.set(index, [...(packagesAt.get(index) ?? []), name]);
  });
  const lengths = moduleLengths(random, count, meanLines);
  const modules = lengths.map((lines, index) => ({
    index,
    ...moduleName(index, settings),
    imports: importsOf(random, index, ringAt.get(index)),
    packages: packagesAt.get(index) ?? [],
    lines,
    isTested: random.next() < extent.tested,
  }));
  return { settings, modules, packages, cycles: rings };
}

/** Log-normal around the mean, as lengths of real files are. */
function moduleLengths(random: Random, count: number, mean: number): readonly number[] {
  const weights = Array.from({ length: count }, () => Math.exp(random.normal(0, 0.75)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const free = (mean - LEAST_LINES) * count;
  return weights.map((weight) => LEAST_LINES + Math.floor((weight / sum) * Math.max(0, free)));
}

/** Disjoint blocks of two to four neighbours. */
function planRings(random: Random, count: number, cycles: number): readonly (readonly number[])[] {
  const room = Math.floor((count - 1) / Math.max(1, cycles));
  return Array.from({ length: cycles }, (_, number) => {
    const length = random.int(2, LONGEST_RING);
    const start = 1 + number * room + random.int(0, room - LONGEST_RING);
    return Array.from({ length }, (_, at) => start + at);
  });
}

/** How many rings fit into the smallest project of a size. */
export function mostCycles(size: ProjectSize): number {
  return Math.floor((EXTENTS[size].modules[0] - 1) / LONGEST_RING);
}

/** Mostly neighbours and the few that all build on; a ring member also the one before it, and the first the last. */
function importsOf(random: Random, index: number, ring: readonly number[] | undefined): readonly number[] {
  const below = ring?.[0] ?? index;
  const chosen = new Set<number>();
  const wanted = Math.min(below, Math.floor(random.exponential(2.2)), 8);
  for (let i = 0; i < wanted; i++) {
    const share = random.next();
    const isFoundation = random.next() < 0.3;
    const near = below - 1 - Math.floor(random.exponential(8));
    chosen.add(isFoundation ? Math.floor(share * share * Math.min(below, 12)) : Math.max(0, near));
  }
  if (ring !== undefined) chosen.add(index === ring[0] ? (ring[ring.length - 1] ?? 0) : index - 1);
  return [...chosen].sort((a, b) => a - b);
}

const NOUNS = `invoice order customer payment shipment product basket account session message document folder report
  ticket booking reservation contract supplier warehouse parcel refund voucher campaign audience survey answer lesson
  course student grade vehicle route driver meter sensor reading alarm device recipe`.split(/\s+/);
const ROLES = `queue parser store index planner checker builder reader writer ledger filter mapper router cache
  schedule policy history summary monitor registry adapter encoder decoder sampler counter merger splitter resolver
  validator formatter`.split(/\s+/);

function moduleName(index: number, { seed }: ProjectSettings): Pick<ModulePlan, 'folder' | 'file' | 'type'> {
  const combinations = NOUNS.length * ROLES.length;
  const place = permute(index % combinations, combinations, seed);
  const noun = NOUNS[place % NOUNS.length] ?? '';
  const role = ROLES[Math.floor(place / NOUNS.length)] ?? '';
  return { folder: noun, file: `${noun}-${role}`, type: `${capital(noun)}${capital(role)}` };
}

const QUALITIES = 'swift calm bright tiny solid plain quick brave keen mild'.split(' ');
const THINGS = `queue cache date path color matrix retry schema logger stream parser money locale token router hash
  pool graph event diff mask zip grid clock tree batch`.split(/\s+/);

/** Under a scope that nobody publishes to; nothing is ever installed. */
function packageNames(count: number, { seed, number }: ProjectSettings): readonly string[] {
  const combinations = QUALITIES.length * THINGS.length;
  return Array.from({ length: count }, (_, index) => {
    const place = permute(index, combinations, seed + number);
    return `@fictive/${QUALITIES[place % QUALITIES.length]}-${THINGS[Math.floor(place / QUALITIES.length)]}`;
  }).sort();
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
