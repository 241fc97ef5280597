import type { StoredFunction } from './stored-function.ts';

/** Functions of numbers alone. */
export const CALCULATIONS: readonly StoredFunction[] = [
  {
    name: 'loanSchedule',
    kind: 'calculation',
    about: 'equal monthly payments for a loan, with what each pays of interest and of the debt',
    parameters: [
      { name: 'amount', type: 'number', min: 1, max: 1e9, required: true, about: 'what is borrowed' },
      { name: 'ratePercent', type: 'number', min: 0, max: 100, required: true, about: 'interest a year' },
      { name: 'months', type: 'integer', min: 1, max: 600, required: true, about: 'how many payments' },
      { name: 'extra', type: 'number', min: 0, max: 1e9, default: 0, about: 'paid beyond that every month' },
    ],
    call: (values) => loanSchedule(values as { amount: number; ratePercent: number; months: number; extra: number }),
  },
  {
    name: 'statistics',
    kind: 'calculation',
    about: 'count, mean, standard deviation and percentiles of numbers',
    parameters: [
      { name: 'values', type: 'list', of: 'number', min: 1, max: 50_000, required: true, about: 'the numbers' },
      { name: 'percentiles', type: 'list', of: 'number', max: 20, default: [50, 90, 95, 99], about: '0 to 100' },
    ],
    call: (values) => statistics(values as { values: number[]; percentiles: number[] }),
  },
  {
    name: 'primes',
    kind: 'calculation',
    about: 'how many prime numbers there are up to a limit, by the sieve of Eratosthenes: takes CPU as the limit grows',
    parameters: [{ name: 'limit', type: 'integer', min: 2, max: 5_000_000, required: true, about: 'the last number' }],
    call: ({ limit }) => primes(limit as number),
  },
];

function loanSchedule(loan: { amount: number; ratePercent: number; months: number; extra: number }) {
  const rate = loan.ratePercent / 1200;
  const payment = rate === 0 ? loan.amount / loan.months : (loan.amount * rate) / (1 - (1 + rate) ** -loan.months);
  const schedule: { month: number; payment: number; interest: number; principal: number; balance: number }[] = [];
  let balance = loan.amount;
  let totalInterest = 0;
  for (let month = 1; month <= loan.months && balance > 0.005; month++) {
    const interest = balance * rate;
    const isLast = month === loan.months;
    const principal = isLast ? balance : Math.min(balance, payment - interest + loan.extra);
    balance -= principal;
    totalInterest += interest;
    schedule.push({
      month,
      payment: cents(principal + interest),
      interest: cents(interest),
      principal: cents(principal),
      balance: cents(balance),
    });
  }
  return { payment: cents(payment), months: schedule.length, totalInterest: cents(totalInterest), schedule };
}

function statistics({ values, percentiles }: { values: number[]; percentiles: number[] }) {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const at = (percent: number) => {
    const position = (Math.min(100, Math.max(0, percent)) / 100) * (sorted.length - 1);
    const below = sorted[Math.floor(position)] ?? 0;
    return below + ((sorted[Math.ceil(position)] ?? 0) - below) * (position % 1);
  };
  return {
    count: values.length,
    min: sorted[0],
    max: sorted.at(-1),
    mean,
    standardDeviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)),
    percentiles: Object.fromEntries(percentiles.map((percent) => [percent, at(percent)])),
  };
}

function primes(limit: number) {
  const isComposite = new Uint8Array(limit + 1);
  let count = 0;
  let largest = 2;
  for (let number = 2; number <= limit; number++) {
    if (isComposite[number] === 1) continue;
    count++;
    largest = number;
    for (let multiple = number * number; multiple <= limit; multiple += number) isComposite[multiple] = 1;
  }
  return { limit, count, largest };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
