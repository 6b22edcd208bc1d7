import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOJOURN, api, open, operator, someone, useBrowser } from './sojourn.js';

useBrowser();

/** Confirms in the dialog, which says what and whose. */
async function confirm(page, question, button) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: question }).waitFor();
  await dialog.getByRole('button', { name: button }).click();
}

test('the overview counts what happens while it is looked at', async (t) => {
  const page = await operator(t, { path: '/console/overview' });
  const opened = page.locator('#tile-opened .figure');
  const before = Number.parseInt((await opened.textContent()).replaceAll(',', ''), 10);
  for (let i = 0; i < 3; i += 1) await open(someone());
  await page.waitForFunction((least) => Number.parseInt(document.querySelector('#tile-opened .figure').textContent.replaceAll(',', ''), 10) >= least, Math.min(before, 1) + 2);
  await page.locator('#active').getByRole('rowheader', { name: 'default' }).waitFor();
  await page.getByText('As of').waitFor();
});

test('a copied token that is caught shows on the overview', async (t) => {
  const page = await operator(t, { path: '/console/overview' });
  const { tokens } = await api('POST', '/v1/sessions', { user_id: someone() });
  const refresh = (token) =>
    fetch(`${SOJOURN}/v1/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }) }).then((answer) => answer.json());
  const second = await refresh(tokens.refresh_token);
  await refresh(second.refresh_token);
  assert.equal((await refresh(tokens.refresh_token)).error, 'invalid_grant');
  await page.locator('#tile-reuse.danger').waitFor();
});

test('all sessions of a user are ended', async (t) => {
  const user = someone();
  const sessions = [await open(user), await open(user)];
  const page = await operator(t, { path: `/console/sessions/${sessions[0].id}` });
  await page.locator('.facts').getByRole('link', { name: user }).click();
  await page.getByRole('link', { name: 'End all sessions…' }).click();
  await confirm(page, `End all sessions of ${user}?`, 'End all sessions');
  await page.getByRole('status').getByText('All sessions of the user have ended.').waitFor();
  await page.locator('.state.ended').nth(1).waitFor();
  for (const session of sessions) assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'ended');
});

test('a user is disabled, and enabled again', async (t) => {
  const user = someone('ada/lovelace ü');
  await open(user);
  const page = await operator(t, { path: `/console/users/${encodeURIComponent(user)}` });
  const disabled = async () => (await api('GET', `/v1/users/${encodeURIComponent(user)}/disablement`)).disabled;
  await page.getByRole('link', { name: 'Disable the user…' }).click();
  await confirm(page, `Disable ${user}?`, 'Disable the user');
  await page.locator('.state.over').waitFor();
  assert.equal(await disabled(), true);
  await page.getByRole('link', { name: 'Enable the user…' }).click();
  await confirm(page, `Enable ${user}?`, 'Enable the user');
  await page.locator('.state.over').waitFor({ state: 'detached' });
  assert.equal(await disabled(), false);
});

test('a lockout is lifted', async (t) => {
  const subject = someone('subject');
  for (let i = 0; i < 5; i += 1) await api('POST', '/v1/login-attempts', { subject, ip_address: '198.51.100.7', outcome: 'failed' });
  const page = await operator(t, { path: '/console/lockouts' });
  await page.getByRole('link', { name: `Lift the lockouts of ${subject}…` }).click();
  await confirm(page, `Lift the lockouts of ${subject}?`, 'Lift the lockouts');
  await page.getByRole('status').getByText(/lift|over/).waitFor();
  await page.getByRole('rowheader', { name: subject }).waitFor({ state: 'detached' });
  assert.equal((await api('GET', `/v1/lockouts/${subject}?ip_address=198.51.100.7`)).locked, false);
});

test('the sessions of a user are cut off', async (t) => {
  const user = someone();
  const session = await open(user);
  const page = await operator(t, { path: '/console/cut-offs' });
  await page.getByLabel('of a user').check();
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByRole('button', { name: 'Cut off…' }).click();
  await confirm(page, `End all sessions of ${user}?`, 'Cut them off');
  await page.getByRole('status').getByText('The sessions are cut off.').waitFor();
  await page.getByRole('rowheader', { name: `all sessions of ${user}` }).waitFor();
  assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'ended');
});

test('nobody cuts off everybody by leaving something out', async (t) => {
  const page = await operator(t, { path: '/console/cut-offs', expects: [/400/] });
  await page.getByRole('button', { name: 'Cut off…' }).click();
  await page.getByText('must say whose').waitFor();
  await page.getByLabel('that a client opened').check();
  await page.getByRole('button', { name: 'Cut off…' }).click();
  await page.getByText('must say whose').waitFor();
});

test('a dry run counts what other timeouts would end, and ends nothing', async (t) => {
  const session = await open(someone());
  const page = await operator(t, { path: '/console/policies', expects: [/400/] });
  await page.waitForTimeout(1100); // the session is older than the timeout that is tried
  await page.getByLabel('Policy').selectOption('default');
  await page.getByLabel('Idle').fill('1s');
  await page.getByRole('button', { name: 'Count' }).click();
  const outcome = page.locator('#outcome');
  await outcome.getByText(/^default: idle 1 s instead of 1 h would end [1-9][0-9,]* sessions? now, on all nodes together\.$/).waitFor();
  await outcome.getByText('SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT=PT1S').waitFor();
  assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'active');
  await page.getByLabel('Idle').fill('off');
  await page.getByRole('button', { name: 'Count' }).click();
  await outcome.getByText('default: idle off instead of 1 h would end 0 sessions now, on all nodes together.').waitFor();
  await page.getByLabel('Idle').fill('soon');
  await page.getByRole('button', { name: 'Count' }).click();
  await page.getByText('must be off or such as 30m, 12h or 7d').waitFor();
});

test('the audit trail is searched by user, and leads to the session', async (t) => {
  const user = someone();
  const session = await open(user);
  const page = await operator(t, { path: '/console/audit' });
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Action').selectOption('Session opened');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('table').getByRole('link', { name: user }).click();
  await page.waitForURL(new RegExp(session.id));
});

test('keys are told by name and scopes, and the signing key is replaced', async (t) => {
  const page = await operator(t, { path: '/console/keys' });
  await page.getByRole('row', { name: /^viewer sessions:read/ }).waitFor();
  assert.ok(!(await page.content()).includes('sak_'));
  const before = (await api('GET', '/v1/signing-keys')).items.length;
  await page.getByRole('link', { name: 'Publish the next…' }).click();
  await confirm(page, 'Publish the next signing key?', 'Publish the next key');
  await page.getByText('The new signing key is published.').waitFor();
  assert.equal((await api('GET', '/v1/signing-keys')).items.length, before + 1);
});

test('a dead letter is seen with its reason and sent again, one and all', async (t) => {
  // The subscriber wants disabled users, and its receiver refuses them all: see run.
  const users = [someone('mallory'), someone('mallory')];
  for (const user of users) await api('PUT', `/v1/users/${user}/disablement`);
  const page = await operator(t, { path: '/console/subscribers' });
  await page.getByRole('link', { name: 'siem' }).click();
  await page.getByRole('heading', { level: 1, name: 'siem' }).waitFor();
  const row = page.locator('#dead-rows tr', { has: page.getByRole('link', { name: users[0] }) });
  await row.getByText('HTTP 422').waitFor();
  await row.getByRole('link', { name: /^Send event \d+ again…$/ }).click();
  await confirm(page, /^Send event \d+ to siem again\?$/, 'Send it again');
  await page.getByRole('status').getByText('The event is sent again.').waitFor();
  await page.getByRole('link', { name: 'Send all dead letters again…' }).click();
  await confirm(page, 'Send all dead letters to siem again?', 'Send all again');
  await page.getByRole('status').getByText('The dead letters are sent again.').waitFor();
});

test('users are found by the beginning of their ids', async (t) => {
  const user = someone('zuse');
  await open(user);
  const page = await operator(t, { path: '/console/users' });
  await page.getByLabel('User id').fill(user.slice(0, -1));
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: user, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: user }).waitFor();
});

test('without scripts a lockout is lifted and a user cut off', async (t) => {
  const subject = someone('subject');
  for (let i = 0; i < 5; i += 1) await api('POST', '/v1/login-attempts', { subject, ip_address: '198.51.100.7', outcome: 'failed' });
  const page = await operator(t, { path: '/console/lockouts', javaScriptEnabled: false });
  await page.getByRole('link', { name: `Lift the lockouts of ${subject}…` }).click();
  await page.getByRole('button', { name: 'Lift the lockouts' }).click();
  await page.getByText('The lockouts are lifted.').waitFor();
  const user = someone();
  const session = await open(user);
  await page.getByRole('link', { name: 'Cut-off' }).click();
  await page.getByLabel('of a user').check();
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByRole('button', { name: 'Cut off…' }).click();
  await page.getByRole('button', { name: 'Cut them off' }).click();
  await page.getByText('The sessions are cut off.').waitFor();
  assert.equal((await api('GET', `/v1/sessions/${session.id}`)).state, 'ended');
});
