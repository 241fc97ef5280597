/** The pipe of a process of functions that nothing is ever written to: it is closed when the parent is gone. */
export const GUARD_FD = 4;
