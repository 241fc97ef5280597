import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, MultipartParser } from './multipart.ts';

function parse(body: Buffer, cuts: readonly number[] = []): { name: string; data: string }[] {
  const parts: { name: string; data: string }[] = [];
  const parser = new MultipartParser('edge', ({ name }) => {
    const part = { name, data: '' };
    parts.push(part);
    return (data) => {
      part.data += data.toString('latin1');
    };
  });
  const bounds = [0, ...cuts.map((cut) => cut % (body.length + 1)).sort((a, b) => a - b), body.length];
  for (let i = 1; i < bounds.length; i++) parser.write(body.subarray(bounds[i - 1], bounds[i]));
  parser.end();
  return parts;
}

function part(name: string, data: string): string {
  return `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${data}\r\n`;
}

describe('MultipartParser', () => {
  it('finds the same parts however the body is cut into chunks', () => {
    const pieces = fc.array(fc.constantFrom('\r', '\n', '-', '--', '\r\n--edg', 'e', 'x'), { maxLength: 12 });
    const datas = fc.array(
      pieces.map((list) => list.join('')).filter((data) => !`\r\n${data}\r\n`.includes('\r\n--edge')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(datas, fc.array(fc.nat(), { maxLength: 30 }), (values, cuts) => {
        const body = Buffer.from(`${values.map((data, i) => part(`p${i}`, data)).join('')}--edge--\r\n`, 'latin1');
        expect(parse(body, cuts)).toEqual(values.map((data, i) => ({ name: `p${i}`, data })));
      }),
    );
  });

  it('ignores what comes before the first boundary and after the last', () => {
    const body = Buffer.from(`preamble\r\n${part('a', '1')}--edge--\r\n--edge\r\nepilogue`);
    expect(parse(body)).toEqual([{ name: 'a', data: '1' }]);
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data; charset=utf-8; Boundary="a b;c"', 'a b;c'],
    ['application/json', undefined],
    ['multipart/mixed; boundary=abc', undefined],
  ])('reads %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});
