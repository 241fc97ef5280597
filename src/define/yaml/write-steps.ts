import type { Capture, Expectation, ReceiveStep, RequestStep, Step, SubscribeStep } from '../../model/steps.ts';
import { METHODS } from '../format/request.ts';
import { defined, type Raw } from './read-context.ts';

/** Steps as they stand in a file. */
export function writeSteps(steps: readonly Step[]): readonly Raw[] {
  return steps.map(writeStep);
}

function writeStep(step: Step): Raw {
  switch (step.kind) {
    case 'request':
      return writeRequest(step);
    case 'think':
      return defined({ think: step.duration, jitter: step.jitter === undefined ? undefined : `${step.jitter}%` });
    case 'pace':
      return { pace: step.every };
    case 'loop':
      return defined({
        loop: writeSteps(step.steps),
        count: step.count,
        over: step.over,
        while: step.while,
        as: step.as,
      });
    case 'parallel':
      return defined({ parallel: writeSteps(step.steps), limit: step.limit });
    case 'if':
      return defined({
        if: step.condition,
        // biome-ignore lint/suspicious/noThenProperty: a key of the format
        then: writeSteps(step.steps),
        else: step.else === undefined ? undefined : writeSteps(step.else),
      });
    case 'group':
      return { group: step.name, steps: writeSteps(step.steps) };
    case 'log':
      return { log: step.message };
    case 'call':
      return defined({ function: step.function, measure: step.measure });
    case 'check':
      return { check: step.name, condition: step.condition };
    case 'set':
      return { set: step.variables };
    case 'subscribe':
      return { subscribe: writeSubscribe(step) };
    case 'receive':
      return { receive: writeReceive(step) };
    case 'unsubscribe':
      return { unsubscribe: step.from ?? null };
  }
}

function writeRequest({ kind: _kind, method, ...request }: RequestStep): Raw {
  const key = METHODS.find((each) => each.toUpperCase() === method);
  const { query, cookies, multipart, followRedirects, when, capture, expect, url, ...same } = request;
  const written = defined<Raw>({
    url,
    ...same,
    qs: query,
    cookie: cookies,
    multipart,
    followRedirect: followRedirects,
    ifTrue: when,
    capture: capture?.map(writeCapture),
    expect: expect?.map(writeExpectation),
  });
  if (key === undefined) return { request: { method, ...written } };
  return { [key]: url !== '' && Object.keys(written).length === 1 ? url : written };
}

function writeSubscribe({ kind: _kind, query, cookies, followRedirects, when, ...same }: SubscribeStep): Raw {
  return defined<Raw>({ ...same, qs: query, cookie: cookies, followRedirect: followRedirects, ifTrue: when });
}

function writeReceive({ kind: _kind, capture, expect, ...same }: ReceiveStep): Raw {
  return defined<Raw>({ ...same, capture: capture?.map(writeCapture), expect: expect?.map(writeExpectation) });
}

function writeCapture({ from, expression, ...rest }: Capture): Raw {
  return { [from]: from === 'body' || from === 'status' ? true : expression, ...rest };
}

function writeExpectation({ name, not, ...expectation }: Expectation): Raw {
  return defined<Raw>({ ...writeBare(expectation as Expectation), name, not });
}

function writeBare(expectation: Expectation): Raw {
  switch (expectation.kind) {
    case 'status':
      return { status: expectation.status };
    case 'contentType':
      return { contentType: expectation.contentType };
    case 'duration':
      return { maxDuration: expectation.below };
    case 'header': {
      const { kind: _kind, ...header } = expectation;
      return header;
    }
    case 'json': {
      const { kind: _kind, path, ...rest } = expectation;
      return { json: path, ...rest };
    }
    case 'body': {
      const { kind: _kind, ...body } = expectation;
      return { body };
    }
  }
}
