/** What lies beside the files of a set. */
export const MANIFEST = 'plimsoll-data.json';
export const WORK_FOLDER = '.plimsoll-data';

const MAX_PATH = 1024;
/** Names of devices on Windows, with whatever ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/**
 * Whether a path names a file within a set's folder on every system: relative, forward slashes, no step up, none of the
 * writer's own files.
 */
export function isDataPath(path: unknown): path is string {
  if (typeof path !== 'string' || path === '' || path.length > MAX_PATH) return false;
  if (/[\\:*?"<>|]|\p{Cc}|\p{Cs}/u.test(path)) return false;
  const steps = path.split('/');
  if ([MANIFEST, WORK_FOLDER].includes((steps[0] ?? '').toLowerCase())) return false;
  return steps.every((step) => step !== '' && !/^\.\.?$/.test(step) && !/[. ]$/.test(step) && !DEVICE.test(step));
}
