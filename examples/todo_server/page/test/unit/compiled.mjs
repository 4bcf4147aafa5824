// Loads one of the page's modules into Node: `const { editAtCaret } = await compiled('text_edit')`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = join(dirname(fileURLToPath(import.meta.url)), '../..');

export async function compiled(name) {
  const outfile = join(page, 'node_modules/.compiled', `${name}.mjs`);
  const entryPoints = [join(page, 'src', `${name}.ts`)];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', external: ['weft-crdt'] });
  return import(outfile);
}
