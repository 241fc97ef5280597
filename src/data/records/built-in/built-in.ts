import { schemaOf } from '../builder.ts';
import { events, logs, readings, sensors, sessions, tickets } from './operations.ts';
import { categories, orderItems, orders, payments, products, productTags, reviews, tags, users } from './shop.ts';

/** A shop and what runs it, two years long: the tables that are there without a description. */
export const builtInRecords = schemaOf([
  users,
  categories,
  products,
  tags,
  productTags,
  orders,
  orderItems,
  payments,
  reviews,
  sessions,
  events,
  logs,
  sensors,
  readings,
  tickets,
]);

/** Tables that stay as they are, however many users there are. */
export const FIXED_TABLES: readonly string[] = ['categories', 'tags'];

/** With fewer products than this an order could not hold different ones. */
export const LEAST_ROWS: Readonly<Record<string, number>> = { products: 20 };
