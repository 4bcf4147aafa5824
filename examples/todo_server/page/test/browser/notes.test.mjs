// Notes: rich text that several people write at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tooSmall, violations } from './access.mjs';
import { withServer } from './windows.mjs';

/** Two people with the notes of one to-do open. */
async function twoWithNotes(world, ...typed) {
  const both = await world.two();
  await both.ada.add('Trip');
  await both.ben.untilTexts('Trip');
  const [adas, bens] = [await both.ada.notes(0), await both.ben.notes(0)];
  await adas.click();
  for (const [i, line] of typed.entries()) {
    if (i > 0) await both.ada.page.keyboard.press('Enter');
    await both.ada.page.keyboard.type(line);
  }
  if (typed.length > 0) await both.ben.untilNotes(typed.map((line) => `<p>${line}</p>`).join(''));
  return { ...both, adas, bens };
}
const press = async ({ page }, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('what one makes bold, a heading, a list, the other sees; and it is there after a reload', withServer(async (world) => {
  const { ada, ben, adas } = await twoWithNotes(world, 'Plan', 'go there', 'come back');
  await press(ada, 'Control+Home');
  await ada.tool('Heading H1').click();
  await press(ada, 'ArrowDown', 'Home', 'Shift+Control+ArrowRight', 'Control+b');
  await ada.tool('Bulleted list').click();
  const html = '<h2>Plan</h2><ol><li data-list="bullet"><strong>go</strong> there</li></ol><p>come back</p>';
  for (const window of [ada, ben]) await window.untilNotes(html);
  assert.equal(await ada.tool('Bulleted list').getAttribute('aria-pressed'), 'true');
  assert.equal(await ada.tool('Bold').getAttribute('aria-pressed'), 'true');
  assert.equal(await ada.tool('Quote').getAttribute('aria-pressed'), 'false');
  await ada.untilStatus('Saved');
  await ben.page.reload();
  await ben.notes(0);
  await ben.untilNotes(html);
  await adas.click();
  await press(ada, 'Control+End', 'Enter');
  await ada.tool('Block of code').click();
  await ada.page.keyboard.type('x = 1');
  await ben.untilNotes(`${html}<div><div>x = 1</div></div>`);
}));

test('what is typed at the end of something bold is bold, and after a link is not in the link', withServer(async (world) => {
  const { ada, ben, bens } = await twoWithNotes(world, 'bold');
  await press(ada, 'Control+a', 'Control+b');
  await ben.untilNotes('<p><strong>bold</strong></p>');
  await bens.click();
  await press(ben, 'Control+End');
  await ben.page.keyboard.type('er');
  await ada.untilNotes('<p><strong>bolder</strong></p>');
  await press(ada, 'Control+a', 'Control+k');
  await ada.page.getByLabel('Address').fill('example.org');
  await press(ada, 'Enter');
  await ben.untilNotes('<p><strong><a href="https://example.org">bolder</a></strong></p>');
  await bens.click();
  await press(ben, 'Control+End');
  await ben.page.keyboard.type('!');
  await ada.untilNotes('<p><strong><a href="https://example.org">bolder</a>!</strong></p>');
}));

test('offline on both sides: one formats what the other writes into, both stay', withServer(async (world) => {
  const { ada, ben, adas, bens } = await twoWithNotes(world, 'milk and bread');
  for (const window of [ada, ben]) await window.switchOffline(true);
  await adas.click();
  await press(ada, 'Control+Home', 'Shift+Control+ArrowRight', 'Control+b');
  await ada.tool('Numbered list').click();
  await bens.click();
  await press(ben, 'Control+Home', 'ArrowRight', 'ArrowRight');
  await ben.page.keyboard.type('--');
  await ben.tool('Quote').click();
  await press(ben, 'Control+End', 'Enter');
  await ben.page.keyboard.type('eggs');
  for (const window of [ada, ben]) await window.switchOffline(false);
  await ada.untilStatus('Saved');
  await ben.untilStatus('Saved');
  await ada.untilTrue(() => document.querySelector('.ql-editor').textContent.includes('eggs'));
  const merged = await ada.untilNotes();
  await ben.untilNotes(merged);
  assert.match(merged, /<strong>mi--lk<\/strong> and bread/);
  assert.match(merged, /^<(ol|blockquote)>/); // a line is one thing; which, all agree
  assert.match(merged, /eggs/);
  for (const window of [ada, ben]) {
    await window.page.reload();
    await window.notes(0);
    await window.untilNotes(merged);
  }
}));

test('both type into the notes at once: nothing is lost, and lines stay lines', withServer(async (world) => {
  const { ada, ben, adas, bens } = await twoWithNotes(world, 'one', 'two');
  await adas.click();
  await press(ada, 'Control+Home', 'End');
  await bens.click();
  await press(ben, 'Control+End');
  await Promise.all([ada.page.keyboard.type('a'.repeat(40), { delay: 2 }), ben.page.keyboard.type('b'.repeat(40), { delay: 2 })]);
  for (const window of [ada, ben]) await window.untilNotes(`<p>one${'a'.repeat(40)}</p><p>two${'b'.repeat(40)}</p>`);
}));

test('an input method goes on composing while the other writes', withServer(async (world) => {
  const { ada, ben, adas, bens } = await twoWithNotes(world, 'x');
  await adas.click();
  await press(ada, 'Control+End');
  const keyboard = await ada.page.context().newCDPSession(ada.page);
  const compose = (text) =>
    keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await bens.click();
  await press(ben, 'Control+Home');
  await ben.page.keyboard.type('ab');
  await ben.untilStatus('Saved');
  await compose('にほ');
  assert.match(await adas.textContent(), /^xにほ/); // not written to meanwhile
  await keyboard.send('Input.insertText', { text: '日本' });
  for (const window of [ada, ben]) await window.untilNotes('<p>abx日本</p>');
}));

test('the caret stays where it is, and others see it there with its name', withServer(async (world) => {
  const { ada, ben, adas, bens } = await twoWithNotes(world, 'milk');
  await ben.page.getByLabel('Your name').fill('Ben Miller');
  await press(ben, 'Enter');
  await bens.click();
  await press(ben, 'Control+Home', 'ArrowRight');
  const cursorAt = (at) => ada.page.locator(`.notes .cursor[data-at="${at}"]`);
  await cursorAt(1).waitFor();
  assert.equal(await cursorAt(1).locator('.flag').textContent(), 'Ben Miller');
  await adas.click();
  await press(ada, 'Control+Home');
  await ada.page.keyboard.type('oat ');
  await cursorAt(5).waitFor();
  await ben.untilNotes('<p>oat milk</p>');
  await ben.page.keyboard.type('-');
  await ada.untilNotes('<p>oat m-ilk</p>');
  await press(ben, 'Shift+Home');
  await ada.page.locator('.notes .selected').first().waitFor();
}));

test('links lead nowhere that they should not', withServer(async (world) => {
  const { ada, adas } = await twoWithNotes(world, 'press');
  await press(ada, 'Control+a', 'Control+k');
  await ada.page.getByLabel('Address').fill('javascript:alert(1)');
  await press(ada, 'Enter');
  await ada.page.getByText('This is no web or mail address.').waitFor();
  await press(ada, 'Escape');
  await ada.untilTrue(() => document.querySelector('.ql-editor').contains(getSelection().anchorNode));
  await adas.evaluate((editor) => {
    const clipboardData = new DataTransfer();
    const html = '<h1 style="color:red" onclick="x()">Big</h1><a href="javascript:alert(1)">no</a> <a href="https://example.org/">yes</a><img src="x" onerror="window.hacked=1"><script>window.hacked=1</script>';
    clipboardData.setData('text/html', html);
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await ada.untilTrue(() => document.querySelector('.ql-editor').textContent.includes('yes'));
  const links = await adas.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  assert.ok(links.includes('https://example.org/'));
  assert.ok(links.every((address) => !/script/.test(address)), links.join(' '));
  assert.equal(await adas.locator('img, script, [style], [onclick]').count(), 0);
  assert.equal(await ada.page.evaluate(() => window.hacked), undefined);
}));

test('the editor comes when notes are opened, also without the server', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const context = await world.person();
  const ada = await world.open(context, edit);
  await ada.untilStatus('Saved');
  await ada.add('Trip');
  await ada.untilStatus('Saved');
  const loaded = () => ada.page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /\/panel-/.test(name)));
  assert.equal(await loaded(), false);
  await ada.untilTrue(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
  await ada.page.reload();
  await ada.untilTexts('Trip');
  await world.server.kill();
  await (await ada.notes(0)).click();
  await ada.page.keyboard.type('offline');
  assert.equal(await loaded(), true);
  await world.server.restart();
  await ada.untilStatus('Saved');
}));

test('a link to read: notes can be read, and that is all', withServer(async (world) => {
  const { ada, view } = await twoWithNotes(world, 'milk');
  await ada.add('Without notes');
  const viewer = await world.open(await world.person(), view);
  await viewer.untilTexts('Trip', 'Without notes');
  const editor = await viewer.notes(0);
  await viewer.untilNotes('<p>milk</p>');
  assert.equal(await editor.getAttribute('contenteditable'), 'false');
  assert.equal(await viewer.page.getByRole('toolbar').count(), 0);
  assert.equal(await viewer.page.locator('.notes-button').nth(1).isVisible(), false);
  await press(ada, 'Control+z');
  assert.deepEqual(await violations(viewer.page), []);
}));

test('by keyboard: open, write, make it bold from the toolbar, leave', withServer(async (world) => {
  const { ada } = await world.two();
  await ada.add('Trip');
  await press(ada, 'Tab');
  for (let i = 0; i < 3 && !(await ada.page.locator('.notes-button:focus').count()); ++i) await press(ada, 'Tab');
  await press(ada, 'Enter');
  await ada.page.locator('.ql-editor:focus').waitFor();
  await ada.page.keyboard.type('milk');
  await press(ada, 'Shift+Home', 'Shift+Tab');
  assert.equal(await ada.page.evaluate(() => document.activeElement.ariaLabel), 'Bold');
  await press(ada, 'ArrowRight', 'End', 'Home', 'ArrowLeft', 'ArrowRight', 'Enter');
  await ada.untilNotes('<p><strong>milk</strong></p>');
  await ada.page.locator('.ql-editor:focus').waitFor();
  await press(ada, 'Tab'); // is not typed
  await ada.untilTrue(() => !document.activeElement.closest('.ql-editor'));
  await press(ada, 'Shift+Tab', 'Escape');
  assert.equal(await ada.page.locator('.notes-button:focus').count(), 1);
  await press(ada, 'Enter');
  assert.equal(await ada.page.locator('.ql-editor').isVisible(), false);
}));

test('assistive technology and phones: notes that are open', withServer(async (world) => {
  const { edit } = await world.server.newList();
  const options = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  const phone = await world.open(await world.person(options), edit);
  await phone.untilStatus('Saved');
  await phone.add('Trip');
  await (await phone.notes(0)).click();
  await phone.tool('Block of code').click();
  await phone.page.keyboard.type('averylonglinewithoutanyspacethatisnotbrokenanywhereonaphone');
  await press(phone, 'Enter', 'Enter', 'Enter');
  await phone.tool('Numbered list').click();
  await phone.page.keyboard.type('https://example.org/an/address/that/has/no/place/to/break/and/goes/on');
  const widths = await phone.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.deepEqual(widths, [320, 320]);
  assert.deepEqual(await tooSmall(phone.page), []);
  for (const colorScheme of ['light', 'dark']) {
    await phone.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await violations(phone.page), []);
  }
}));
