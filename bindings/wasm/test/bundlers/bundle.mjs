// The same page built three ways, each into a folder of its own.
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import webpack from 'webpack';

const here = dirname(fileURLToPath(import.meta.url));
const app = join(here, 'app');

export async function withVite(outDir) {
  await vite.build({
    root: app,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
}

/** Vite's own server, as while a page is being written. `page`: of app/. What it makes of packages is in a folder
 * `cache` where it has it by itself. */
export async function serveWithVite(page, cache, optimizeDeps = {}) {
  const server = await vite.createServer({
    root: here,
    configFile: false,
    logLevel: 'silent',
    cacheDir: join(here, 'node_modules/.vite', cache),
    optimizeDeps: { entries: [`app/${page}`], ...optimizeDeps },
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  });
  await server.listen();
  return { url: `${server.resolvedUrls.local[0]}app/${page}`, close: () => server.close() };
}

export async function withWebpack(outDir) {
  const compiler = webpack({
    mode: 'production',
    context: app,
    entry: './page.js',
    output: { path: outDir, filename: 'page.js', clean: true },
    performance: { hints: false },
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  await copyFile(join(app, 'index.html'), join(outDir, 'index.html'));
}

/** For Node, with the package in it. */
export async function forNode(outfile, format) {
  await esbuild.build({
    entryPoints: [join(app, 'node_bundled.mjs')],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    logLevel: 'error',
  });
}

/** As what resolves like a browser, and takes CommonJS only. */
export async function forJsdom(outfile) {
  await esbuild.build({
    entryPoints: [join(app, 'jsdom.cjs')],
    bundle: true,
    platform: 'neutral',
    conditions: ['browser'],
    external: ['node:fs'],
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
}

export async function withEsbuild(outDir) {
  await esbuild.build({
    entryPoints: { page: join(app, 'page_told.js') },
    bundle: true,
    minify: true,
    format: 'esm',
    outdir: outDir,
    logLevel: 'error',
  });
  await mkdir(join(outDir, 'elsewhere'), { recursive: true });
  const module = fileURLToPath(import.meta.resolve('weft-crdt/weft.wasm'));
  await copyFile(module, join(outDir, 'elsewhere/weft.wasm'));
  await copyFile(join(app, 'index.html'), join(outDir, 'index.html'));
}
