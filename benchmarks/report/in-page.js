/** Run in the page before anything of it: what it painted, and how its frames follow each other. */
globalThis.plimsollSeen = { firstMs: 0, largestMs: 0, drawnMs: 0, shift: 0 };

function observe(type, take) {
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
}

observe('paint', ({ name, startTime }) => {
  if (name === 'first-contentful-paint') globalThis.plimsollSeen.firstMs = startTime;
});
observe('largest-contentful-paint', ({ startTime }) => {
  globalThis.plimsollSeen.largestMs = startTime;
});
observe('layout-shift', ({ value }) => {
  globalThis.plimsollSeen.shift += value;
});

function lookForCharts() {
  if (document.querySelector('html[data-drawn] .chart-canvas canvas') === null) requestAnimationFrame(lookForCharts);
  // The frame after the one in which they came to be shows them.
  else requestAnimationFrame((now) => Object.assign(globalThis.plimsollSeen, { drawnMs: now }));
}
requestAnimationFrame(lookForCharts);

/** Milliseconds between the frames that are shown in the next so many. */
globalThis.framesFor = (forMs) =>
  new Promise((resolve) => {
    const gaps = [];
    const start = performance.now();
    let before = start;
    const look = (now) => {
      gaps.push(now - before);
      before = now;
      if (now - start < forMs) requestAnimationFrame(look);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(look);
  });

/** From the button's release to the second frame after it, by which all that follows from it is shown. */
globalThis.untilRedrawn = () =>
  new Promise((resolve) => {
    const onUp = () => {
      const start = performance.now();
      requestAnimationFrame(() => requestAnimationFrame((now) => resolve(now - start)));
    };
    addEventListener('pointerup', onUp, { once: true, capture: true });
  });
