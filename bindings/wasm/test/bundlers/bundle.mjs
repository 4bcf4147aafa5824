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
