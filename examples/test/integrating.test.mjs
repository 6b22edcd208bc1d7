// The programs of docs/integrating.md, each against a real Sojourn, used as browsers and clients use them.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { Client } from '../integrating/bearer-client.mjs';
import { clientAddress, isFromOwnPage, wayBack } from '../integrating/login.mjs';
import { ask, patiently } from './clients.mjs';
import { freePort, HOST, Servers, until } from './servers.mjs';

const LONG_AGO = () => new Date(Date.now() - 3_600_000).toISOString();
const GOOD = { user: 'ada', password: 'correct horse' };

const plainFetch = globalThis.fetch; // which the tests of style 2 replace by a browser's
const servers = new Servers();
const appKey = 'sak_' + randomBytes(32).toString('base64url');
const adminKey = 'sak_' + randomBytes(32).toString('base64url');
const pagePort = await freePort();
let sojourn, gateway;

/**
 * Stands before Sojourn, and does to single requests what networks and outages do. A 503 of Sojourn itself, as on a machine
 * that is too slow, is no part of any test: it asks again.
 */
class Gateway {
  faults = [];
  down = false;

  async start(address) {
    this.server = http.createServer(async (request, response) => {
      const at = this.faults.findIndex((fault) => request.url.startsWith(fault.path));
      const kind = this.down ? 'unavailable' : this.faults.splice(at, at < 0 ? 0 : 1)[0]?.kind;
      const chunks = await request.toArray();
      if (kind === 'unavailable') return response.writeHead(503, { 'Retry-After': '1' }).end();
      const { method, url, headers } = request;
      const { host, connection, 'content-length': _, 'transfer-encoding': __, ...others } = headers;
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
      const answer = await patiently(() => plainFetch(address + url, { method, headers: others, body }));
      const content = Buffer.from(await answer.arrayBuffer());
      if (kind === 'answer lost') return response.destroy();
      const passed = [...answer.headers].filter(([name]) => !['connection', 'content-length', 'keep-alive'].includes(name));
      return response.writeHead(answer.status, passed.flat()).end(content);
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
  }

  /** The next request to this path is answered 503, or done without an answer that arrives. */
  fail(path, kind) {
    this.faults.push({ path, kind });
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Calls Sojourn itself, with a key. */
async function call(key, method, path, body) {
  const answer = await patiently(() => plainFetch(sojourn.address + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  }));
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}

const activeOf = async (user) => (await call(adminKey, 'GET', `/v1/users/${user}/sessions?state=active`)).items;

/** Starts one of the programs. */
async function program(file, settings = {}) {
  const port = settings.PORT ?? (await freePort());
  const origin = settings.ORIGIN ?? `http://127.0.0.1:${port}`;
  const child = servers.run(file, process.execPath, [fileURLToPath(new URL(`../integrating/${file}`, import.meta.url))], {
    env: {
      PATH: process.env.PATH, PORT: port, ORIGIN: origin, PROXY: '127.0.0.1',
      SOJOURN_URL: gateway.address, SOJOURN_API_KEY: appKey, ...settings,
    },
  });
  await until(child, () => child.said.includes('ready'));
  return { port, origin, url: `http://127.0.0.1:${port}` };
}

before(async () => {
  sojourn = await servers.startSojourn({
    SOJOURN_API_KEYS: `admin=${adminKey}:admin,app=${appKey}:sessions:read+sessions:write+logins:write`,
    SOJOURN_POLICIES_WEB_ACCESS_TOKEN_LIFETIME: 'off',
    SOJOURN_ALLOWED_ORIGINS: `http://127.0.0.1:${pagePort}`,
    SOJOURN_DPOP_NONCE: 'off',
  });
  gateway = new Gateway();
  await gateway.start(sojourn.address);
});

after(async () => {
  gateway?.close();
  await servers.stopAll();
});

describe('what all have in common', () => {
  test('the way back leads to our own origin only', () => {
    const own = 'https://app.example';
    for (const good of ['https://app.example/', 'https://app.example/orders?page=2#3', 'HTTPS://APP.example:443/a']) {
      assert.equal(wayBack(good, own), new URL(good).href);
    }
    for (const bad of [undefined, '', '/', '/orders', '//evil.example', 'https://evil.example/', 'https://app.example.evil/',
      'https://app.example@evil.example/', 'https://user@app.example/', 'http://app.example/', 'https://app.example:8443/',
      'blob:https://app.example/a', 'javascript:alert(1)', '\\\\evil.example', 'https:evil.example']) {
      assert.equal(wayBack(bad, own), 'https://app.example/', bad);
    }
  });

  test('a client\'s address is what the proxy says, and nobody else', () => {
    const request = (remoteAddress, told) => ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': told } });
    assert.equal(clientAddress(request('10.0.0.1', '6.6.6.6, 203.0.113.7'), '10.0.0.1'), '203.0.113.7');
    assert.equal(clientAddress(request('203.0.113.9', '6.6.6.6'), '10.0.0.1'), '203.0.113.9');
    assert.equal(clientAddress(request('::ffff:203.0.113.9', undefined), undefined), '203.0.113.9');
  });

  test('a form comes from a page of our own', () => {
    const from = (headers) => isFromOwnPage({ headers }, 'https://app.example');
    assert.ok(from({}));
    assert.ok(from({ origin: 'https://app.example', 'sec-fetch-site': 'same-origin' }));
    assert.ok(!from({ origin: 'https://evil.example' }));
    assert.ok(!from({ origin: 'null' }));
    assert.ok(!from({ 'sec-fetch-site': 'cross-site' }));
    assert.ok(!from({ 'sec-fetch-site': 'same-site' }));
  });
});

describe('style 1, one cookie', () => {
  let app;

  before(async () => {
    app = await program('one-cookie.mjs');
  });

  /** Sends a request as a browser on a page of this origin does. */
  async function send(method, path, { cookie, fields, headers } = {}) {
    const answer = await fetch(app.url + path, {
      method, redirect: 'manual', body: fields && new URLSearchParams(fields),
      headers: {
        ...(cookie && { Cookie: `theme=dark; __Host-sojourn=${cookie}` }),
        ...(method === 'POST' && { Origin: app.origin, 'Sec-Fetch-Site': 'same-origin' }),
        ...headers,
      },
    });
    const set = answer.headers.get('Set-Cookie')?.match(/^__Host-sojourn=([^;]*); Path=\/; Secure; HttpOnly; SameSite=Lax/);
    return { status: answer.status, headers: answer.headers, cookie: set?.[1], text: await answer.text() };
  }

  async function logIn(more = {}) {
    const answer = await send('POST', '/login', { fields: { ...GOOD, ...more.fields }, ...more });
    assert.equal(answer.status, 303, answer.text);
    return answer.cookie;
  }

  test('a person signs in, comes back to the page, sees it, and signs out', async () => {
    const asked = await send('GET', '/?page=2');
    assert.equal(asked.status, 303);
    const returnTo = new URL(asked.headers.get('Location'), app.origin).searchParams.get('return_to');
    assert.equal(returnTo, `${app.origin}/?page=2`);

    const fields = { ...GOOD, return_to: returnTo };
    const login = await send('POST', '/login', { fields, headers: { 'X-Forwarded-For': '203.0.113.7' } });
    assert.deepEqual([login.status, login.headers.get('Location')], [303, returnTo]);
    const page = await send('GET', '/', { cookie: login.cookie });
    assert.deepEqual([page.status, page.text], [200, 'Hello, ada.']);
    assert.ok((await activeOf('ada')).some((session) => session.ip_address === '203.0.113.7'));

    assert.equal((await send('POST', '/logout', { cookie: login.cookie })).cookie, '');
    assert.equal((await send('GET', '/', { cookie: login.cookie })).status, 303);
  });

  test('nobody is led elsewhere by a login', async () => {
    const fields = { ...GOOD, return_to: 'https://evil.example/' };
    const login = await send('POST', '/login', { fields });
    assert.equal(login.headers.get('Location'), `${app.origin}/`);
    await send('POST', '/logout', { cookie: login.cookie });
  });

  test('a page elsewhere changes nothing', async () => {
    const cookie = await logIn();
    const elsewhere = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    for (const path of ['/settings', '/logout', '/login']) {
      assert.equal((await send('POST', path, { cookie, headers: elsewhere, fields: GOOD })).status, 403, path);
    }
    assert.equal((await send('POST', '/settings', { cookie })).status, 200);
  });

  test('an old authentication does for pages, and a password makes it fresh in the same session', async () => {
    const opened = await call(appKey, 'POST', '/v1/sessions',
      { user_id: 'ada', policy: 'web', authenticated_at: LONG_AGO() });
    const old = opened.tokens.access_token;
    assert.equal((await send('GET', '/', { cookie: old })).status, 200);
    const asked = await send('GET', '/settings', { cookie: old });
    assert.equal(asked.status, 303);
    assert.ok(asked.headers.get('Location').startsWith('/login?return_to='));

    const fresh = await logIn({ cookie: old });
    assert.equal((await send('GET', '/settings', { cookie: fresh })).status, 200);
    assert.equal((await send('GET', '/', { cookie: old })).status, 303, 'the token from before is void');
    const session = await call(adminKey, 'GET', `/v1/sessions/${opened.session.id}`);
    assert.equal(session.state, 'active');
  });

  test('another person in the same browser ends the session of the one before', async () => {
    const first = await logIn();
    const second = await logIn({ cookie: first, fields: { user: 'grace', password: 'battery staple' } });
    assert.equal((await send('GET', '/', { cookie: second })).text, 'Hello, grace.');
    assert.equal((await send('GET', '/', { cookie: first })).status, 303);
  });

  test('who guesses is locked out, even with the right password and with guesses at once', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.1' }; // an address that grace has not come from
    const guess = (password) => send('POST', '/login', { fields: { user: 'grace', password }, headers });
    const guesses = await Promise.all(Array.from({ length: 8 }, (_, i) => guess(`guess ${i}`)));
    assert.ok(guesses.every((answer) => [401, 429].includes(answer.status)));
    const right = await guess('battery staple');
    assert.equal(right.status, 429);
    assert.ok(Number(right.headers.get('Retry-After')) > 0);
    await call(adminKey, 'DELETE', '/v1/lockouts/grace');
    assert.equal((await guess('battery staple')).status, 303);
  });

  test('an answer that is lost opens no second session', async () => {
    const sessions = async () => (await activeOf('ada')).length;
    const earlier = await sessions();
    gateway.fail('/v1/sessions', 'answer lost');
    const cookie = await logIn();
    assert.equal((await send('GET', '/', { cookie })).status, 200);
    assert.equal(await sessions(), earlier + 1);
  });

  test('a short outage is not seen, and a longer one signs nobody out', async () => {
    const cookie = await logIn();
    gateway.fail('/v1/verify', 'unavailable');
    assert.equal((await send('GET', '/', { cookie })).status, 200);
    gateway.fail('/v1/verify', 'answer lost');
    assert.equal((await send('GET', '/', { cookie })).status, 200);

    gateway.down = true;
    const answer = await send('GET', '/', { cookie });
    assert.deepEqual([answer.status, answer.headers.get('Retry-After'), answer.cookie], [503, '1', undefined]);
    assert.equal((await send('POST', '/login', { fields: GOOD })).status, 503);
    gateway.down = false;
    assert.equal((await send('GET', '/', { cookie })).status, 200);
  });
});

describe('style 2, a page with scripts', () => {
  const origin = `http://127.0.0.1:${pagePort}`;
  const cookies = new Map();
  let tabs = 0;

  /** What a browser does that has the page open: a cookie jar, and where the page comes from. */
  async function asBrowser(url, options = {}) {
    const target = new URL(url, origin);
    const answer = await patiently(() => plainFetch(target, {
      ...options,
      headers: {
        ...options.headers, Origin: origin, 'Sec-Fetch-Site': target.origin === origin ? 'same-origin' : 'same-site',
        ...(options.credentials === 'include' && { Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
      },
    }));
    if (target.origin !== origin) {
      assert.equal(answer.headers.get('Access-Control-Allow-Origin'), origin);
      assert.equal(answer.headers.get('Access-Control-Allow-Credentials'), 'true');
    }
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return answer;
  }

  /** The page, loaded anew: nothing is left of its memory, only the cookies. */
  async function tab() {
    const page = await import(`../integrating/page-session.mjs?tab=${++tabs}`);
    page.setSojourn(sojourn.address);
    return page;
  }

  before(async () => {
    await program('page.mjs', { PORT: pagePort });
    globalThis.fetch = asBrowser;
  });

  after(() => {
    globalThis.fetch = plainFetch;
  });

  test('a first visit finds nobody, and nothing breaks', async () => {
    assert.equal(await (await tab()).api('/api/orders'), undefined);
  });

  test('a person signs in, loads the page again, and signs out', async () => {
    const page = await tab();
    assert.equal(await page.signIn('ada', 'wrong'), false);
    assert.equal(await page.signIn(GOOD.user, GOOD.password), true);
    assert.deepEqual(await (await page.api('/api/orders')).json(), { orders: ['one of ada'] });
    assert.deepEqual([...cookies.keys()], ['__Host-sojourn-refresh']);

    const again = await tab();
    assert.equal((await again.api('/api/orders')).status, 200);
    await again.signOut();
    assert.equal(cookies.size, 0);
    assert.equal(await again.api('/api/orders'), undefined);
    assert.equal(await page.refresh(), false, 'the other tab is signed out too');
  });

  test('tabs that refresh at the same time all go on', async () => {
    await (await tab()).signIn(GOOD.user, GOOD.password);
    const open = await Promise.all(Array.from({ length: 5 }, tab));
    assert.ok((await Promise.all(open.map((page) => page.api('/api/orders')))).every((answer) => answer.status === 200));
  });

  test('a page elsewhere cannot refresh with the cookie', async () => {
    await (await tab()).signIn(GOOD.user, GOOD.password);
    const answer = await patiently(() => plainFetch(`${sojourn.address}/v1/token`, {
      method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', transport: 'cookie' }),
      headers: {
        Cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site',
      },
    }));
    assert.equal(answer.status, 403);
  });

  test('an outage signs nobody out', async () => {
    const page = await tab();
    await page.signIn(GOOD.user, GOOD.password);
    const later = await tab();
    later.setSojourn(gateway.address);
    globalThis.fetch = (url, options) => String(url).startsWith(gateway.address)
      ? Promise.resolve(new Response('', { status: 503 })) : asBrowser(url, options);
    await assert.rejects(later.api('/api/orders'), /try again later/);
    globalThis.fetch = asBrowser;
    later.setSojourn(sojourn.address);
    assert.equal((await later.api('/api/orders')).status, 200);
  });
});

describe('style 3, bearer tokens', () => {
  let app, stored, client;

  before(async () => {
    app = await program('bearer.mjs');
    client = new Client(app.url, gateway.address, { load: () => stored, save: (tokens) => (stored = tokens) });
  });

  test('a client signs in, calls, refreshes, and signs out', async () => {
    assert.equal(await client.signIn('ada', 'wrong'), false);
    assert.equal(await client.call('GET', '/orders'), undefined);
    assert.equal(await client.signIn(GOOD.user, GOOD.password), true);
    assert.deepEqual(await (await client.call('GET', '/orders')).json(), { orders: ['one of ada'] });

    const first = stored;
    stored = { ...stored, access_token: 'sat_AQ' }; // as good as expired
    assert.equal((await client.call('GET', '/orders')).status, 200);
    assert.notEqual(stored.refresh_token, first.refresh_token);

    await client.signOut();
    assert.equal(stored, undefined);
    const answer = await fetch(`${app.url}/orders`, { headers: { Authorization: `Bearer ${first.access_token}` } });
    assert.equal(answer.status, 401);
  });

  test('many calls at once refresh once, and a lost answer loses nothing', async () => {
    await client.signIn(GOOD.user, GOOD.password);
    stored = { ...stored, access_token: 'sat_AQ' };
    gateway.fail('/v1/token', 'answer lost');
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.call('GET', '/orders')));
    assert.ok(answers.every((answer) => answer.status === 200));
    assert.equal(gateway.faults.length, 0);
  });

  test('a refresh token is no access token', async () => {
    await client.signIn(GOOD.user, GOOD.password);
    const answer = await fetch(`${app.url}/orders`, { headers: { Authorization: `Bearer ${stored.refresh_token}` } });
    assert.equal(answer.status, 401);
  });

  test('what matters wants a late authentication, and refreshing is none', async () => {
    stored = (await call(appKey, 'POST', '/v1/sessions', { user_id: 'ada', authenticated_at: LONG_AGO() })).tokens;
    await client.refresh();
    assert.equal((await client.call('GET', '/orders')).status, 200);
    const answer = await client.call('DELETE', '/orders');
    assert.deepEqual(await answer.json(), { error: 'insufficient_user_authentication' });
    await client.signIn(GOOD.user, GOOD.password);
    assert.equal((await client.call('DELETE', '/orders')).status, 200);
  });

  test('a copied refresh token ends the session, and the client sees that it is over', async () => {
    await client.signIn(GOOD.user, GOOD.password);
    const copied = stored.refresh_token;
    await client.refresh();
    await client.refresh();
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: copied });
    const thief = await patiently(() => fetch(`${sojourn.address}/v1/token`, { method: 'POST', body }));
    assert.equal((await thief.json()).reason, 'token_reuse');
    assert.equal((await client.call('GET', '/orders')).status, 401);
    assert.equal(stored, undefined);
  });

  test('an outage signs nobody out', async () => {
    await client.signIn(GOOD.user, GOOD.password);
    gateway.down = true;
    await assert.rejects(client.refresh(), /does not answer/);
    gateway.down = false;
    assert.equal(await client.refresh(), true);
  });
});

describe('style 4, behind a proxy', () => {
  let proxy;

  before(async () => {
    const app = await program('behind-a-proxy.mjs', { ORIGIN: `https://${HOST}` });
    proxy = await servers.startProxy('nginx', sojourn, app);
  });

  test('a person is sent to the login, signs in, comes back, and sees their devices', async () => {
    const browser = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };
    const asked = await ask(proxy, '/orders?page=2', { headers: browser });
    assert.equal(asked.status, 302);
    const returnTo = new URL(asked.headers.location).searchParams.get('return_to');

    const login = await ask(proxy, '/public/login', {
      method: 'POST', body: String(new URLSearchParams({ ...GOOD, return_to: returnTo })),
      headers: { Origin: `https://${HOST}`, 'X-User-Id': 'grace' },
    });
    assert.deepEqual([login.status, login.headers.location], [303, `https://${HOST}/orders?page=2`]);
    const headers = { ...browser, Cookie: login.headers['set-cookie'][0].split(';')[0] };
    assert.equal((await ask(proxy, '/orders?page=2', { headers })).text, 'Hello, ada.');
    assert.equal((await ask(proxy, '/account', { headers })).status, 200);
    assert.equal((await ask(proxy, '/public/', { headers: { ...headers, 'X-User-Id': 'grace' } })).text,
      'Hello, guest.');
  });
});
