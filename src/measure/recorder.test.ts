import { describe, expect, it } from 'vitest';
import { MAX_TAG_VALUES, Recorder } from './recorder.ts';

const site = (recorder: Recorder, name: string) =>
  recorder.requestSite({ scenario: 'buy', group: '', name, method: 'GET' });
const namesIn = (recorder: Recorder) => new Set(recorder.snapshot(0).added.map(({ tags }) => tags.name));

describe('a recorder', () => {
  it('keeps one site for all names beyond the bound, so that endless names cost no memory', () => {
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    const sites = Array.from({ length: MAX_TAG_VALUES + 500 }, (_, at) => site(recorder, `GET /${at}`));
    expect(new Set(sites).size).toBe(MAX_TAG_VALUES + 1);
    expect(sites.at(-1)?.key.name).toBe('(other)');
    expect(site(recorder, 'GET /7')).toBe(sites[7]);
  });

  it('takes readings before each snapshot, which has them', () => {
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    const open = recorder.gauge('http_reqs_open', 'count', {});
    let requests = 3;
    recorder.beforeSnapshot(() => open.set(requests));
    expect(recorder.snapshot(0).gauges[0]?.last).toBe(3);
    requests = 5;
    expect(recorder.snapshot(1).gauges[0]?.last).toBe(5);
  });

  it('bounds the names of errors too', () => {
    const recorder = new Recorder({ shard: 0, nowUs: () => 0 });
    for (let at = 0; at < MAX_TAG_VALUES + 500; at++) recorder.error('check', `c${at}`, () => ({ text: '' }));
    const { errors } = recorder.snapshot(0);
    expect(errors).toHaveLength(MAX_TAG_VALUES + 1);
    expect(errors.find(({ name }) => name === '(other)')?.count).toBe(500);
  });

  it('takes secrets out of names, of requests, checks and errors', () => {
    const maskName = (text: string) => text.replaceAll('s3cret', '***');
    const recorder = new Recorder({ shard: 0, nowUs: () => 0, maskName });
    expect(site(recorder, 'GET /s3cret').key.name).toBe('GET /***');
    site(recorder, 'GET /s3cret').status(200);
    recorder.rate('checks', 'share', { check: 'has s3cret' }).add(true);
    recorder.error('check', 'has s3cret', () => ({ text: '' }));
    expect(JSON.stringify(recorder.snapshot(0))).not.toContain('s3cret');
    expect(namesIn(recorder).has('GET /s3cret')).toBe(false);
  });
});
