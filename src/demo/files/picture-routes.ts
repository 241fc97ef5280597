import { hashString, SeededRandom } from '../../load/random.ts';
import { type Exchange, Refusal, send } from '../exchange.ts';
import { numberParam } from '../parameters.ts';
import type { Route } from '../router.ts';
import { ByteCache } from './byte-cache.ts';
import { encodePng, MAX_PIXELS } from './png.ts';
import type { Picture } from './scale-picture.ts';

const MAX_SIDE = 8192;
const CACHE_BYTES = 16 * 1024 * 1024;
const DISCS = 12;

/** Pictures to upload: the same for one name and size, whatever the seed of the target is. */
export function pictureRoutes(): readonly Route[] {
  const cache = new ByteCache(CACHE_BYTES);
  return [
    {
      method: 'GET',
      path: '/images/:picture',
      about:
        '`?width=640&height=480&noise=0`: a PNG picture that follows from its name, such as `7.png`; noise up to 1 makes it larger in bytes',
      handle: (exchange) => sendPicture(exchange, cache),
    },
  ];
}

async function sendPicture(exchange: Exchange, cache: ByteCache): Promise<void> {
  const [, name] = /^([\w-]{1,50})\.png$/.exec(exchange.pathParams.picture ?? '') ?? [];
  if (name === undefined) throw new Refusal(404, 'Pictures are called by letters and digits, such as /images/7.png.');
  const width = numberParam(exchange, 'width', { fallback: 640, min: 1, max: MAX_SIDE });
  const height = numberParam(exchange, 'height', { fallback: 480, min: 1, max: MAX_SIDE });
  const noise = numberParam(exchange, 'noise', { fallback: 0, min: 0, max: 1, fractions: true });
  if (width * height > MAX_PIXELS) throw new Refusal(400, `A picture may have ${MAX_PIXELS} pixels at most.`);
  const key = `${name} ${width} ${height} ${noise}`;
  let png = cache.get(key);
  if (png === undefined) {
    png = await encodePng(paint({ width, height }, new SeededRandom(hashString(name)), noise));
    cache.set(key, png);
  }
  send(exchange, png, { headers: { 'content-type': 'image/png' } });
}

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Colour;
}

type Colour = readonly [red: number, green: number, blue: number];

/** A gradient with discs on it. */
function paint(size: { width: number; height: number }, random: SeededRandom, noise: number): Picture {
  const { width, height } = size;
  const colour = (): Colour => [random.int(0, 255), random.int(0, 255), random.int(0, 255)];
  const [top, bottom] = [colour(), colour()];
  const discs = Array.from({ length: DISCS }, (): Disc => {
    const radius = (0.05 + 0.15 * random.next()) * Math.min(width, height);
    return { x: random.next() * width, y: random.next() * height, radius, colour: colour() };
  });
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const part = y / height;
    const ground: Colour = [0, 1, 2].map((i) => (top[i] ?? 0) * (1 - part) + (bottom[i] ?? 0) * part) as never;
    const near = discs.filter((disc) => Math.abs(disc.y - y) < disc.radius);
    for (let x = 0; x < width; x++) {
      const [red, green, blue] =
        near.find((disc) => (disc.x - x) ** 2 + (disc.y - y) ** 2 < disc.radius ** 2)?.colour ?? ground;
      const grain = noise === 0 ? 0 : noise * random.int(-128, 127);
      data.set([clamp(red + grain), clamp(green + grain), clamp(blue + grain), 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
