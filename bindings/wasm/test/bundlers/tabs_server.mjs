// weft-todo with the page that tests drive (tabs/page.js) in place of its own, and a Chromium.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { TodoServer } from '../todo_server.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '../../dist');

export class TabsServer {
  static async start() {
    const tabs = new TabsServer();
    tabs.page = mkdtempSync(join(tmpdir(), 'weft-tabs-'));
    mkdirSync(join(tabs.page, 'assets'));
    copyFileSync(join(here, 'tabs/index.html'), join(tabs.page, 'index.html'));
    copyFileSync(join(dist, 'weft.wasm'), join(tabs.page, 'assets/weft.wasm'));
    await esbuild.build({
      entryPoints: [join(here, 'tabs/page.js')],
      alias: { 'weft-crdt': join(dist, 'web.js') },
      bundle: true,
      format: 'esm',
      outdir: join(tabs.page, 'assets'),
      logLevel: 'error',
    });
    tabs.server = await TodoServer.start('--page', tabs.page);
    tabs.browser = await chromium.launch({
      executablePath: process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'], // it may be root that runs the tests
    });
    return tabs;
  }

  /** A browser of its own, with a list: `tab` opens that in it once more. */
  async visitor() {
    const context = await this.browser.newContext();
    const list = await this.server.newList();
    const tab = async (options = {}) => {
      const page = await context.newPage();
      await page.goto(this.server.url + list.path);
      await page.waitForFunction(() => document.title !== 'loading');
      assert.equal(await page.title(), 'ready');
      await page.evaluate(([o, id]) => window.connect(o, id), [options, list.id]);
      return page;
    };
    return { context, list, tab };
  }

  async remove() {
    await this.browser?.close();
    await this.server?.remove();
    rmSync(this.page, { recursive: true, force: true });
  }
}
