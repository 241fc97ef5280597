import fc from 'fast-check';

/** A response as a server might send it, and the method it answers. */
export interface GeneratedResponse {
  readonly method: 'GET' | 'HEAD';
  readonly text: string;
  /** The server closes afterwards. */
  readonly closes: boolean;
}

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,15}$/);
const value = fc.stringMatching(/^(?:[!-~\xa1-\xff](?:[ -~\xa1-\xff]{0,30}[!-~\xa1-\xff])?)?$/);
const body = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.stringMatching(/^[\r\n0-9a-f ]{0,20}$/),
  fc.constant('x'.repeat(70_000)),
);
const framing = fc.constantFrom('length', 'chunked', 'close');
const FRAMING = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'keep-alive',
  'proxy-connection',
]);

/** Well-formed responses of all kinds of framing. */
export const responses: fc.Arbitrary<GeneratedResponse> = fc
  .record({
    method: fc.constantFrom('GET' as const, 'GET' as const, 'HEAD' as const),
    status: fc.oneof(fc.constantFrom(200, 204, 304, 404, 500), fc.integer({ min: 200, max: 599 })),
    minor: fc.constantFrom(1, 1, 1, 0),
    reason: fc.stringMatching(/^[ -~]{0,20}$/),
    interim: fc.integer({ min: 0, max: 2 }),
    headers: fc.array(fc.tuple(token, value), { maxLength: 6 }),
    connection: fc.constantFrom('', 'close', 'keep-alive', 'Keep-Alive, x', 'x, Close'),
    body,
    framing,
    cuts: fc.array(fc.nat(60), { maxLength: 4 }),
    extension: fc.constantFrom('', ';a=b', ';q="x;y"'),
    trailer: fc.constantFrom('', 'x-trailer: 1\r\n'),
  })
  .map((parts) => {
    const { method, status, minor, reason, interim, connection } = parts;
    const bytes = Buffer.from(parts.body, 'utf8').toString('latin1');
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    const chunked = parts.framing === 'chunked' && minor === 1;
    const closes = parts.framing === 'close' && !bodiless;
    const lines = parts.headers
      .filter(([name]) => !FRAMING.has(name.toLowerCase()))
      .map(([name, text]) => `${name}: ${text}`);
    if (connection !== '') lines.push(`Connection: ${connection}`);
    if (chunked) lines.push('Transfer-Encoding: chunked');
    else if (parts.framing !== 'close') lines.push(`Content-Length: ${bytes.length}`);
    const head = `HTTP/1.${minor} ${status} ${reason}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
    const sent = bodiless ? '' : chunked ? chunksOf(bytes, parts) : bytes;
    return { method, text: 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(interim) + head + sent, closes };
  });

function chunksOf(
  bytes: string,
  { cuts, extension, trailer }: { cuts: number[]; extension: string; trailer: string },
): string {
  const places = [...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length].sort((a, b) => a - b);
  let text = '';
  let from = 0;
  for (const to of places) {
    if (to > from) text += `${(to - from).toString(16)}${extension}\r\n${bytes.slice(from, to)}\r\n`;
    from = to;
  }
  return `${text}0${extension}\r\n${trailer}\r\n`;
}
