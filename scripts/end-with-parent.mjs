/** Preloaded into a child process: ends it when its parent is gone, which closes the pipe on standard input. */
process.stdin.on('end', () => process.exit());
process.stdin.resume();
process.stdin.unref();
