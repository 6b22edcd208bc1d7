import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { SOJOURN, api, someone, studio, useBrowser } from './sojourn.js';

useBrowser();

// Names below localhost are on this machine, and as good as TLS to a browser; shop.localhost is the domain that both share.
const { port } = new URL(SOJOURN);
const OURS = `http://id.shop.localhost:${port}`;

let sibling;
let setCookies = [];

before(async () => {
  sibling = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html', 'set-cookie': setCookies }).end('<title>x</title>'));
  await new Promise((listening) => sibling.listen(0, '127.0.0.1', listening));
});
after(() => sibling.close());

const login = (user) => api('POST', '/v1/sessions', { user_id: user });

/** A browser that has been at the sibling; then what it sends to us, and the page that it is shown. */
async function visit(t, cookies, own) {
  const context = await studio();
  t.after(() => context.close());
  const page = await context.newPage();
  setCookies = cookies;
  await page.goto(`http://evil.shop.localhost:${sibling.address().port}/`);
  if (own) {
    await context.addCookies([
      { name: '__Host-sojourn', value: own.tokens.access_token, domain: 'id.shop.localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
    ]);
  }
  const answer = await page.goto(`${OURS}/account`);
  return { page, sent: (await answer.request().allHeaders()).cookie ?? '' };
}

const planted = (name, token) => `${name}=${token}; Domain=shop.localhost; Path=/`;

test('a cookie that a subdomain plants is sent by the browser, and is not ours', async (t) => {
  const attacker = await login(someone('mallory'));
  const { page, sent } = await visit(t, [planted(',__Host-sojourn', attacker.tokens.access_token), planted(',__Host-sojourn-refresh', attacker.tokens.refresh_token)]);
  assert.ok(sent.includes(',__Host-sojourn=sat_'), sent);
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
});

test("beside a planted cookie a person's own still counts", async (t) => {
  const attacker = await login(someone('mallory'));
  const own = await login(someone('ada'));
  const { page, sent } = await visit(t, [planted(',__Host-sojourn', attacker.tokens.access_token)], own);
  assert.ok(sent.includes(',__Host-sojourn=sat_') && sent.includes(own.tokens.access_token), sent);
  await page.locator(`#d-${own.session.id}`).getByText('This device', { exact: true }).waitFor();
  assert.equal(await page.locator(`#d-${attacker.session.id}`).count(), 0);
});

test('no other spelling of the name that a browser takes is ours either', async (t) => {
  const attacker = await login(someone('mallory'));
  for (const before of ['\t', ' ', ',\t', ';', '=', ',,', '%5F', '"']) {
    const { page } = await visit(t, [planted(`${before}__Host-sojourn`, attacker.tokens.access_token)]);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
  }
});
