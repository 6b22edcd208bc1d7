import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOJOURN, accessible, api, fits, open, operator, someone, still, useBrowser, visitor } from './sojourn.js';

useBrowser();

/** Every page there is, with something on it. */
async function pages() {
  const session = await open(someone());
  const locked = someone('locked');
  for (let i = 0; i < 5; i += 1) await api('POST', '/v1/login-attempts', { subject: locked, ip_address: '198.51.100.7', outcome: 'failed' });
  await api('PUT', `/v1/users/${someone('mallory')}/disablement`);
  return [
    '/console/overview',
    '/console/sessions',
    '/console/sessions?state=any',
    `/console/sessions/${session.id}`,
    `/console/sessions/${session.id}/end`,
    `/console/users/${session.user_id}`,
    '/console/users',
    '/console/overview?range=day',
    '/console/subscribers',
    '/console/subscribers/siem',
    '/console/lockouts',
    '/console/cut-offs',
    '/console/policies',
    '/console/policies?policy=default&idle=30m',
    '/console/audit',
    '/console/keys',
  ];
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing and nothing jumps, ${colorScheme}`, async (t) => {
    const outside = await (await visitor(t, { colorScheme })).newPage();
    await outside.goto(`${SOJOURN}/console/sign-in?why=idle`);
    await accessible(outside, 'sign-in');
    await still(outside, 'sign-in');
    const page = await operator(t, { colorScheme });
    for (const path of await pages()) {
      await page.goto(SOJOURN + path);
      await page.waitForTimeout(2500); // with news that change nothing
      await accessible(page, path);
      await still(page, path);
    }
  });
}

test('axe finds nothing, nothing jumps and all fits on a phone of 320 pixels', async (t) => {
  const viewport = { width: 320, height: 640 };
  const outside = await (await visitor(t, { viewport })).newPage();
  await outside.goto(`${SOJOURN}/console/sign-in`);
  await accessible(outside, 'sign-in');
  await fits(outside, 'sign-in');
  const page = await operator(t, { viewport });
  for (const path of await pages()) {
    await page.goto(SOJOURN + path);
    await page.waitForTimeout(2500);
    await accessible(page, path);
    await fits(page, path);
    await still(page, path);
  }
});

test('axe finds nothing in a dialog', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  await page.getByRole('link', { name: 'End this session…' }).click();
  await page.getByRole('dialog').waitFor();
  await accessible(page, 'dialog');
});

test('colours are those of the system until somebody chooses others, which stay', async (t) => {
  const page = await operator(t, { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  const button = page.getByRole('button', { name: /^Switch to: / });
  assert.equal(await button.textContent(), 'Light colours', 'what a click does');
  assert.equal(await button.getAttribute('title'), 'Switch to: Light colours');
  await button.click();
  assert.equal(await button.textContent(), 'Dark colours');
  const light = await ground();
  assert.notEqual(light, dark);
  await page.reload();
  assert.equal(await ground(), light);
  await button.click();
  assert.equal(await ground(), dark);
});

test('on a phone the section that the page belongs to is in view', async (t) => {
  const page = await operator(t, { viewport: { width: 320, height: 640 } });
  for (const path of ['/console/overview', '/console/policies', '/console/keys']) {
    await page.goto(SOJOURN + path);
    const current = page.locator('.sections [aria-current]');
    await page.waitForFunction(() => {
      const link = document.querySelector('.sections [aria-current]').getBoundingClientRect();
      return link.left >= 0 && link.right <= document.documentElement.clientWidth;
    });
    assert.equal(await current.count(), 1);
    assert.equal(await page.evaluate(() => scrollY), 0, 'the page itself stays at its top');
  }
});

test('the table of a chart stays open while news come', async (t) => {
  const page = await operator(t, { path: '/console/overview' });
  await page.locator('#tile-opened-summary').click();
  const figure = page.locator('#tile-opened-figure');
  const before = await figure.textContent();
  await open(someone());
  await page.waitForFunction((text) => document.querySelector('#tile-opened-figure').textContent !== text, before);
  assert.ok(await page.locator('#tile-opened-table').evaluate((details) => details.open));
  assert.equal(await page.locator('#tile-opened-rows tbody tr').count(), 12);
});

test('all of it is done with the keyboard alone', async (t) => {
  const user = someone();
  await open(user);
  const page = await (await visitor(t)).newPage();
  await page.goto(`${SOJOURN}/console/sessions`);
  await page.waitForFunction(() => document.activeElement.id === 'key');
  await page.keyboard.type(process.env.ADMIN_KEY);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.textContent.trim());

  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.keyboard.press('/');
  await page.keyboard.type(user);
  await page.keyboard.press('Enter');
  await page.waitForURL(/user_id=/);
  for (let i = 0; i < 30 && (await focused()) !== user; i += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: user }).waitFor();
  for (let i = 0; i < 20 && (await focused()) !== 'End this session…'; i += 1) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', 'what has the focus shows it');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.equal(await focused(), 'Cancel');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'End the session');
  await page.keyboard.press('Enter');
  await page.getByText('The session has ended.').waitFor();
});

test('the first view weighs less than 200 KB in all', async (t) => {
  const context = await visitor(t);
  const page = await context.newPage();
  let weight = 0;
  page.on('response', async (response) => {
    const sizes = await response.request().sizes().catch(() => undefined);
    if (sizes) weight += sizes.responseBodySize + sizes.responseHeadersSize;
  });
  await page.goto(`${SOJOURN}/console/sessions`);
  await page.getByLabel('API key').fill(process.env.ADMIN_KEY);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sessions' }).waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  t.diagnostic(`${Math.round(weight / 1024)} KB`);
  assert.ok(weight > 10_000 && weight < 200_000, `${weight} bytes`);
});
