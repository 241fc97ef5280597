/** Whether a file holds benchmarks, by its name. */
export function isBenchName(file: string): boolean {
  return /\.bench\.[cm]?[jt]sx?$/i.test(file);
}
