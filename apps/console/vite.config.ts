import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { brotliFiles, systemFonts, usedMessages, usedTokensOnly } from './build-plugins.ts';

const routerFile = (name: string): string =>
  fileURLToPath(new URL(`../production/${name}`, import.meta.resolve('react-router')));

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), systemFonts(), usedMessages(), usedTokensOnly(), brotliFiles()],
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
    rolldownOptions: {
      output: {
        // What most pages share comes in one file: in sixty small ones it would be a sixth larger, headers included.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 60 }] },
      },
    },
  },
  server: {
    // `npx vite apps/console` while working on the pages: the API is that of a server on the usual port.
    proxy: { '/api': 'http://127.0.0.1:4580' },
  },
});
