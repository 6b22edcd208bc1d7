import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEYS, SOJOURN, operator, useBrowser, visitor } from './sojourn.js';

useBrowser();

test('who signs in with a key gets where they wanted to go', async (t) => {
  const page = await operator(t, { path: '/console/sessions?state=any' });
  assert.equal(page.url(), `${SOJOURN}/console/sessions?state=any`);
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Sessions');
});

test('the tokens are out of reach of scripts, for this host alone, and gone with the browser', async (t) => {
  const page = await operator(t);
  const cookies = await page.context().cookies();
  assert.deepEqual(cookies.map(({ name }) => name).sort(), ['__Host-sojourn-console', '__Host-sojourn-console-refresh']);
  for (const cookie of cookies) {
    assert.deepEqual(
      { httpOnly: cookie.httpOnly, secure: cookie.secure, sameSite: cookie.sameSite, path: cookie.path, expires: cookie.expires },
      { httpOnly: true, secure: true, sameSite: 'Strict', path: '/', expires: -1 },
    );
  }
  assert.equal(await page.evaluate(() => document.cookie), '');
});

test('a wrong key is refused, and said to be', async (t) => {
  const context = await visitor(t, { expects: [/403/] });
  const page = await context.newPage();
  await page.goto(`${SOJOURN}/console`);
  await page.getByLabel('API key').fill(`${KEYS.admin}x`);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This is not a key that Sojourn knows.').waitFor();
  assert.deepEqual(await context.cookies(), []);
});

test('who signs out is out, also by the Back button', async (t) => {
  const page = await operator(t);
  await page.goto(`${SOJOURN}/console/sessions`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.goBack();
  await page.getByLabel('API key').waitFor();
});

test('what the scopes of the key forbid is not offered', async (t) => {
  const page = await operator(t, { key: KEYS.viewer });
  const navigation = page.getByRole('navigation', { name: 'Console' });
  const sections = navigation.getByRole('link');
  assert.deepEqual(await sections.allTextContents(), ['Overview', 'Sessions', 'Users', 'Policies']);
  await navigation.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Time line' }).waitFor();
  assert.equal(await page.getByRole('link', { name: /^End/ }).count(), 0);
  assert.equal(await page.getByRole('heading', { name: 'History' }).count(), 0);
});

test('what an admin key is for is offered to it alone', async (t) => {
  const page = await operator(t);
  const sections = page.getByRole('navigation', { name: 'Console' }).getByRole('link');
  assert.deepEqual(await sections.allTextContents(), ['Overview', 'Sessions', 'Users', 'Lockouts', 'Cut-off', 'Subscribers', 'Policies', 'Audit', 'Keys']);
});

test('a key that the console has nothing for is told so', async (t) => {
  const page = await operator(t, { key: KEYS.shop });
  await page.getByRole('heading', { name: 'Nothing to see with this key' }).waitFor();
});

test('whose session is ended elsewhere is asked to sign in, without touching anything', async (t) => {
  const page = await operator(t, { key: KEYS.viewer, path: '/console/sessions', expects: [/401/] });
  const other = await operator(t, { path: '/console/sessions?user_id=console%3Aviewer' });
  await other.getByRole('table').getByRole('link').first().click();
  await other.getByRole('link', { name: 'End this session…' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await page.getByText('Your session was ended.').waitFor();
});
