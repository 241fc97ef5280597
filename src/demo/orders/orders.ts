import type { Catalogue } from '../catalogue.ts';
import { Refusal } from '../exchange.ts';

export interface OrderLine {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly quantity: number;
  readonly total: number;
}

export type OrderStatus = 'reserved' | 'paid' | 'cancelled' | 'refunded' | 'expired';

export interface Order {
  readonly order: number;
  readonly user: string;
  readonly items: readonly OrderLine[];
  readonly total: number;
  readonly status: OrderStatus;
  /** Until when a reserved order holds its stock. */
  readonly reservedUntil?: string;
  readonly payment?: Payment;
}

export interface Payment {
  readonly payment: number;
  readonly order: number;
  readonly amount: number;
  readonly status: 'accepted' | 'declined';
}

export interface PaymentRequest {
  readonly key: string;
  readonly amount: number;
  readonly card: string;
}

interface Answered {
  readonly request: PaymentRequest;
  readonly payment: Payment;
}

interface KeptOrder {
  order: Order;
  reservedUntilMs: number;
  readonly answered: Map<string, Answered>;
}

const MAX_ORDERS = 20_000;
const MAX_KEYS = 100;
/** The number that payment services use for a card that is declined. */
const DECLINED_CARD = '4000000000000002';

/** Orders of the shop. A reserved order holds its stock until it is paid, cancelled or too late. */
export class Orders {
  private readonly kept = new Map<number, KeptOrder>();
  /** How many of an item are reserved or sold. */
  private readonly taken = new Map<number, number>();
  private readonly catalogue: Catalogue;
  private lastPayment = 0;
  /** No reservation ends before. */
  private nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  counts(): { orders: number; itemsTaken: number } {
    return { orders: this.kept.size, itemsTaken: [...this.taken.values()].reduce((sum, count) => sum + count, 0) };
  }

  reserve(ordered: Pick<Order, 'order' | 'user' | 'items' | 'total'>, reserveMs: number): Order {
    const { items } = ordered;
    this.expireOld();
    const short = items.find((line) => this.available(line.id) < line.quantity);
    if (short !== undefined) {
      throw new Refusal(409, `Only ${this.available(short.id)} of item ${short.id} are in stock.`);
    }
    this.makeRoom();
    const reservedUntilMs = Date.now() + reserveMs;
    const reservedUntil = new Date(reservedUntilMs).toISOString();
    const order: Order = { ...ordered, status: 'reserved', reservedUntil };
    this.nextExpiryMs = Math.min(this.nextExpiryMs, reservedUntilMs);
    this.kept.set(order.order, { order, reservedUntilMs, answered: new Map() });
    this.take(order, 1);
    return order;
  }

  list(user: string): Order[] {
    this.expireOld();
    return [...this.kept.values()].map(({ order }) => order).filter((order) => order.user === user);
  }

  get(number: number, user: string): Order {
    return this.find(number, user).order;
  }

  /** Pays once: the same key with the same body is answered as before, another payment is refused. */
  pay(
    number: number,
    user: string,
    request: PaymentRequest,
  ): { readonly payment: Payment; readonly isRepeated: boolean } {
    const kept = this.find(number, user);
    const before = kept.answered.get(request.key);
    if (before !== undefined) {
      const isSame = before.request.amount === request.amount && before.request.card === request.card;
      if (!isSame) throw new Refusal(422, 'This idempotency key was used with another body.');
      return { payment: before.payment, isRepeated: true };
    }
    const { status, total } = kept.order;
    if (status !== 'reserved') throw new Refusal(409, `Order ${number} cannot be paid: it is ${status}.`);
    if (request.amount !== total) throw new Refusal(400, `amount must be the total, ${total}.`);
    if (kept.answered.size >= MAX_KEYS) throw new Refusal(409, `Order ${number} was tried ${MAX_KEYS} times.`);
    const isDeclined = request.card === DECLINED_CARD;
    const payment: Payment = {
      payment: ++this.lastPayment,
      order: number,
      amount: total,
      status: isDeclined ? 'declined' : 'accepted',
    };
    kept.answered.set(request.key, { request, payment });
    if (!isDeclined) kept.order = { ...withoutDeadline(kept.order), status: 'paid', payment };
    return { payment, isRepeated: false };
  }

  /** Gives the stock back; what was paid is refunded. */
  cancel(number: number, user: string): Order {
    const kept = this.find(number, user);
    const { status } = kept.order;
    if (status !== 'reserved' && status !== 'paid') {
      throw new Refusal(409, `Order ${number} cannot be cancelled: it is ${status}.`);
    }
    this.release(kept, status === 'paid' ? 'refunded' : 'cancelled');
    return kept.order;
  }

  remove(number: number, user: string): void {
    this.forget(this.find(number, user));
  }

  removeAllOf(user: string): number {
    const own = [...this.kept.values()].filter(({ order }) => order.user === user);
    for (const kept of own) this.forget(kept);
    return own.length;
  }

  private find(number: number, user: string): KeptOrder {
    this.expireOld();
    const kept = this.kept.get(number);
    if (kept === undefined || kept.order.user !== user) throw new Refusal(404, `You have no order ${number}.`);
    return kept;
  }

  private available(id: number): number {
    return (this.catalogue.get(id)?.stock ?? 0) - (this.taken.get(id) ?? 0);
  }

  private forget(kept: KeptOrder): void {
    if (holdsStock(kept.order)) this.take(kept.order, -1);
    this.kept.delete(kept.order.order);
  }

  private release(kept: KeptOrder, status: OrderStatus): void {
    this.take(kept.order, -1);
    kept.order = { ...withoutDeadline(kept.order), status };
  }

  private take({ items }: Order, sign: 1 | -1): void {
    for (const { id, quantity } of items) {
      const count = (this.taken.get(id) ?? 0) + sign * quantity;
      if (count === 0) this.taken.delete(id);
      else this.taken.set(id, count);
    }
  }

  private expireOld(): void {
    const now = Date.now();
    if (now < this.nextExpiryMs) return;
    this.nextExpiryMs = Number.POSITIVE_INFINITY;
    for (const kept of this.kept.values()) {
      if (kept.order.status !== 'reserved') continue;
      if (kept.reservedUntilMs <= now) this.release(kept, 'expired');
      else this.nextExpiryMs = Math.min(this.nextExpiryMs, kept.reservedUntilMs);
    }
  }

  /** The oldest order that holds no stock makes room. */
  private makeRoom(): void {
    if (this.kept.size < MAX_ORDERS) return;
    for (const [number, { order }] of this.kept) {
      if (holdsStock(order)) continue;
      this.kept.delete(number);
      return;
    }
    throw new Refusal(507, `There are ${MAX_ORDERS} open orders already.`);
  }
}

function holdsStock({ status }: Order): boolean {
  return status === 'reserved' || status === 'paid';
}

function withoutDeadline({ reservedUntil: _, ...order }: Order): Order {
  return order;
}
