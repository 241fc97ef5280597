/**
 * The grammar of limits: `metric{tag:value,…} aggregate operator value [over 30s] [after 10s]`. Pure, so that the web app
 * can check a rule while it is typed. Values and their units are read in limit-quantity.ts.
 */
import type { LimitAggregate, LimitRule } from './limit.ts';
import {
  type DeclaredMetrics,
  type Definition,
  definitionOf,
  formatAggregate,
  isShare,
  listed,
  readAggregate,
  wrongUnit,
} from './limit-aggregates.ts';
import { formatThreshold, quantityAt, toUnit, unitsFor } from './limit-quantity.ts';
import { LimitMistake, type LimitProblem, LimitReader } from './limit-reader.ts';

/** Reads a rule; one with a metric that is neither built in nor declared is read as its value's unit suggests. */
export function parseLimit(text: string, declared: DeclaredMetrics = {}): LimitRule | LimitProblem {
  const reader = new LimitReader(text);
  try {
    return readRule(reader, declared);
  } catch (error) {
    if (error instanceof LimitMistake) return error.problem;
    throw error;
  }
}

export function isLimitProblem(result: LimitRule | LimitProblem): result is LimitProblem {
  return 'message' in result;
}

/** The rule in its one canonical spelling: two rules that mean the same are spelled the same. */
export function formatLimit(rule: LimitRule, declared: DeclaredMetrics = {}): string {
  const tags = Object.entries(rule.tags)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([tag, value]) => `${tag}:${formatTagValue(value)}`);
  const unit = definitionOf(rule.metric, declared)?.unit;
  const parts = [
    rule.metric + (tags.length > 0 ? `{${tags.join(',')}}` : ''),
    formatAggregate(rule.aggregate, unit),
    rule.operator,
    formatThreshold(rule.threshold, isShare(rule.aggregate) ? 'share' : countsSamples(rule, declared) ? 'count' : unit),
  ];
  if (rule.overMs !== undefined) parts.push(`over ${formatThreshold(rule.overMs, 'ms')}`);
  if (rule.afterMs !== undefined) parts.push(`after ${formatThreshold(rule.afterMs, 'ms')}`);
  return parts.join(' ');
}

const EXAMPLE = "a limit reads 'http_req_duration p95 < 200ms'";
const METRIC = /[A-Za-z_][\w.-]*/y;

function readRule(reader: LimitReader, declared: DeclaredMetrics): LimitRule {
  if (reader.done) reader.fail('the rule is empty', EXAMPLE);
  const metric =
    reader.take(METRIC) ?? reader.fail(`'${reader.here}' does not start with the name of a metric`, EXAMPLE);
  const definition = definitionOf(metric, declared);
  const tags = readTags(reader);
  const aggregate = readAggregate(reader, metric, definition);
  const operator = readOperator(reader);
  const threshold = readThreshold(reader, { metric, aggregate, operator, definition });
  return { text: reader.text.trim(), metric, tags, aggregate, operator, threshold, ...readWindows(reader) };
}

const TAG_HINT = 'tags read {name:login,status:200}; values with a comma or brace go in double quotes';

function readTags(reader: LimitReader): Record<string, string> {
  const tags: Record<string, string> = {};
  if (reader.take(/\{/y) === undefined) return tags;
  const start = reader.at - 1;
  while (reader.take(/\}/y) === undefined) {
    if (reader.done) {
      reader.at = start;
      reader.fail("'{' is never closed", TAG_HINT);
    }
    const tagAt = reader.at;
    const tag = reader.take(/[^\s:={},"']+/y) ?? reader.fail(`'${reader.here}' is not the name of a tag`, TAG_HINT);
    if (reader.take(/:/y) === undefined) reader.fail(`tag '${tag}' lacks a ':' and a value`, TAG_HINT);
    if (Object.hasOwn(tags, tag)) {
      reader.at = tagAt;
      reader.fail(`tag '${tag}' is named twice`, 'a sample has one value for each tag; write two limits');
    }
    tags[tag] = readTagValue(reader, tag);
    if (reader.take(/,/y) === undefined && !/\s*\}/y.test(reader.text.slice(reader.at)) && !reader.done) {
      reader.fail(`expected ',' or '}' after the value of tag '${tag}', not '${reader.here}'`, TAG_HINT);
    }
  }
  return tags;
}

function readTagValue(reader: LimitReader, tag: string): string {
  const quoted = reader.take(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y);
  if (quoted !== undefined) return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
  if (reader.take(/["']/y) !== undefined) {
    reader.at--;
    reader.fail(`the quoted value of tag '${tag}' is never closed`, TAG_HINT);
  }
  const value = reader.take(/[^,}]+/y)?.trim() ?? '';
  return value === '' ? reader.fail(`tag '${tag}' has no value`, TAG_HINT) : value;
}

const OPERATORS = ['<', '<=', '>', '>=', '==', '!='] as const;
const MEANT: Readonly<Record<string, string>> = {
  '=': '==',
  '=<': '<=',
  '=>': '>=',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '<>': '!=',
  below: '<',
  under: '<',
  above: '>',
  over: '>',
};

function readOperator(reader: LimitReader): LimitRule['operator'] {
  const hint = `operators are ${listed(OPERATORS)}`;
  reader.skipSpace();
  const at = reader.at;
  const sign = reader.take(/[<>=!≤≥≠]+|[A-Za-z]+/y);
  if (sign === '===' || sign === '!==') return sign === '===' ? '==' : '!=';
  const operator = OPERATORS.find((known) => known === sign);
  if (operator !== undefined) return operator;
  reader.at = at;
  if (sign === undefined) {
    return reader.fail(reader.done ? 'the operator is missing' : `'${reader.here}' is not an operator`, hint);
  }
  const meant = MEANT[sign.toLowerCase()];
  return reader.fail(`'${sign}' is not an operator`, meant === undefined ? hint : `did you mean '${meant}'?`);
}

interface Compared {
  readonly metric: string;
  readonly aggregate: LimitAggregate;
  readonly operator: LimitRule['operator'];
  readonly definition: Definition;
}

function readThreshold(reader: LimitReader, compared: Compared): number {
  const { aggregate, definition } = compared;
  const what = `${compared.metric} ${formatAggregate(aggregate, definition?.unit)}`;
  reader.skipSpace();
  const quantity = quantityAt(reader.text, reader.at);
  const unit = unitOf(compared) ?? quantity?.kind ?? 'count';
  if (quantity === undefined) {
    const message = reader.done
      ? `the value is missing after '${compared.operator}'`
      : `'${reader.here}' is not a value`;
    return reader.fail(message, unitsFor(unit));
  }
  if (/^,\d/.test(reader.text.slice(quantity.end))) {
    return reader.fail(
      'numbers have no thousands separator',
      `write ${reader.text.slice(reader.at).split(/\s/)[0]?.replaceAll(',', '')}`,
    );
  }
  const threshold = toUnit(quantity, unit);
  if (threshold === undefined) return reader.fail(wrongUnit(what, quantity, unit), unitsFor(unit));
  checkPossible(reader, { what, unit, threshold, operator: compared.operator, written: quantity.text });
  reader.at = quantity.end;
  return threshold;
}

function unitOf({ aggregate, definition }: Compared): string | undefined {
  if (isShare(aggregate)) return 'share';
  if (definition === undefined) return aggregate.kind === 'count' ? 'count' : undefined;
  return aggregate.kind === 'count' && definition.type === 'trend' ? 'count' : definition.unit;
}

interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly threshold: number;
  readonly operator: LimitRule['operator'];
  readonly written: string;
}

/** Refuses what no measurement could decide: such a limit is mistyped. */
function checkPossible(reader: LimitReader, { what, unit, threshold, operator, written }: Comparison): void {
  if (unit === 'share' && threshold > 1) {
    const hint = written.endsWith('%') ? 'write 100% or less' : `write '${written}%' for percent`;
    reader.fail(`${what} is a share, at most 1 or 100%, so '${written}' is out of range`, hint);
  }
  if (!['share', 'ms', 'bytes', 'percent'].includes(unit)) return;
  if (threshold < 0) reader.fail(`${what} is never negative, so '${written}' is out of range`, unitsFor(unit));
  if (threshold === 0 && operator === '<') {
    reader.fail(`${what} is never below 0, so the limit could only fail`, "write '== 0'");
  }
  if (unit === 'share' && threshold === 1 && operator === '>') {
    reader.fail(`${what} is never above 100%, so the limit could only fail`, "write '>= 100%'");
  }
}

function readWindows(reader: LimitReader): { overMs?: number; afterMs?: number } {
  const windows: { overMs?: number; afterMs?: number } = {};
  while (!reader.done) {
    const at = reader.at;
    const word = reader.take(/[A-Za-z]+/y)?.toLowerCase();
    if (word !== 'over' && word !== 'after') {
      reader.at = at;
      return reader.fail(
        `'${reader.here}' is left over after the value`,
        "after the value come only 'over 30s' and 'after 10s'; a limit is one rule",
        word === undefined ? undefined : { word, known: ['over', 'after'] },
      );
    }
    const key = word === 'over' ? 'overMs' : 'afterMs';
    if (windows[key] !== undefined) {
      reader.at = at;
      reader.fail(`'${word}' stands twice`, `keep one '${word}'`);
    }
    windows[key] = readWindow(reader, word);
  }
  return windows;
}

function readWindow(reader: LimitReader, word: string): number {
  reader.skipSpace();
  const quantity = quantityAt(reader.text, reader.at);
  if (quantity === undefined) return reader.fail(`'${word}' lacks its duration`, `write '${word} 30s'`);
  if (quantity.kind !== 'ms')
    return reader.fail(`'${quantity.text}' is not a duration`, `write '${word} ${quantity.value}s'`);
  if (word === 'over' && (quantity.value < 1000 || quantity.value % 1000 !== 0)) {
    return reader.fail(`a window of ${quantity.text} cannot be judged`, 'windows are whole seconds, at least 1s');
  }
  if (quantity.value < 0) return reader.fail(`'${quantity.text}' is negative`, `write '${word} 30s'`);
  reader.at = quantity.end;
  return quantity.value;
}

function countsSamples(rule: LimitRule, declared: DeclaredMetrics): boolean {
  return rule.aggregate.kind === 'count' && definitionOf(rule.metric, declared)?.type !== 'counter';
}

function formatTagValue(value: string): string {
  return /^[^,{}"'\\\s][^,}\\]*(?<!\s)$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
