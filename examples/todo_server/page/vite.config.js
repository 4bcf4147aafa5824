// One page for every address: the server answers with index.html at / and at /lists/<id>, so assets are
// asked for from the root. Nothing is inlined: the page's policy allows no data: scripts or styles.
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
