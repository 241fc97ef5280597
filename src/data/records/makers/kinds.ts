import type { Kind } from '../compile/scope.ts';
import type { FieldKind } from '../schema.ts';
import { key, sku, uuid } from './keys.ts';
import { boolean, compute, integer, money, number } from './numbers.ts';
import { pattern } from './patterns.ts';
import { email, firstName, fullName, lastName, username } from './people.ts';
import { address, city, country, currency, phone, postcode, street } from './places.ts';
import { childCount, line, lookup, parent, reference, sum } from './references.ts';
import { series } from './series.ts';
import { given, list, object, schema } from './structures.ts';
import { constant, fake, generated, ip, paragraphs, pick, sentence, template, url, words } from './texts.ts';
import { date, timestamp } from './times.ts';

/** Every kind of field, by its name; each reads the options of its own kind. */
export const kinds: Readonly<Record<FieldKind, Kind<never>>> = {
  key,
  integer,
  number,
  money,
  boolean,
  timestamp,
  date,
  words,
  sentence,
  paragraphs,
  firstName,
  lastName,
  fullName,
  username,
  phone,
  street,
  city,
  postcode,
  address,
  currency,
  country,
  email,
  ip,
  url,
  userAgent: generated('userAgent'),
  uuid,
  product: generated('productName'),
  company: generated('company'),
  sku,
  fake,
  pick,
  pattern,
  object,
  list,
  constant,
  template,
  compute,
  given,
  reference,
  parent,
  line,
  sum,
  childCount,
  lookup,
  series,
  schema,
};
