import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, SOJOURN, accessible, api, fits, open, person, someone, still, useBrowser, visitor } from './sojourn.js';

useBrowser();

const state = async (session) => (await api('GET', `/v1/sessions/${session.id}`)).state;

test('a person sees their devices, this one marked, in the name of the application', async (t) => {
  const user = someone();
  const phone = await open(user, { user_agent: PHONE, ip_address: '203.0.113.9' });
  const { page, session } = await person(t, user);
  assert.equal(await page.title(), 'Your devices · Tuppence Bank');
  assert.deepEqual(
    await page.locator('.devices li').evaluateAll((items) => items.map(({ id }) => id)),
    [`d-${session.id}`, `d-${phone.id}`],
  );
  await page.locator(`#d-${session.id}`).getByText('This device', { exact: true }).waitFor();
  await page.locator(`#d-${phone.id}`).getByRole('heading', { name: 'Mobile Safari 18 on iOS 18' }).waitFor();
  const button = await page.evaluate(() => getComputedStyle(document.querySelector('.shape')).stroke);
  assert.equal(button, 'rgb(106, 27, 154)', 'in the colour of the application');
});

test('another device is signed out, after one question', async (t) => {
  const user = someone();
  const phone = await open(user, { user_agent: PHONE });
  const { page, session } = await person(t, user);
  await page.getByRole('link', { name: 'Sign out Mobile Safari 18 on iOS 18…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Sign out Mobile Safari 18 on iOS 18?' }).waitFor();
  await dialog.getByRole('button', { name: 'Sign it out' }).click();
  await page.getByRole('status').getByText('It is signed out.').waitFor();
  assert.equal(await page.locator('.devices li').count(), 1);
  assert.equal(await state(phone), 'ended');
  assert.equal(await state(session), 'active');
});

test('all other devices are signed out at once', async (t) => {
  const user = someone();
  const others = [await open(user, { user_agent: PHONE }), await open(user)];
  const { page, session } = await person(t, user);
  await page.getByRole('link', { name: 'Sign out all other devices…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out all others' }).click();
  await page.getByText('You are signed in on this device only.').waitFor();
  for (const other of others) assert.equal(await state(other), 'ended');
  assert.equal(await state(session), 'active');
});

test('without scripts this device is signed out, and its cookie is gone', async (t) => {
  const { page, session } = await person(t, someone(), { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Sign out This device…' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await state(session), 'ended');
});

test('who is not signed in is told so', async (t) => {
  const page = await (await visitor(t, { expects: [/401/] })).newPage();
  await page.goto(`${SOJOURN}/account`);
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
});

for (const [what, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone of 320 pixels', { viewport: { width: 320, height: 640 } }],
]) {
  test(`axe finds nothing on a person's page, and nothing jumps, ${what}`, async (t) => {
    const user = someone();
    await open(user, { user_agent: PHONE });
    const { page, session } = await person(t, user, options);
    for (const path of ['/account', `/account/sessions/${session.id}/end`, '/account/end-others', '/account/signed-out']) {
      await page.goto(SOJOURN + path);
      await page.waitForTimeout(300);
      await accessible(page, path);
      await fits(page, path);
      await still(page, path);
    }
  });
}
