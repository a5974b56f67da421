import { createHash } from 'node:crypto';
import type { Html } from './html.ts';

const STYLE = `
:root{color-scheme:light dark;--ink:#16191f;--back:#f2f3f3;--card:#fff;--line:#687078;--act:#0972d3;--on:#fff;--bad:#b00d0d;--soft:#fdf3f1}
@media (prefers-color-scheme:dark){:root{--ink:#eaeded;--back:#0f1b2a;--card:#192534;--line:#8d99a8;--act:#539fe5;--on:#0f1b2a;--bad:#ff9d8f;--soft:#2b1a1a}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:26rem;margin:3rem auto;padding:2rem;background:var(--card);border-radius:.75rem}
h1{font-size:1.5rem;margin:0 0 1rem}
h2{font-size:1rem;margin:0}
label{display:block;font-weight:600;margin-top:1rem}
input{width:100%;padding:.6rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.4rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--act);outline-offset:2px}
button{width:100%;margin-top:1.25rem;padding:.65rem;font:inherit;font-weight:600;border:1px solid var(--act);border-radius:2rem;background:var(--act);color:var(--on);cursor:pointer}
button.quiet{background:transparent;color:var(--act)}
.errors{margin:0 0 1rem;padding:.75rem 1rem;border:2px solid var(--bad);border-radius:.4rem;background:var(--soft)}
.errors p{margin:0;color:var(--bad)}
.hint{margin:.25rem 0 0;font-size:.9rem}
code{font-size:1rem;overflow-wrap:anywhere}
img{display:block;margin:1rem auto;background:#fff;image-rendering:pixelated}
a{color:var(--act)}
@media (max-width:30rem){main{margin:0;border-radius:0;min-height:100vh}}
`;

/** How the content security policy names the one style that pages have. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** The element whose content that is, to the letter. */
export const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };
