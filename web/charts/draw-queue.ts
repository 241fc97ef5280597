/** Draws one thing after the other, each in a task of its own, so that a page with many charts answers in between. */
export interface DrawQueue {
  /** `draw` is called once, soon; what this returns takes that back. */
  add(draw: () => void): () => void;
}

/** `later` runs a task when the page has answered what waits. */
export function drawQueue(later: (task: () => void) => void): DrawQueue {
  const waiting = new Set<() => void>();
  let isGoing = false;
  const next = () => {
    const [draw] = waiting;
    if (draw === undefined) {
      isGoing = false;
      return;
    }
    waiting.delete(draw);
    draw();
    later(next);
  };
  return {
    add(draw) {
      waiting.add(draw);
      if (!isGoing) later(next);
      isGoing = true;
      return () => waiting.delete(draw);
    },
  };
}

/** Of the page. */
export const pageQueue = drawQueue((task) => setTimeout(task));
