import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FONT = /url\((["']?)data:font\/woff2;base64,([A-Za-z0-9+/=]+)\1\)/g;

/**
 * The design system's style sheet carries eight fonts inline, 130 kB that a first visit would wait for. As files a
 * browser loads the two or three that the page shows, and keeps them. It also lets the content security policy refuse
 * fonts that come as data.
 */
const fontsAsFiles = (): Plugin => ({
  name: 'fonts-as-files',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      const text =
        typeof file.source === 'string' ? file.source : Buffer.from(file.source).toString();
      file.source = text.replaceAll(FONT, (_all, _quote: string, base64: string) => {
        const source = Buffer.from(base64, 'base64');
        const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
        const fileName = `assets/font-${hash}.woff2`;
        this.emitFile({ type: 'asset', fileName, source });
        return `url(/${fileName})`;
      });
    }
  },
});

const routerFile = (name: string): string =>
  fileURLToPath(new URL(`../production/${name}`, import.meta.resolve('react-router')));

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), fontsAsFiles()],
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
