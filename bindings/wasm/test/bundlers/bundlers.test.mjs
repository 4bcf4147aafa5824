// The package as npm would install it, loaded by Node's two module systems, and built by three
// bundlers into a page that Chromium loads.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { EXPECTED } from './app/meet.js';
import { serve } from './serve.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const packageFolder = join(here, '../..');
const installed = join(here, 'node_modules/weft-crdt');
const work = mkdtempSync(join(tmpdir(), 'weft-bundlers-'));
let browser;

// What `npm pack` leaves out of the archive is not there.
before(async () => {
  const options = { cwd: packageFolder, encoding: 'utf8' };
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', work];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, options));
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xf', join(work, filename), '--strip-components=1', '-C', installed]);
  browser = await chromium.launch({
    executablePath: process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'], // it may be root that runs the tests
  });
});
after(async () => {
  await browser?.close();
  rmSync(work, { recursive: true, force: true });
});

const titleOf = async (folder, wasmType) => titleAt(await serve(folder, wasmType));

/** Of a page that says there what it came to; the server ends. */
async function titleAt(server) {
  const page = await browser.newPage();
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => document.title !== 'loading', null, { timeout: 20_000 });
    return await page.title();
  } catch (error) {
    throw new Error([error.message, ...problems].join('\n'));
  } finally {
    await page.close();
    await server.close();
  }
}

test('Node: import', () => {
  execFileSync(process.execPath, [join(here, 'app/node.mjs')], { stdio: 'inherit' });
});

test('Node: require', () => {
  execFileSync(process.execPath, [join(here, 'app/node.cjs')], { stdio: 'inherit' });
});

test('TypeScript: both ways of resolving', () => {
  const tsc = join(packageFolder, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom'];
  for (const resolution of [
    ['--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ['--module', 'es2022', '--moduleResolution', 'bundler'],
  ]) {
    const types = [tsc, ...strict, ...resolution, join(here, 'app/types.ts'), join(here, 'app/types.cts')];
    // Elsewhere, so that no @types are found: the package's own must do.
    execFileSync(process.execPath, types, { stdio: 'inherit', cwd: work });
  }
});

const wasm = () => join(installed, 'dist/weft.wasm');

for (const [format, ending] of [['esm', 'mjs'], ['cjs', 'cjs']]) {
  test(`Node: a bundle as ${format} that weft.wasm is not beside`, async () => {
    const { forNode } = await import('./bundle.mjs');
    const bundle = join(work, `node_bundled.${ending}`);
    await forNode(bundle, format);
    for (const where of [wasm(), pathToFileURL(wasm()).href]) {
      execFileSync(process.execPath, [bundle, where], { stdio: 'inherit' });
    }
  });
}

test('CommonJS where a browser is resolved for', async () => {
  const { forJsdom } = await import('./bundle.mjs');
  const bundle = join(work, 'jsdom.cjs');
  await forJsdom(bundle);
  execFileSync(process.execPath, [bundle, wasm()], { stdio: 'inherit' });
});

test("Vite's dev server: as the README says, or a failure that says it", async () => {
  const { serveWithVite } = await import('./bundle.mjs');
  rmSync(join(here, 'node_modules/.vite'), { recursive: true, force: true }); // of an earlier package
  const title = async (page, cache, options) => titleAt(await serveWithVite(page, cache, options));
  assert.equal(await title('index.html', 'excluded', { exclude: ['weft-crdt'] }), EXPECTED);
  assert.equal(await title('vite_url.html', 'url'), EXPECTED);
  assert.match(await title('index.html', 'neither'), /^failed: WeftError: .*optimizeDeps.*weft\.wasm\?url/);
});

for (const name of ['Vite', 'Webpack', 'Esbuild']) {
  test(`${name}: a page under a content security policy`, async () => {
    const bundle = await import('./bundle.mjs');
    const folder = join(work, name);
    mkdirSync(folder);
    await bundle[`with${name}`](folder);
    assert.equal(await titleOf(folder), EXPECTED);
  });
}

test('a server that does not know what .wasm is', async () => {
  assert.equal(await titleOf(join(work, 'Esbuild'), 'application/octet-stream'), EXPECTED);
});
