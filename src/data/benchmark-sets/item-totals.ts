import { createHash } from 'node:crypto';
import { type ItemTotals, itemAt } from './items.ts';

export function itemTotals(seed: number, count: number): ItemTotals {
  const ids = createHash('sha256');
  let [quantity, priceCents, active] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const item = itemAt(seed, index);
    ids.update(item.id);
    quantity += item.quantity;
    priceCents += item.priceCents;
    if (item.isActive) active++;
  }
  return { items: count, quantity, priceCents, active, ids: ids.digest('hex') };
}
