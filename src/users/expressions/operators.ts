import type { BinaryOperator, Comparison } from './parse.ts';

/**
 * Equal as a person means it: numbers and texts that are numbers by value, lists and objects by content. Missing equals
 * null alone.
 */
export function looselyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === undefined || left === null || right === undefined || right === null)
    return (left ?? null) === (right ?? null);
  if (typeof left === 'object' || typeof right === 'object') return sameContent(left, right, looselyEqual);
  const leftNumber = numberOf(left);
  return typeof left !== typeof right && leftNumber !== undefined && leftNumber === numberOf(right);
}

/** Equal in type and content, as JSON is. */
export function strictlyEqual(left: unknown, right: unknown): boolean {
  return left === right || sameContent(left, right, strictlyEqual);
}

type Equality = (left: unknown, right: unknown) => boolean;

function sameContent(left: unknown, right: unknown, equal: Equality): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(own(left, key), own(right, key)));
}

/** Comparing and calculating need values; these say which one is missing. */
export class MissingOperand extends Error {
  readonly side: 'left' | 'right';

  constructor(side: 'left' | 'right') {
    super(`the ${side} side has no value`);
    this.side = side;
  }
}

/** All operators but `and` and `or`, which look at their right side only when they need it. */
export function applyOperator(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (operator === '==') return looselyEqual(left, right);
  if (operator === '!=') return !looselyEqual(left, right);
  if (operator === 'in') return isIn(left, right);
  if (operator === 'not in') return !isIn(left, right);
  if (left === undefined) throw new MissingOperand('left');
  if (right === undefined) throw new MissingOperand('right');
  if (operator === '~=') return new RegExp(String(right)).test(textOf(left));
  return isOrder(operator) ? inOrder(operator, left, right) : calculate(operator, left, right);
}

/** A value as text: objects as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
}

/** A member of its own, never one that comes with its type; counted from the end below zero. */
export function memberOf(object: unknown, key: unknown): unknown {
  if (typeof object === 'string') return key === 'length' ? object.length : undefined;
  if (typeof object !== 'object' || object === null) return undefined;
  if (Array.isArray(object) && typeof key === 'number') return object.at(key);
  return own(object, String(key));
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

type Order = Extract<Comparison, '<' | '<=' | '>' | '>='>;

function isOrder(operator: BinaryOperator): operator is Order {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

/** Numbers, and texts that both are numbers, by value; other texts by code unit. */
function inOrder(operator: Order, left: unknown, right: unknown): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  const [low, high] = a !== undefined && b !== undefined ? [a, b] : [textOf(left), textOf(right)];
  if (operator === '<') return low < high;
  if (operator === '<=') return low <= high;
  return operator === '>' ? low > high : low >= high;
}

function calculate(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  const bothTexts = typeof left === 'string' && typeof right === 'string';
  const a = numberOf(left) ?? Number.NaN;
  const b = numberOf(right) ?? Number.NaN;
  switch (operator) {
    case '+':
      return bothTexts || Number.isNaN(a) || Number.isNaN(b) ? textOf(left) + textOf(right) : a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}

function isIn(value: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return container.some((item) => looselyEqual(item, value));
  if (typeof container === 'string') return value !== undefined && container.includes(textOf(value));
  return typeof container === 'object' && container !== null && Object.hasOwn(container, textOf(value));
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}
