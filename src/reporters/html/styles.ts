/**
 * The page's own style. Colours are Okabe and Ito's, in shades that keep a contrast of 4.5 on their ground; a symbol or a word always
 * says the same as the colour.
 */
export const STYLES = `
:root { color-scheme: light dark; --ground: #fff; --raised: #f6f7f8; --line: #dfe3e6; --text: #1b1f23; --dim: #5b6670;
  --good: #00765a; --bad: #b34400; --warn: #8a5a00; --accent: #0067a6; --bar: #56a5d8; --band: #e6eaed; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181b; --raised: #1c2226; --line: #313a40; --text: #e6eaed; --dim: #9aa7b1;
  --good: #3ecfa4; --bad: #ff9a5c; --warn: #f0b23e; --accent: #6fbdf0; --bar: #3f86b5; --band: #2a3238; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem 3rem; background: var(--ground); color: var(--text);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 72rem; margin: 0 auto; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .2rem; }
p { margin: .3rem 0; }
section { margin-top: 2rem; }
.dim, .note { color: var(--dim); }
.note { font-size: .87rem; max-width: 60rem; }
.facts { color: var(--dim); font-size: .87rem; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: .1rem .55rem; margin-right: .4rem; border: 1.5px solid currentColor; border-radius: 1rem;
  font-size: .8rem; font-weight: 600; text-transform: uppercase; letter-spacing: .03em; vertical-align: .15em; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .accent { color: var(--accent); }
.scroll { overflow-x: auto; } .narrow { display: none; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin-top: .4rem; }
th, td { padding: .35rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { font-weight: 500; font-size: .82rem; color: var(--dim); }
th:first-child, td:first-child, .left { text-align: left; }
td.name, th.name { white-space: normal; text-align: left; overflow-wrap: anywhere; min-width: 9rem; }
tr.group th { padding-top: 1.1rem; font-weight: 600; font-size: .95rem; color: var(--text); white-space: normal; overflow-wrap: anywhere; }
.than { white-space: normal; overflow-wrap: anywhere; max-width: 12rem; font-size: .8rem; margin-left: auto; }
.needs { white-space: normal; min-width: 8rem; font-size: .82rem; }
tbody tr:hover { background: var(--raised); }
code { font: .9em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
svg { display: block; }
.bar { width: 7rem; height: .8rem; background: var(--band); border-radius: .2rem; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--bar); }
.shape rect { fill: var(--bar); }
.plot .band { fill: var(--band); } .plot line { stroke: var(--dim); } .plot .zero { stroke: var(--line); stroke-width: 1.5; }
.plot .good { stroke: var(--good); fill: var(--good); } .plot .bad { stroke: var(--bad); fill: var(--bad); }
.plot .warn { stroke: var(--warn); fill: var(--warn); } .plot .dim { stroke: var(--dim); fill: var(--dim); }
ul.findings { list-style: none; padding: 0; margin: .4rem 0; }
ul.findings li, ul.findings li[class] { padding: .5rem .8rem; margin: .45rem 0; background: var(--raised); border-left: 3px solid var(--line); border-radius: .2rem;
  overflow-wrap: anywhere; color: inherit; }
ul.findings li.accent { border-color: var(--accent); } ul.findings li.bad { border-color: var(--bad); } ul.findings li.warn { border-color: var(--warn); }
.error { color: var(--bad); white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 2.5rem; padding-top: .7rem; border-top: 1px solid var(--line); color: var(--dim); font-size: .82rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) { body { padding: 1rem .7rem 2rem; } .wide { display: none; } .narrow { display: block; } th, td { padding: .3rem .4rem; } .bar { width: 4rem; }
  td.name, th.name { min-width: 6.5rem; } }
@media print { .wide { display: table-cell; } .narrow { display: none; } section { break-inside: avoid; } }
`.trim();
