let picture: Promise<Uint8Array> | undefined;

const WIDTH = 320;
const HEIGHT = 240;

/** A small PNG picture, always the same. */
export function testPicture(): Promise<Uint8Array> {
  picture ??= drawn();
  return picture;
}

async function drawn(): Promise<Uint8Array> {
  const { PNG } = await import('pngjs');
  const png = new PNG({ width: WIDTH, height: HEIGHT });
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) png.data.set([x % 256, y, (x ^ y) % 256, 255], (y * WIDTH + x) * 4);
  }
  return new Uint8Array(PNG.sync.write(png));
}
