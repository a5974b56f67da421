import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt']);
const INDEX = 'index.html';
const DOCUMENT_HEADERS = [
  'content-security-policy',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'permissions-policy',
];

const NOT_BUILT = `<!doctype html><html lang="en"><title>Gatehouse</title><h1>The console is not built</h1>
<p>Run <code>npm run build-console</code>, then start Gatehouse again. <code>npm start</code> does so by itself.</p></html>`;

interface Content {
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
  /** Made with the pages. */
  readonly brotli: Buffer | undefined;
}

const listFiles = (folder: string): ReadonlySet<string> => {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Set(
      entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
    );
  } catch {
    // No folder: the pages are not built, and every address says so.
    return new Set();
  }
};

/** The smallest form that the browser takes. */
const bestOf = (
  { plain, gzip, brotli }: Content,
  accepted: string,
): readonly [encoding: string | undefined, body: Buffer] => {
  if (brotli !== undefined && /\bbr\b/.test(accepted)) return ['br', brotli];
  if (gzip !== undefined && /\bgzip\b/.test(accepted)) return ['gzip', gzip];
  return [undefined, plain];
};

/** Serves the built pages: a name that is not one of theirs gets the page itself, which knows what to show there. */
export const createStaticFiles = (
  folder: string,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  // Only names found here are ever read, so no path leads out of the folder.
  const files = listFiles(folder);
  const kept = new Map<string, Content>();

  const load = (name: string): Content => {
    const found = kept.get(name);
    if (found !== undefined) return found;
    const plain = files.has(name) ? readFileSync(join(folder, name)) : Buffer.from(NOT_BUILT);
    const gzip = COMPRESSED.has(extname(name)) ? gzipSync(plain, { level: 9 }) : undefined;
    const packed = `${name}.br`;
    const brotli = files.has(packed) ? readFileSync(join(folder, packed)) : undefined;
    const content = { plain, gzip, brotli };
    kept.set(name, content);
    return content;
  };

  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 });
      response.end();
      return;
    }
    const asked = (request.url ?? '/').split('?')[0]?.slice(1) ?? '';
    const name = files.has(asked) && asked !== INDEX ? asked : INDEX;
    if (name === INDEX && asked.startsWith('assets/')) {
      response.writeHead(404, { 'content-length': 0, 'cache-control': 'no-store' });
      response.end();
      return;
    }
    // What only a document heeds would weigh as much as many a small script, sixty times over.
    if (name.startsWith('assets/'))
      for (const header of DOCUMENT_HEADERS) response.removeHeader(header);
    const [encoding, body] = bestOf(load(name), request.headers['accept-encoding'] ?? '');
    const headers: OutgoingHttpHeaders = {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': body.length,
      // The names of assets contain the hash of their content.
      'cache-control': name.startsWith('assets/')
        ? 'public, max-age=31536000, immutable'
        : 'no-store',
      vary: 'accept-encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    };
    response.writeHead(200, headers);
    response.end(request.method === 'HEAD' ? undefined : body);
  };
};
