const MASKED = '***';

/**
 * Replaces secrets in a text that people will read: the declared values, however they are encoded, and what is recognised
 * as one (credentials in headers, URLs, JSON, forms and XML, bearer tokens).
 *
 * @example createMask(['s3cret'])('POST /login s3cret') // 'POST /login ***'
 */
export function createMask(values: readonly string[]): (text: string) => string {
  const declared = declaredPattern(values);
  return (text) => {
    const plain = declared === undefined ? text : text.replace(declared, MASKED);
    return RECOGNISED.reduce((masked, [pattern, replace]) => masked.replace(pattern, replace), plain);
  };
}

/** Replaces declared values alone: for names, which have to stay what the test calls them. Undefined where there are none. */
export function createNameMask(values: readonly string[]): ((text: string) => string) | undefined {
  const declared = declaredPattern(values);
  return declared === undefined ? undefined : (text) => text.replace(declared, MASKED);
}

/** Shorter values are masked only where they stand alone, or a secret `1` would shred every number. */
const SHORTEST_ANYWHERE = 4;

function declaredPattern(values: readonly string[]): RegExp | undefined {
  const forms = new Set(values.filter((value) => value.trim() !== '').flatMap(formsOf));
  if (forms.size === 0) return undefined;
  const longestFirst = [...forms].sort((left, right) => right.length - left.length);
  return new RegExp(longestFirst.map(formPattern).join('|'), 'g');
}

function formPattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return form.length >= SHORTEST_ANYWHERE ? literal : `(?<![\\w-])${literal}(?![\\w-])`;
}

/** The value as written, in URLs, in forms, in JSON, and in base64, alone or after `user:`. */
function formsOf(value: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(value).toString());
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  // A template puts the value into a URL as it is; only what no URL may hold is encoded then.
  const put = encodeURI(Buffer.from(value).toString());
  const inUrls = [
    encoded,
    form,
    form.replaceAll('+', '%20'),
    put,
    put.replaceAll('%25', '%'),
    value.replaceAll('+', ' '),
  ];
  const lowerCase = inUrls.map((text) => text.replace(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase()));
  return [value, ...inUrls, ...lowerCase, JSON.stringify(value).slice(1, -1), ...base64Forms(value)];
}

/** Below this, what is left of a value inside base64 could be anything. */
const SHORTEST_BASE64 = 8;

/**
 * In base64 a value looks one of three ways, by what stands before it; the characters that it shares with its neighbours
 * are left out.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms: string[] = [bytes.toString('base64'), bytes.toString('base64url')];
  for (let before = 0; before < 3; before++) {
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    for (const encoding of ['base64', 'base64url'] as const) forms.push(whole.toString(encoding).slice(first, end));
  }
  return forms.filter((form) => form.length >= SHORTEST_BASE64);
}

/** Fields whose value is a secret; a plural such as `max_tokens` is a number of something else. */
const FIELD =
  '(?<![\\w.-])[\\w.-]{0,64}?(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|' +
  'credential|authorization|cookie|session[_-]?id)(?:[_-]?confirm(?:ation)?)?\\d?';

/** The start of a header line, possibly after the arrow of a trace. */
const LINE = '^([ \\t]*[<>]?[ \\t]*';

type Rule = readonly [pattern: RegExp, replace: (match: string, ...groups: string[]) => string];

const keepHead: Rule[1] = (_, head = '') => head + MASKED;

const RECOGNISED: readonly Rule[] = [
  [
    new RegExp(`${LINE}(?:proxy-)?authorization[ \\t]*:[ \\t]*)(?:([A-Za-z][\\w-]*)[ \\t]+)?[^\\r\\n]+`, 'gim'),
    (_, head = '', scheme = '') => `${head}${scheme === '' ? '' : `${scheme} `}${MASKED}`,
  ],
  [
    new RegExp(`${LINE}cookie[ \\t]*:[ \\t]*)([^\\r\\n]+)`, 'gim'),
    (_, head = '', pairs = '') => head + pairs.replace(/([^=;\s]+=)[^;]*/g, `$1${MASKED}`),
  ],
  [new RegExp(`${LINE}set-cookie[ \\t]*:[ \\t]*[^=;\\r\\n]+=)[^;\\r\\n]*`, 'gim'), keepHead],
  [
    new RegExp(`${LINE}(?!(?:proxy-)?authorization|(?:set-)?cookie)${FIELD}[ \\t]*:[ \\t]+)[^\\r\\n"'{[]+$`, 'gim'),
    keepHead,
  ],
  // User and password of a URL.
  [/([/\\]{2}[^/?#\s:@]*):[^/?#\s]*@/g, (_, user = '') => `${user}:${MASKED}@`],
  // JSON and what looks like it; an excerpt may end inside the value.
  [
    new RegExp(`(["']?${FIELD}["']?\\s{0,20}:\\s{0,20})(["'])(?:(?!\\2)[^\\\\]|\\\\[^])*(?=\\2|\\\\?$)`, 'gi'),
    (_, head = '', quote = '') => head + quote + MASKED,
  ],
  [new RegExp(`(["']${FIELD}["']\\s{0,20}:\\s{0,20})-?\\d[\\w.+-]*`, 'gi'), (_, head = '') => `${head}"${MASKED}"`],
  // JSON inside a JSON string.
  [
    new RegExp(
      `(\\\\{1,3}"${FIELD}\\\\{1,3}"\\s{0,20}:\\s{0,20}\\\\{1,3}")[^]{0,1024}?(?=\\\\{1,3}"\\s{0,20}(?:[,}\\]]|$)|$)`,
      'gi',
    ),
    keepHead,
  ],
  // Forms, queries and `name=value` texts.
  [new RegExp(`((?:^|[?&;\\s])${FIELD}=)[^&;\\s"'<>]+`, 'gim'), keepHead],
  [/([?&](?:auth|sig|signature)=)[^&#\s"'<>]+/gi, keepHead],
  [new RegExp(`(<${FIELD}>)[^<]+`, 'gi'), keepHead],
  // A part of a multipart body.
  [new RegExp(`(name="${FIELD}"[^\\r\\n]*(?:\\r?\\n[^\\r\\n]+){0,5}\\r?\\n\\r?\\n)[^\\r\\n]+`, 'gi'), keepHead],
  [/\b(Bearer[ \t]+)(?=\S*[\d._-])[\w.~+/-]{8,}=*/gi, keepHead],
  // JSON web tokens.
  [/\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g, () => MASKED],
];
