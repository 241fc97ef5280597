// A function as the thing tested, in a process of its own: time, throughput, memory, and how long it holds the event loop.
import { functionTest } from 'plimsoll';

interface Order {
  readonly id: number;
  readonly lines: readonly { readonly item: string; readonly price: number }[];
}

const orders: readonly Order[] = Array.from({ length: 2000 }, (_, id) => ({
  id,
  lines: Array.from({ length: 5 }, (_, line) => ({ item: `item ${(id + line) % 97}`, price: (id % 50) + line })),
}));

/** Pages through the orders and totals each one. */
async function totals({ from, count }: { from: number; count: number }) {
  const rows: { id: number; total: number }[] = [];
  for (let at = from; at < from + count; at += 50) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const { id, lines } of orders.slice(at, at + 50)) {
      rows.push({ id, total: lines.reduce((sum, { price }) => sum + price, 0) });
    }
  }
  return { rows };
}

export default functionTest(
  'totals of orders',
  {
    load: { users: 1, duration: '10s' },
    isolate: 'process',
    input: (user) => ({ from: (user.iteration % 10) * 100, count: 1000 }),
    items: 'rows',
    limits: [
      'function_call_items min >= 1000',
      'function_duration p95 < 200ms',
      'function_items perSecond > 5000',
      'function_memory_peak max < 50MB',
      'function_memory_growth max < 20MB',
      'function_failed rate == 0',
    ],
  },
  totals,
);
