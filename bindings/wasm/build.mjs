// Builds dist/: node build.mjs [weft.wasm]. The module comes from the CMake preset "wasm".
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const module = process.argv[2] ?? join(here, '../../build/wasm/bindings/wasm/weft.wasm');
if (!existsSync(module)) throw new Error(`no ${module}: build the CMake preset "wasm" first`);
const dist = join(here, 'dist');

rmSync(dist, { recursive: true, force: true });
const tsc = join(here, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' });
// For TypeScript a declaration is of the module system that the package.json above it says.
const types = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.d.ts'));
for (const name of types) {
  const copy = join(dist, 'cjs', name);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(join(dist, name), copy);
}
writeFileSync(join(dist, 'cjs/package.json'), '{"type":"commonjs"}\n');
copyFileSync(module, join(dist, 'weft.wasm'));
copyFileSync(join(here, '../../LICENSE'), join(here, 'LICENSE')); // npm packs what is in here

const shared = { bundle: true, target: 'es2022' };
const entry = (name) => [join(here, 'src', `${name}.ts`)];
await build({
  ...shared,
  minify: true,
  entryPoints: entry('web'),
  format: 'esm',
  outfile: join(dist, 'web.js'),
});
// For what resolves as browsers do and takes CommonJS only, as Jest with jsdom: it has to be told where
// weft.wasm is.
await build({
  ...shared,
  entryPoints: entry('web'),
  format: 'cjs',
  outfile: join(dist, 'web.cjs'),
  define: { 'import.meta': 'WEFT_META' },
  banner: { js: "const WEFT_META={get url(){throw new TypeError('in CommonJS, init() needs a source: where weft.wasm is')}};" },
});
// A bundle of the program may be of the other module system, where these do not work: they are called in a try.
await build({
  ...shared,
  platform: 'node',
  entryPoints: entry('node'),
  format: 'esm',
  outfile: join(dist, 'node.js'),
  define: { WEFT_WASM: 'WEFT_URL' },
  banner: { js: "const WEFT_URL=()=>new URL('./weft.wasm',import.meta.url);" },
});
await build({
  ...shared,
  platform: 'node',
  entryPoints: entry('node'),
  format: 'cjs',
  outfile: join(dist, 'node.cjs'),
  define: { WEFT_WASM: 'WEFT_PATH' },
  banner: { js: "const WEFT_PATH=()=>require('node:path').join(__dirname,'weft.wasm');" },
});
