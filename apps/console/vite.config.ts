import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FONT_FACE = /@font-face\s*\{[^}]*\}/g;

/**
 * The design system's style sheet carries eight fonts inline, of which a first visit would wait for 53 kB. Text stands in
 * the fonts that its own list names next and every system has. It also lets the content security policy refuse fonts that
 * come as data.
 */
const systemFonts = (): Plugin => ({
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

const usedMessages = (): Plugin => ({
  name: 'used-messages',
  transform(code, id) {
    if (!id.endsWith('/i18n/messages/all.en.js')) return undefined;
    const start = code.indexOf('{');
    const all: Record<string, Record<string, Record<string, unknown>>> = JSON.parse(
      code.slice(start, code.lastIndexOf('}') + 1),
    );
    for (const locales of Object.values(all))
      for (const messages of Object.values(locales))
        for (const name of Object.keys(messages))
          if (UNUSED_MESSAGES.test(name)) delete messages[name];
    return { code: `export default ${JSON.stringify(all)};`, map: null };
  },
});

const routerFile = (name: string): string =>
  fileURLToPath(new URL(`../production/${name}`, import.meta.resolve('react-router')));

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), systemFonts(), usedMessages()],
  resolve: {
    // The package's exports name its development build only; the other one is half the size.
    alias: [
      { find: /^react-router$/, replacement: routerFile('index.mjs') },
      { find: /^react-router\/dom$/, replacement: routerFile('dom-export.mjs') },
    ],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy takes no inline content but icons in style sheets.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    // `npx vite apps/console` while working on the pages: the API is that of a server on the usual port.
    proxy: { '/api': 'http://127.0.0.1:4580' },
  },
});
