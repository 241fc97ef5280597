import {
  address,
  boolean,
  childCount,
  city,
  compute,
  country,
  currency,
  date,
  email,
  fake,
  firstName,
  given,
  integer,
  key,
  lastName,
  line,
  lookup,
  money,
  nullable,
  number,
  object,
  paragraphs,
  parent,
  phone,
  pick,
  product,
  reference,
  sentence,
  sku,
  sum,
  table,
  template,
  timestamp,
  unique,
  userAgent,
  words,
} from '../builder.ts';

/** The two years that all built-in tables lie in. */
export const FROM = '2024-01-01';
export const TO = '2026-01-01';

const CATEGORIES = [
  'Books',
  'Electronics',
  'Fashion',
  'Garden',
  'Grocery',
  'Health',
  'Home',
  'Music',
  'Office',
  'Sports',
  'Toys',
  'Travel',
];

export const users = table(
  'users',
  {
    id: key(),
    firstName: firstName({ country: 'country' }),
    lastName: lastName({ country: 'country' }),
    email: unique(email({ from: ['firstName', 'lastName'] })),
    country: country(),
    city: city({ country: 'country' }),
    phone: nullable(phone({ country: 'country' }), 0.15),
    birthDate: date({
      from: '1940-01-01',
      to: '2007-12-31',
      distribution: 'normal',
      mean: Date.parse('1985-06-01'),
      deviation: 4.2e11,
    }),
    plan: pick({ free: 70, plus: 22, business: 8 }),
    isActive: boolean(0.92),
    marketing: boolean(0.4),
    createdAt: timestamp({ from: FROM, to: TO, skew: 'growing', ascending: true, hours: 'day' }),
    lastSeenAt: nullable(timestamp({ after: 'createdAt', average: '120d', to: TO }), 0.06),
    referredBy: nullable(reference('users.id', { skew: 'recent', share: 0.3 }), 0.8),
  },
  { count: 1000 },
);

export const categories = table(
  'categories',
  {
    id: key(),
    name: unique(pick(CATEGORIES)),
  },
  { count: CATEGORIES.length },
);

export const products = table(
  'products',
  {
    id: key(),
    sku: unique(sku()),
    name: product(),
    categoryId: reference('categories.id', { skew: 'zipf', s: 0.6 }),
    category: lookup('categoryId.name'),
    price: given(
      'category',
      {
        Electronics: money({ distribution: 'log-normal', median: 180, sigma: 0.9, min: 5, max: 4000 }),
        Travel: money({ distribution: 'log-normal', median: 120, sigma: 0.8, min: 9, max: 3000 }),
        Grocery: money({ distribution: 'log-normal', median: 4, sigma: 0.6, min: 0.3, max: 60 }),
        Books: money({ distribution: 'log-normal', median: 14, sigma: 0.4, min: 2, max: 120 }),
      },
      money({ distribution: 'log-normal', median: 32, sigma: 0.7, min: 1, max: 900 }),
    ),
    cost: compute('price * 0.6', { decimals: 2 }),
    stock: integer({ distribution: 'log-normal', median: 60, sigma: 1.1, min: 0, max: 5000 }),
    weightGrams: integer({
      distribution: 'log-normal',
      median: 600,
      sigma: 1,
      min: 5,
      max: 40_000,
      correlate: { with: 'stock', r: -0.3 },
    }),
    rating: number({ distribution: 'normal', mean: 4.2, deviation: 0.6, min: 1, max: 5, decimals: 1 }),
    isListed: boolean(0.95),
    description: sentence({ min: 10, max: 25 }),
    createdAt: timestamp({
      from: FROM,
      to: '2025-10-01',
      skew: 'uniform',
      ascending: true,
      hours: 'office',
      weekdays: 'office',
    }),
  },
  { count: 200 },
);

export const tags = table(
  'tags',
  { id: key(), name: unique(template('{{label}}-{{#}}')), label: words({ min: 1, max: 1 }) },
  { count: 40 },
);

export const productTags = table(
  'product_tags',
  { productId: parent('products.id'), tagId: reference('tags.id', { skew: 'zipf', s: 0.8, distinct: true }) },
  { children: { of: 'products', min: 0, max: 6, distribution: 'poisson', mean: 2.5 } },
);

export const orders = table(
  'orders',
  {
    id: key(),
    number: key({ prefix: 'O-', digits: 8, start: 10_000 }),
    userId: reference('users.id', { skew: 'zipf', s: 0.7 }),
    status: pick({ delivered: 70, shipped: 9, paid: 6, pending: 5, cancelled: 6, returned: 4 }),
    currency: currency({ country: 'userId.country' }),
    items: childCount('order_items'),
    subtotal: sum('order_items.amount'),
    shipping: compute('subtotal >= 60 ? 0 : 4.9', { decimals: 2 }),
    tax: compute('(subtotal + shipping) * 0.19', { decimals: 2 }),
    total: compute('subtotal + shipping + tax', { decimals: 2 }),
    shipTo: address({ country: 'userId.country' }),
    createdAt: timestamp({ after: 'userId.createdAt', average: '150d', to: TO }),
    updatedAt: timestamp({ after: 'createdAt', average: '3d', max: '30d' }),
  },
  { count: 3000 },
);

export const orderItems = table(
  'order_items',
  {
    id: key(),
    orderId: parent('orders.id'),
    line: line(),
    productId: reference('products.id', { skew: 'zipf', s: 0.9, distinct: true }),
    price: lookup('productId.price'),
    quantity: integer({ distribution: 'zipf', s: 1.8, min: 1, max: 10 }),
    discount: pick([0, 5, 10, 25], { weights: [80, 10, 7, 3] }),
    amount: compute('price * quantity * (1 - discount / 100)', { decimals: 2 }),
  },
  { children: { of: 'orders', min: 1, max: 12, distribution: 'exponential', mean: 1.6 } },
);

export const payments = table(
  'payments',
  {
    id: key({ style: 'uuid' }),
    orderId: reference('orders.id', { oneToOne: true }),
    method: pick({ card: 58, paypal: 22, invoice: 9, transfer: 7, voucher: 4 }),
    status: given(
      'orderId.status',
      {
        pending: pick({ authorized: 6, failed: 4 }),
        cancelled: pick({ voided: 8, refunded: 2 }),
        returned: pick({ refunded: 1 }),
      },
      pick({ captured: 1 }),
    ),
    amount: lookup('orderId.total'),
    currency: lookup('orderId.currency'),
    card: given('method', {
      card: object({
        network: pick({ visa: 5, mastercard: 4, amex: 1 }),
        last4: fake('randomString', 4, '0123456789'),
      }),
    }),
    paidAt: timestamp({ after: 'orderId.createdAt', min: '5s', average: '4m', max: '3d' }),
  },
  { count: 3000 },
);

export const reviews = table(
  'reviews',
  {
    id: key(),
    productId: reference('products.id', { skew: 'zipf', s: 0.9 }),
    userId: reference('users.id', { skew: 'zipf', s: 0.5 }),
    rating: pick([1, 2, 3, 4, 5], { weights: [8, 5, 10, 27, 50] }),
    title: sentence({ min: 2, max: 6 }),
    text: given(
      'rating',
      { 1: paragraphs({ min: 1, max: 3 }), 2: paragraphs({ min: 1, max: 2 }), 5: sentence({ min: 3, max: 20 }) },
      paragraphs({ min: 1, max: 1 }),
    ),
    isVerified: boolean(0.8),
    helpful: integer({ distribution: 'zipf', s: 1.5, min: 0, max: 500 }),
    userAgent: userAgent(),
    createdAt: timestamp({ after: 'userId.createdAt', average: '200d', to: TO }),
  },
  { count: 1500 },
);
