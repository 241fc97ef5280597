import { createHmac } from 'node:crypto';
import { readFields } from './body.ts';
import { Refusal, sendHtml, sendJson } from './exchange.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

export function htmlRoutes({ seed, maxBodyBytes }: DemoState): readonly Route[] {
  let forms = 0;
  const sign = (number: string) => createHmac('sha256', `csrf ${seed}`).update(number).digest('hex').slice(0, 32);
  const isToken = (token: unknown) => {
    const [number, signature] = typeof token === 'string' ? token.split('.') : [];
    return number !== undefined && signature === sign(number);
  };
  return [
    {
      method: 'GET',
      path: '/html',
      about: 'a page with links (`nav a`, `li.item a`) and a form with a token (`input[name=csrf]`)',
      handle: (exchange) => {
        const number = String(++forms);
        sendHtml(exchange, formPage(`${number}.${sign(number)}`));
      },
    },
    {
      method: 'POST',
      path: '/html',
      about: 'takes that form, with `email` and `csrf`: `{subscribed}`; 403 without a token from the page',
      handle: async (exchange) => {
        const { csrf, email } = await readFields(exchange, maxBodyBytes);
        if (!isToken(csrf)) throw new Refusal(403, 'csrf must be the token of the form.');
        if (typeof email !== 'string' || !email.includes('@')) throw new Refusal(400, 'email must be an address.');
        sendJson(exchange, { subscribed: email });
      },
    },
  ];
}

export function indexRoutes(routes: readonly Route[]): readonly Route[] {
  const health: Route = {
    method: 'GET',
    path: '/health',
    about: '`{status: "ok"}`',
    handle: (exchange) => sendJson(exchange, { status: 'ok' }),
  };
  const index: Route = {
    method: 'GET',
    path: '/',
    about: 'these routes as a page',
    handle: (exchange) => sendHtml(exchange, page),
  };
  const page = indexPage([index, health, ...routes]);
  return [index, health];
}

function formPage(csrf: string): string {
  const items = [1, 2, 3].map((id) => `<li class="item"><a href="/items/${id}">Item ${id}</a></li>`);
  return document(
    'Ship chandler',
    `<nav><a href="/">Home</a> <a href="/html?page=2" rel="next">Next</a></nav>
<h1 id="title">Ship chandler</h1>
<ul>${items.join('')}</ul>
<form method="post" action="/html">
<input type="hidden" name="csrf" value="${csrf}">
<label>E-mail <input type="email" name="email"></label>
<button type="submit">Subscribe</button>
</form>`,
  );
}

function indexPage(routes: readonly Route[]): string {
  const rows = routes.map(({ method, path, about }) => {
    const shown = escaped(about).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
    return `<tr><td>${method}</td><td><code>${escaped(path)}</code></td><td>${shown}</td></tr>`;
  });
  return document('Plimsoll demo target', `<h1>Plimsoll demo target</h1>\n<table>\n${rows.join('\n')}\n</table>`);
}

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
${body}
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
