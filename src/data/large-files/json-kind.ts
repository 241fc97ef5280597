import { type Blocks, blocksFor } from './compressibility.ts';
import type { Kind, Room } from './kind.ts';
import { type Page, pieceOf } from './page.ts';
import { longestRecord, type RecordForm, RecordWriter } from './record.ts';

const SAVING = { natural: 0.738, noise: 0.3, unitBytes: 340 };

const BEFORE = {
  uuid: pieceOf(',"uuid":"'),
  time: pieceOf('","time":"'),
  type: pieceOf('","type":"'),
  name: pieceOf('","user":{"name":"'),
  email: pieceOf('","email":"'),
  country: pieceOf('","country":"'),
  amount: pieceOf('"},"amount":'),
  quantity: pieceOf(',"items":[{"quantity":'),
  paid: pieceOf(',"paid":'),
  note: pieceOf('}],"discount":null,"note":"'),
};

/** An object with an array of records, one a line. */
export function jsonKind(compressible?: number): Kind {
  const form: RecordForm = {
    begin: pieceOf(',\n{"id":'),
    first: pieceOf('{"id":'),
    before: BEFORE,
    end: pieceOf('"}'),
  };
  const blocks = blocksFor(compressible, SAVING);
  return {
    extension: 'json',
    head: pieceOf('{"format":"records","version":1,"items":[\n'),
    tail: pieceOf('\n]}\n'),
    fill: (page, room) => putRecords(page, room, { form, blocks }),
    small: (size) => (size === 0 ? undefined : Buffer.from(smallText(size))),
  };
}

/** A record a line. */
export function ndjsonKind(compressible?: number): Kind {
  const form: RecordForm = { begin: pieceOf('{"id":'), before: BEFORE, end: pieceOf('"}\n') };
  const blocks = blocksFor(compressible, SAVING);
  return {
    extension: 'ndjson',
    head: pieceOf(''),
    tail: pieceOf(''),
    fill: (page, room) => putRecords(page, room, { form, blocks }),
    small: (size) => (size < 2 ? Buffer.from('0'.repeat(size)) : Buffer.from(`${smallText(size - 1)}\n`)),
  };
}

export function putRecords(
  page: Page,
  room: Room,
  { form, blocks }: { readonly form: RecordForm; readonly blocks: Blocks },
): void {
  const writer = new RecordWriter(page, room, form);
  const longest = longestRecord(blocks);
  while (room.end - page.at > 2 * longest) writer.put(blocks);
  writer.putLast(room.end);
}

/** The shortest value of exactly this length, from 1 on. */
function smallText(size: number): string {
  return size === 1 ? '0' : `"${'a'.repeat(size - 2)}"`;
}
