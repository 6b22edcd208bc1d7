import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, SOJOURN, api, open, operator, someone, useBrowser, visitor } from './sojourn.js';

useBrowser();

test('a session is found by its user, and has a page', async (t) => {
  const user = someone();
  await open(user);
  const page = await operator(t);
  await page.goto(`${SOJOURN}/console/sessions`);
  await page.keyboard.press('/');
  await page.keyboard.type(user);
  await page.keyboard.press('Enter');
  const table = page.getByRole('table');
  await table.getByRole('link', { name: user }).click();
  await page.getByRole('heading', { level: 1, name: user }).waitFor();
  await page.getByText('Firefox 140 on Linux').first().waitFor();
  await page.getByText('Session opened').waitFor();
});

test('times are told by how long ago they are, with the date in the zone of the viewer as the tooltip', async (t) => {
  const user = someone();
  const session = await open(user);
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  const time = page.locator('.mark-opened time');
  assert.match(await time.textContent(), /^(just now|\d+ (second|minute)s? ago)$/);
  await page.waitForFunction(() => document.querySelector('.mark-opened time').textContent.endsWith(' ago'));
  assert.equal(await time.getAttribute('datetime'), session.created_at);
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' });
  assert.ok((await time.getAttribute('title')).startsWith(`${local.format(new Date(session.created_at))} `));
  const deadline = page.locator('.mark-idle time');
  assert.equal(await deadline.textContent(), local.format(new Date(await deadline.getAttribute('datetime'))));
});

test('without scripts times are dates in UTC', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: `/console/sessions/${session.id}`, javaScriptEnabled: false });
  const utc = session.created_at.slice(0, 19).replace('T', ' ');
  assert.equal(await page.locator('.mark-opened time').textContent(), `${utc} UTC`);
});

test('the time that is left runs down', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  const bar = page.getByRole('progressbar', { name: 'Time left while idle' });
  const before = await bar.evaluate((element) => element.value);
  await page.waitForFunction((value) => document.querySelector('.mark-idle progress').value < value - 1, before);
  assert.match(await page.locator('.mark-idle .left').textContent(), /^59 min \d+ s left$/);
});

test('a session that is ended is gone in another window without reloading, and what has the focus keeps it', async (t) => {
  const user = someone();
  const first = await open(user);
  const second = await open(user, { user_agent: PHONE });
  const watching = await operator(t, { path: `/console/sessions?user_id=${user}` });
  const acting = await operator(t, { path: `/console/sessions/${first.id}` });
  const rows = watching.getByRole('table').getByRole('link', { name: user });
  assert.equal(await rows.count(), 2);
  await watching.locator(`#s-${second.id} a`).focus();

  await acting.getByRole('link', { name: 'End this session…' }).click();
  const dialog = acting.getByRole('dialog');
  await dialog.getByRole('heading', { name: `End this session of ${user}?` }).waitFor();
  await dialog.getByRole('button', { name: 'End the session' }).click();
  await acting.getByRole('status').getByText('The session has ended.').waitFor();
  await acting.locator('.state.ended').waitFor();

  await watching.locator(`#s-${first.id}`).waitFor({ state: 'detached', timeout: 5000 });
  assert.equal(await rows.count(), 1);
  assert.equal(await watching.evaluate(() => document.activeElement.closest('tr')?.id), `s-${second.id}`);
  await watching.getByRole('status').getByText('One session has ended.').waitFor();
  assert.equal((await api('GET', `/v1/sessions/${first.id}`)).end_reason, 'revoked');
});

test('sessions that are opened meanwhile do not push others away: they are offered', async (t) => {
  const user = someone();
  const first = await open(user);
  const page = await operator(t, { path: `/console/sessions?user_id=${user}` });
  const second = await open(user);
  await page.getByRole('link', { name: 'New sessions were opened: show them' }).click();
  assert.deepEqual(
    await page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.id)),
    [`s-${second.id}`, `s-${first.id}`],
  );
});

test('all sessions of a user but one are ended', async (t) => {
  const user = someone();
  const kept = await open(user);
  const others = [await open(user), await open(user, { user_agent: PHONE })];
  const page = await operator(t, { path: `/console/sessions/${kept.id}` });
  await page.getByRole('link', { name: 'End the user’s others…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End all but this one' }).click();
  await page.getByText('The other sessions of the user have ended.').waitFor();
  assert.equal((await api('GET', `/v1/sessions/${kept.id}`)).state, 'active');
  for (const other of others) assert.equal((await api('GET', `/v1/sessions/${other.id}`)).state, 'ended');
});

test('the audit trail says who ended it', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  await page.getByRole('link', { name: 'End this session…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
  await page.locator('.history').getByText('Session ended').waitFor();
  const { items } = await api('GET', `/v1/audit?session_id=${session.id}&action=session_ended`);
  assert.deepEqual(items[0].actor, { type: 'client', name: 'admin' });
});

test('who changes their mind has ended nothing', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  const end = page.getByRole('link', { name: 'End this session…' });
  await end.click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(await end.evaluate((link) => link === document.activeElement));
  assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'active');
});

test('without scripts sessions are read, found and ended', async (t) => {
  const user = someone();
  const session = await open(user);
  const page = await operator(t, { path: '/console/sessions', javaScriptEnabled: false });
  await page.getByLabel('User').fill(user);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: user }).click();
  await page.getByRole('link', { name: 'End this session…' }).click();
  await page.getByRole('button', { name: 'End the session' }).click();
  await page.getByText('The session has ended.').waitFor();
  assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'ended');
});

test('pages follow each other without a gap', async (t) => {
  const user = someone('many');
  const opened = [];
  for (let i = 0; i < 53; i += 1) opened.push((await open(user)).id);
  const page = await operator(t, { path: `/console/sessions?user_id=${user}` });
  const ids = () => page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.id.slice(2)));
  const first = await ids();
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.getByRole('link', { name: 'First page' }).waitFor();
  assert.deepEqual([...first, ...(await ids())].sort(), opened.sort());
});

test('a filter that is not valid is said to be, beside its field', async (t) => {
  const page = await operator(t, { path: '/console/sessions?ip_address=nowhere', expects: [/400/] });
  await page.getByText('must be an IPv4 or IPv6 address').waitFor();
  assert.equal(await page.getByLabel('Address').getAttribute('aria-invalid'), 'true');
});

test('what users and applications call themselves is text, never a part of the page', async (t) => {
  const user = `"><img src=x onerror=alert(1)>${someone()}`;
  const session = await open(user, { user_agent: undefined, browser: '<b>bold</b>', ip_address: undefined });
  const page = await operator(t, { path: `/console/sessions/${session.id}` });
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), user);
  await page.getByRole('link', { name: 'End this session…' }).click();
  await page.getByRole('dialog').getByRole('heading', { name: `End this session of ${user}?` }).waitFor();
  assert.equal(await page.locator('main img, main b').count(), 0);
});

test('a session that is not there is a page that says so', async (t) => {
  const context = await visitor(t, { expects: [/404/] });
  const page = await context.newPage();
  await page.goto(`${SOJOURN}/console/no-such-page`);
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
});
