// What keeps people from using a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations that matter. As a script of the page axe would be refused by the page's policy. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Controls that a finger does not hit. */
export function tooSmall(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a, textarea, label.tick, label.switch, input[type=text], input[type=range]')]
      .map((control) => [control, control.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < 44 || height < 44))
      .map(([control, { width, height }]) => `${control.outerHTML.slice(0, 80)} ${width}x${height}`));
}
