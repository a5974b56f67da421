import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

const FONT_FACE = /@font-face\s*\{[^}]*\}/g;

/**
 * The design system's style sheet carries eight fonts inline, of which a first visit would wait for 53 kB. Text stands in
 * the fonts that its own list names next and every system has. It also lets the content security policy refuse fonts that
 * come as data.
 */
export const systemFonts = (): Plugin => ({
  name: 'system-fonts',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      const text =
        typeof file.source === 'string' ? file.source : Buffer.from(file.source).toString();
      file.source = text.replaceAll(FONT_FACE, '');
    }
  },
});

// Parts of the design system that no page uses; their words would come with the first page.
const UNUSED_MESSAGES =
  /^(\[charts\]|annotation-context|app-layout|area-chart|cards|code-editor|collection-preferences|date-range-picker|drawer|features-notification-drawer|file-.*|flashbar|help-panel|list|panel-resize-handle|pie-chart|prompt-input|property-filter|s3-resource-selector|slider|split-panel|tag-editor|tutorial-panel)$/;

/** The words of the components that pages use. */
export const usedMessages = (): Plugin => ({
  name: 'used-messages',
  transform(code, id) {
    if (!id.endsWith('/i18n/messages/all.en.js')) return undefined;
    const start = code.indexOf('{');
    const all: Record<string, Record<string, Record<string, unknown>>> = JSON.parse(
      code.slice(start, code.lastIndexOf('}') + 1),
    );
    for (const messages of Object.values(all).flatMap((locales) => Object.values(locales)))
      for (const name of Object.keys(messages))
        if (UNUSED_MESSAGES.test(name)) delete messages[name];
    return { code: `export default ${JSON.stringify(all)};`, map: null };
  },
});

const DECLARATION = /(--[\w-]+):[^;{}]*(?:;|(?=\}))/g;
const REFERENCE = /var\((--[\w-]+)/g;
const NAME = /--[a-z][\w-]+/gi;
const MOST_ROUNDS = 8;

/** Names that some style uses, or some script mentions. */
const usedNames = (sheets: ReadonlyMap<string, string>, scripts: string): ReadonlySet<string> =>
  new Set([
    ...[...sheets.values()].flatMap((text) =>
      [...text.matchAll(REFERENCE)].map(([, name = '']) => name),
    ),
    ...[...scripts.matchAll(NAME)].map(([name]) => name),
  ]);

/**
 * The design system's style sheet declares every one of its tokens for every mode, those of components too that no page has. What
 * nothing refers to is left out; that can be what only left-out tokens referred to, so it is looked for again.
 */
export const usedTokensOnly = (): Plugin => ({
  name: 'used-tokens-only',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const files = Object.values(bundle);
      const scripts = files.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
      const sheets = new Map<string, string>();
      for (const file of files)
        if (file.type === 'asset' && file.fileName.endsWith('.css'))
          sheets.set(file.fileName, Buffer.from(file.source).toString());
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const used = usedNames(sheets, scripts);
        for (const [name, text] of sheets)
          sheets.set(
            name,
            text.replaceAll(DECLARATION, (all, token: string) => (used.has(token) ? all : '')),
          );
      }
      for (const file of files) {
        const text = sheets.get(file.fileName);
        if (file.type === 'asset' && text !== undefined) file.source = text;
      }
    },
  },
});

const COMPRESSED = /\.(?:js|css|svg)$/;

/** Beside each text file its form in Brotli, which takes too long to make while somebody waits. */
export const brotliFiles = (): Plugin => ({
  name: 'brotli-files',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!COMPRESSED.test(file.fileName)) continue;
        const content = file.type === 'chunk' ? file.code : Buffer.from(file.source);
        this.emitFile({
          type: 'asset',
          fileName: `${file.fileName}.br`,
          source: brotliCompressSync(content),
        });
      }
    },
  },
});
