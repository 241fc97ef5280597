import { readJsonObject } from '../body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { numberParam } from '../parameters.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import { sendFile } from './download.ts';
import { FileStore, type Metadata, type Receipt, type StoredFile } from './file-store.ts';
import { cleanName, cleanType, receive } from './receive.ts';
import { Thumbnails } from './thumbnails.ts';

const MAX_PAGE_SIZE = 1000;
const MAX_ID = 200;
const MAX_METADATA = 100;
const MAX_METADATA_BYTES = 16 * 1024;

/** Files on the disk: taken, kept, listed, sent and shrunk to thumbnails. */
export function fileRoutes(state: DemoState): readonly Route[] {
  const store = new FileStore(state);
  const thumbnails = new Thumbnails();
  state.closing.push(() => store.close());
  return [
    {
      method: 'GET',
      path: '/files',
      about: '`?page=1&size=20&type=image/&name=`: `{page, pages, size, total, bytes, files}`, oldest first',
      handle: (exchange) => sendList(exchange, store),
    },
    {
      method: 'POST',
      path: '/files',
      about:
        '`?name=&store=plain`: stores the raw body: 201 with `{id, name, type, size, sha256, stored, storedBytes, metadata, …}`; the files of a form: `{files, fields}`; `store=gzip` or `br` compresses on the disk',
      handle: (exchange) => upload(exchange, store),
    },
    {
      method: 'GET',
      path: '/files/:id',
      about: '`?compress=no`: downloads; with `etag`, ranges, `if-range`; `compress=gzip` or `br` in that encoding',
      handle: (exchange) => sendFile(exchange, found(exchange, store)),
    },
    {
      method: 'PUT',
      path: '/files/:id',
      about: 'stores the raw body, or the one file of a form, under that id: 201, or 200 in place of another',
      handle: (exchange) => replace(exchange, store),
    },
    {
      method: 'DELETE',
      path: '/files/:id',
      about: 'deletes a file: 204',
      handle: async (exchange) => {
        await store.delete(found(exchange, store).id);
        sendNothing(exchange);
      },
    },
    {
      method: 'GET',
      path: '/files/:id/metadata',
      about: 'what the upload answered',
      handle: (exchange) => sendJson(exchange, described(found(exchange, store))),
    },
    {
      method: 'PATCH',
      path: '/files/:id/metadata',
      about: 'changes `{name?, type?, metadata?: {key: text}}`; null takes a key away',
      handle: async (exchange) => {
        const changes = await readJsonObject(exchange, MAX_METADATA_BYTES);
        const file = found(exchange, store);
        sendJson(exchange, described(store.change(file.id, checkedChanges(file, changes)) ?? file));
      },
    },
    {
      method: 'GET',
      path: '/files/:id/thumbnail',
      about:
        '`?width=128&height=`: a PNG picture made smaller, as PNG; `x-cache: HIT` from the second time on; 415 for what is no PNG, 413 for too large a picture',
      handle: (exchange) => thumbnails.send(exchange, found(exchange, store)),
    },
  ];
}

function sendList(exchange: Exchange, store: FileStore): void {
  const page = numberParam(exchange, 'page', { fallback: 1, min: 1, max: 1e9 });
  const size = numberParam(exchange, 'size', { fallback: 20, min: 1, max: MAX_PAGE_SIZE });
  const type = exchange.query.get('type') ?? '';
  const name = (exchange.query.get('name') ?? '').toLowerCase();
  const chosen = store.list().filter((file) => file.type.startsWith(type) && file.name.toLowerCase().includes(name));
  const body = {
    page,
    pages: Math.max(1, Math.ceil(chosen.length / size)),
    size,
    total: chosen.length,
    bytes: chosen.reduce((sum, file) => sum + file.size, 0),
    files: chosen.slice((page - 1) * size, page * size).map(described),
  };
  sendJson(exchange, body, { headers: { 'x-total-count': chosen.length } });
}

async function upload(exchange: Exchange, store: FileStore): Promise<void> {
  const { files, fields, multipart } = await receive(exchange, store);
  const kept = await keepAll(store, files, () => {
    if (files.length === 0) throw new Refusal(400, 'The form has no file.');
    return { metadata: checkedMetadata(fields) };
  });
  const [first] = kept.map(described);
  const body = multipart ? { files: kept.map(described), fields } : first;
  sendJson(exchange, body, { status: 201, headers: { location: String(first?.url) } });
}

async function replace(exchange: Exchange, store: FileStore): Promise<void> {
  const { id = '' } = exchange.pathParams;
  if (id.length > MAX_ID) throw new Refusal(400, `An id may have ${MAX_ID} characters at most.`);
  const { files, fields } = await receive(exchange, store);
  let status = 201;
  const [kept] = await keepAll(store, files, () => {
    if (files.length !== 1) throw new Refusal(400, 'The form must have one file.');
    if (store.get(id) !== undefined) status = 200;
    return { id, metadata: checkedMetadata(fields) };
  });
  sendJson(exchange, kept === undefined ? {} : described(kept), { status, headers: { location: urlOf(id) } });
}

/** Keeps what was received; what is refused leaves nothing on the disk. */
async function keepAll(
  store: FileStore,
  receipts: readonly Receipt[],
  given: () => { id?: string; metadata: Metadata },
): Promise<readonly StoredFile[]> {
  const kept: StoredFile[] = [];
  try {
    const as = given();
    for (const receipt of receipts) kept.push(await store.keep(receipt, as));
    return kept;
  } catch (error) {
    await Promise.all(receipts.slice(kept.length).map((receipt) => store.drop(receipt)));
    throw error;
  }
}

function found({ pathParams: { id = '' } }: Exchange, store: FileStore): StoredFile {
  const file = store.get(id);
  if (file === undefined) throw new Refusal(404, `There is no file ${id.slice(0, 50)}.`);
  return file;
}

function described({ path: _path, createdMs, updatedMs, ...file }: StoredFile): Record<string, unknown> {
  return {
    ...file,
    createdAt: new Date(createdMs).toISOString(),
    updatedAt: new Date(updatedMs).toISOString(),
    url: urlOf(file.id),
  };
}

function urlOf(id: string): string {
  return `/files/${encodeURIComponent(id)}`;
}

function checkedChanges(
  file: StoredFile,
  changes: Readonly<Record<string, unknown>>,
): Partial<Pick<StoredFile, 'name' | 'type' | 'metadata'>> {
  const { name = file.name, type = file.type, metadata = {} } = changes;
  if (typeof name !== 'string' || typeof type !== 'string') throw new Refusal(400, 'name and type must be texts.');
  if (typeof metadata !== 'object' || metadata === null) throw new Refusal(400, 'metadata must be an object of texts.');
  const merged = Object.entries({ ...file.metadata, ...metadata }).filter(([, value]) => value !== null);
  return { name: cleanName(name), type: cleanType(type), metadata: checkedMetadata(Object.fromEntries(merged)) };
}

function checkedMetadata(given: Readonly<Record<string, unknown>>): Metadata {
  const entries = Object.entries(given);
  if (!entries.every(([, value]) => typeof value === 'string')) {
    throw new Refusal(400, 'metadata must be an object of texts.');
  }
  if (entries.length > MAX_METADATA || JSON.stringify(given).length > MAX_METADATA_BYTES) {
    throw new Refusal(413, `metadata may have ${MAX_METADATA} texts and ${MAX_METADATA_BYTES} bytes at most.`);
  }
  return given as Metadata;
}
