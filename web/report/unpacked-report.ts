import { unpackReport } from '../../src/model/packed-report.ts';
import type { ReportData } from '../../src/model/report.ts';

/** The data that a report carries: compressed, and written as base64. */
export async function unpackedReport(document: Document): Promise<ReportData> {
  const text = document.getElementById('data')?.textContent ?? '';
  if (text === '') throw new Error('it has no data');
  const unpacked = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return unpackReport(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

/** A plain loop: megabytes of it are read before anything is drawn. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
