import type { Exchange } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import { type DemoState, seededFor } from './state.ts';

const BLOCK_BYTES = 64 * 1024;
const MAX_BYTES = 1024 ** 3;

export function bytesRoutes(state: DemoState): readonly Route[] {
  let block: Buffer | undefined;
  return [
    {
      method: 'GET',
      path: '/bytes/:n',
      about: '`n` bytes, up to 1 GiB: the same for one seed, and the beginning of any longer answer',
      handle: (exchange) => {
        block ??= randomBlock(state);
        sendBytes(exchange, numberParam(exchange, 'n', { min: 0, max: MAX_BYTES }), block);
      },
    },
  ];
}

function randomBlock(state: DemoState): Buffer {
  const random = seededFor(state, 'bytes');
  return Buffer.from(Uint8Array.from({ length: BLOCK_BYTES }, () => random.int(0, 255)));
}

function sendBytes({ request, response }: Exchange, total: number, block: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': total });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  let left = total;
  const fill = () => {
    while (left > BLOCK_BYTES) {
      left -= BLOCK_BYTES;
      if (!response.write(block)) {
        response.once('drain', fill);
        return;
      }
    }
    response.end(block.subarray(0, left));
  };
  fill();
}
