/** Says that there are runs that nobody writes any more, and what to do. */
export function cutOffLine(count: number): string {
  const runs = count === 1 ? 'A run was cut off' : `${count} runs were cut off`;
  return `${runs}: plimsoll runs recover --all keeps what was measured\n`;
}
