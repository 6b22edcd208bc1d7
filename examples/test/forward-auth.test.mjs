// What every example promises, checked through the running proxy.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, askOverHttp2, Backend, BoundClient, patiently } from './clients.mjs';
import { HOST, LOGIN_URL, replaced, Servers } from './servers.mjs';

const ORIGIN = `https://${HOST}`;
const IDENTITY = ['X-Session-Id', 'X-User-Id', 'X-Session-Policy'];
const A_BROWSER = { Accept: 'text/html,application/xhtml+xml', 'Sec-Fetch-Mode': 'navigate' };
const LONG_AGO = () => new Date(Date.now() - 3_600_000).toISOString();

/** What somebody sends who would like to be somebody else. */
const FORGED = {
  'X-Session-Id': 'forged', 'X-User-Id': ['forged', 'forged twice'], 'X-Session-Policy': 'forged',
  'X_User_Id': 'forged', 'X_User-Id': 'forged', 'x-user_id': 'forged', 'X_Session_Id': 'forged',
  'X_Session_Policy': 'forged',
};

/** What somebody sends who would like Sojourn to judge another request. */
const FORGED_REQUEST = {
  'X-Forwarded-Method': 'EVIL', 'X-Forwarded-Proto': 'gopher', 'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Uri': '/evil', 'X-Original-URL': 'https://evil.example/evil', 'X-Original-URI': '/evil',
  'X-Original-Method': 'EVIL', Forwarded: 'for=6.6.6.6;host=evil.example', 'X-Forwarded-For': '6.6.6.6',
  Connection: 'close, X-Forwarded-Method, X-Forwarded-Host, X-Forwarded-Uri, X-Original-URL',
};

const bearer = (session) => ({ Authorization: `Bearer ${session.token}` });
const cookie = (session) => ({ Cookie: `theme=dark; __Host-sojourn=${session.token}` });

const servers = new Servers();
let sojourn, application, backend;

before(async () => {
  [sojourn, application] = await Promise.all([servers.startSojourn(), servers.startApplication()]);
  backend = new Backend(sojourn);
});

after(async () => {
  application?.close();
  await servers.stopAll();
});

for (const name of ['nginx', 'caddy', 'haproxy']) {
  describe(name, () => {
    let proxy;
    const send = (path, request) => ask(proxy, path, request);

    before(async () => {
      proxy = await servers.startProxy(name, sojourn, application);
    });

    /** Sends a request that must not reach the application. */
    async function refused(status, path, request) {
      const asked = application.asked;
      const answer = await send(path, request);
      assert.equal(answer.status, status, answer.text);
      assert.equal(application.asked, asked, 'the application was asked');
      return answer;
    }

    async function passed(path, request) {
      const answer = await send(path, request);
      assert.equal(answer.status, 200, `${answer.headers['www-authenticate']} ${answer.text}`);
      return answer.seen;
    }

    const identity = (seen) => IDENTITY.map((header) => seen.all(header));
    const of = (session, user, policy) => [[session.id], [user], [policy]];

    test('a request passes, and the application is told who asks', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const seen = await passed('/orders?page=2', { headers: bearer(session) });
      assert.deepEqual(identity(seen), of(session, 'ada', 'default'));
      assert.equal(seen.url, '/orders?page=2');
      assert.deepEqual(seen.all('Host'), [HOST]);
      assert.deepEqual(seen.all('X-Forwarded-Proto'), ['https']);
      assert.deepEqual(seen.all('X-Forwarded-Host'), [HOST]);
      assert.deepEqual(seen.all('X-Forwarded-For'), ['127.0.0.1']);
    });

    test('a name that is no ASCII comes percent-encoded', async () => {
      const session = await backend.open({ user_id: 'Zoë 100%' });
      const seen = await passed('/', { headers: bearer(session) });
      assert.deepEqual(seen.all('X-User-Id'), ['Zo%C3%AB%20100%25']);
    });

    test('a body reaches the application, and Sojourn never sees it', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const body = 'x'.repeat(200_000); // more than Sojourn would take
      const seen = await passed('/upload', { method: 'PUT', headers: bearer(session), body });
      assert.deepEqual([seen.method, seen.length], ['PUT', body.length]);
    });

    test('a session in one HttpOnly cookie passes', async () => {
      const session = await backend.open({ user_id: 'ada', policy: 'browser' });
      const seen = await passed('/', { headers: { ...cookie(session), ...A_BROWSER, 'Sec-Fetch-Site': 'none' } });
      assert.deepEqual(identity(seen), of(session, 'ada', 'browser'));
    });

    if (name !== 'nginx') { // whose example speaks HTTP/1.1 only
      test('over HTTP/2 as well, where browsers send cookies in pieces', async () => {
        const session = await backend.open({ user_id: 'ada', policy: 'browser' });
        const headers = { cookie: cookie(session).Cookie.split('; '), origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
        const answer = await askOverHttp2(proxy, '/orders', { method: 'DELETE', headers });
        assert.equal(answer.status, 200);
        assert.deepEqual(identity(answer.seen), of(session, 'ada', 'browser'));
        assert.deepEqual(answer.seen.all('X-Forwarded-Host'), [HOST]);
      });
    }

    test('what the client says about its identity is overwritten', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const seen = await passed('/', { headers: { ...FORGED, ...bearer(session) } });
      assert.deepEqual(identity(seen), of(session, 'ada', 'default'));
    });

    test('and taken away where nobody is asked', async () => {
      const session = await backend.open({ user_id: 'ada' });
      for (const headers of [FORGED, { ...FORGED, ...bearer(session) }]) {
        assert.deepEqual(identity(await passed('/public/page', { headers })), [[], [], []]);
      }
    });

    test('a client cannot have the identity taken away by its Connection header', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const headers = { ...bearer(session), Connection: 'close, X-Session-Id, X-User-Id, X-Session-Policy' };
      assert.deepEqual(identity(await passed('/', { headers })), of(session, 'ada', 'default'));
    });

    test('without a token an API client is answered 401, and why', async () => {
      const answer = await refused(401, '/', { headers: { ...FORGED, Accept: 'application/json' } });
      assert.match(answer.headers['www-authenticate'], /^Bearer realm="sojourn"$/);
      assert.equal(answer.headers.location, undefined);
      const wrong = await refused(401, '/', { headers: { Authorization: 'Bearer sat_AQ' } });
      assert.match(wrong.headers['www-authenticate'], /error="invalid_token"/);
    });

    test('two Authorization headers are none', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const { Authorization } = bearer(session);
      const answer = await send('/', { headers: { Authorization: [Authorization, 'Bearer other'] } });
      assert.ok([400, 401].includes(answer.status), `${answer.status}`);
    });

    test('a browser is sent to the login, and back to the page that it asked for', async () => {
      const answer = await refused(302, '/orders?page=2&q=a%20b', { headers: A_BROWSER });
      const location = new URL(answer.headers.location);
      assert.equal(location.origin + location.pathname, LOGIN_URL);
      assert.equal(location.searchParams.get('return_to'), `${ORIGIN}/orders?page=2&q=a%20b`);
    });

    test('a long address too', async () => {
      const path = '/orders?q=' + '%C3%AB'.repeat(1000);
      const answer = await refused(302, path, { headers: A_BROWSER });
      assert.equal(new URL(answer.headers.location).searchParams.get('return_to'), ORIGIN + path);
    });

    test('nobody is sent to the login by what he cannot send again', async () => {
      const form = { method: 'POST', headers: A_BROWSER, body: 'a=1' };
      assert.equal((await refused(401, '/orders', form)).headers.location, undefined);
    });

    test('what the client says about the request is not believed', async () => {
      const headers = { ...A_BROWSER, ...FORGED_REQUEST };
      const answer = await refused(302, '/orders', { headers });
      assert.equal(answer.headers.location, `${LOGIN_URL}?return_to=${encodeURIComponent(ORIGIN + '/orders')}`);

      const seen = await passed('/public/page', { headers });
      assert.doesNotMatch(JSON.stringify(seen.headers), /evil|gopher|EVIL|6\.6\.6\.6/);
    });

    test('a session that has ended is refused within a second', async () => {
      const session = await backend.open({ user_id: 'ada', policy: 'browser' });
      await passed('/', { headers: cookie(session) });
      await backend.end(session.id);
      const ended = Date.now();
      let answer;
      do {
        answer = await send('/', { headers: cookie(session) });
      } while (answer.status === 200 && Date.now() - ended < 1000);
      assert.equal(answer.status, 401);
      assert.ok(Date.now() - ended < 1000, `after ${Date.now() - ended} ms`);
      assert.match(answer.headers['www-authenticate'], /the session has ended: revoked/);
    });

    test('a page elsewhere cannot send with the cookie', async () => {
      const session = await backend.open({ user_id: 'ada', policy: 'browser' });
      const post = (headers) => ({ method: 'POST', headers: { ...cookie(session), ...headers }, body: 'amount=1000' });
      await passed('/transfer', post({ 'Sec-Fetch-Site': 'same-origin', Origin: ORIGIN }));
      await passed('/transfer', post({ Origin: ORIGIN }));
      for (const headers of [
        { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
        { 'Sec-Fetch-Site': 'cross-site' },
        { 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.example.com' },
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        {},
        // ... nor by making another request of it
        { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' },
        { Origin: 'https://evil.example', 'X-Original-URL': 'https://evil.example/transfer' },
        { 'Sec-Fetch-Site': 'cross-site', 'X-Forwarded-Method': 'GET' },
        { 'Sec-Fetch-Site': 'cross-site', 'X-Original-Method': 'GET' },
      ]) {
        await refused(403, '/transfer', post(headers));
      }
      // To follow a link is no such thing.
      await passed('/', { headers: { ...cookie(session), ...A_BROWSER, 'Sec-Fetch-Site': 'cross-site' } });
    });

    test('a token that is bound to a key passes with its proof, and only so', async () => {
      const client = new BoundClient();
      const session = await backend.open({ user_id: 'ada', policy: 'bound', dpop_jkt: client.thumbprint });
      const uri = `${ORIGIN}/orders/a%20b`;
      const path = '/orders/a%20b?filter={"state":"open"}|new';
      const post = (headers) => ({ method: 'POST', headers, body: '{}' });

      const challenged = await refused(401, path, post(client.headers('POST', uri, session.token)));
      assert.match(challenged.headers['www-authenticate'], /^DPoP .*error="use_dpop_nonce"/);
      client.nonce = challenged.headers['dpop-nonce'];
      assert.ok(client.nonce, 'the nonce did not come through');

      const good = client.headers('POST', uri, session.token);
      const seen = await passed(path, post(good));
      assert.deepEqual(identity(seen), of(session, 'ada', 'bound'));

      const replayed = await refused(401, path, post(good));
      assert.match(replayed.headers['www-authenticate'], /error="invalid_dpop_proof"/);
      await refused(401, path, post({ Authorization: `DPoP ${session.token}` }));
      await refused(401, path, post(bearer(session)));
      await refused(401, path, post(client.headers('GET', uri, session.token)));
      await refused(401, path, post(client.headers('POST', `${ORIGIN}/other`, session.token)));
      await refused(401, path, post(new BoundClient().headers('POST', uri, session.token)));
      await refused(401, path, post({
        ...client.headers('GET', `${ORIGIN}/other`, session.token),
        'X-Forwarded-Method': 'GET', 'X-Forwarded-Uri': '/other',
        'X-Original-Method': 'GET', 'X-Original-URL': `${ORIGIN}/other`, 'X-Original-URI': '/other',
      }));
    });

    test('a place that matters wants a late authentication', async () => {
      const session = await backend.open({ user_id: 'ada', authenticated_at: LONG_AGO() });
      await passed('/', { headers: bearer(session) });
      for (const path of ['/settings/email', '/settings/email?max_age=999999', '/%73ettings/email']) {
        const answer = await refused(401, path, { headers: bearer(session) });
        assert.match(answer.headers['www-authenticate'], /error="insufficient_user_authentication".*max_age="300"/);
      }
      const browser = await refused(302, '/settings/email', { headers: { ...bearer(session), ...A_BROWSER } });
      assert.ok(browser.headers.location.startsWith(LOGIN_URL));

      const token = await backend.reauthenticate(session.id);
      await passed('/settings/email', { headers: bearer({ token }) });
    });

    test('a demand in the query of the client is none', async () => {
      const session = await backend.open({ user_id: 'ada', authenticated_at: LONG_AGO() });
      const seen = await passed('/?max_age=1&acr_values=aal3', { headers: bearer(session) });
      assert.equal(seen.url, '/?max_age=1&acr_values=aal3');
      await passed('/?max_age=soon', { headers: bearer(session) });
    });

    test('no way of writing a path leads around the rules', async () => {
      const old = await backend.open({ user_id: 'ada', authenticated_at: LONG_AGO() });
      for (const [path, headers] of [
        ['/public/../orders', {}],
        ['/public/%2e%2e/orders', {}],
        ['/public/.%2E/orders', {}],
        ['/public/..%2forders', {}],
        ['//orders', {}],
        ['/_verify/session', {}],
        ['/v1/verify', {}],
        ['//settings/email', bearer(old)],
        ['/./settings/email', bearer(old)],
        ['/public/../settings/email', bearer(old)],
        ['/x/%2e%2e/settings/email', bearer(old)],
      ]) {
        const asked = application.asked;
        const answer = await send(path, { headers });
        assert.ok([400, 401, 404].includes(answer.status), `${path}: ${answer.status}`);
        assert.equal(application.asked, asked, `${path} reached the application`);
      }
    });

    test('the page "your devices" is Sojourn\'s own, and its files too', async () => {
      const session = await backend.open({ user_id: 'grace', policy: 'browser' });
      const other = await backend.open({ user_id: 'grace', policy: 'browser' });
      const asked = application.asked;
      const page = await send('/account', { headers: { ...cookie(session), ...A_BROWSER } });
      assert.equal(page.status, 200);
      const files = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1]);
      assert.ok(files.length >= 3, page.text);
      for (const file of files) assert.equal((await send(file)).status, 200, file);

      const form = (origin) => ({
        method: 'POST', body: '', headers: {
          ...cookie(session), Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded',
        },
      });
      const endOthers = (origin) => patiently(() => send('/account/end-others', form(origin)));
      assert.equal((await endOthers('https://evil.example')).status, 403);
      assert.equal((await send('/', { headers: cookie(other) })).status, 200);
      assert.equal((await endOthers(ORIGIN)).status, 303);
      assert.equal((await send('/', { headers: cookie(other) })).status, 401);

      const stranger = await send('/account', { headers: { ...A_BROWSER, ...FORGED } });
      assert.equal(stranger.status, 302);
      assert.equal(stranger.headers.location, `${LOGIN_URL}?return_to=${encodeURIComponent(ORIGIN + '/account')}`);
      assert.equal(application.asked, asked + 1);
    });

    test('no way of writing a path leads from it to the rest of Sojourn', async () => {
      for (const path of ['/account/../console', '/account/%2e%2e/console', '/account/..%2fconsole', '/account//../console',
        '/assets/../v1/policies', '/assets/..%2fv1%2fpolicies', '/console', '/accounts', '/v1/policies']) {
        const asked = application.asked;
        const answer = await send(path, { headers: { Authorization: `Bearer ${sojourn.key}` } });
        assert.ok([400, 401, 404].includes(answer.status), `${path}: ${answer.status} ${answer.text}`);
        assert.equal(application.asked, asked, `${path} reached the application`);
      }
      // What the proxy itself reads as /account leads there, and nowhere else.
      const answer = await send('/console/..%2faccount', { headers: A_BROWSER });
      assert.ok(answer.status === 400 || answer.headers.location.startsWith(LOGIN_URL), `${answer.status}`);
    });

    test('Sojourn is told the method and the URL as the client sent them', async () => {
      const standIn = await servers.startStandIn(200, { 'X-User-Id': 'ada' });
      const alone = await servers.startProxy(name, standIn, application);
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PROPFIND']) {
        for (const path of ['/', '/a%2Fb/caf%E9;v=1?next=//x/../y', '/a//b', '/settings/%65mail']) {
          standIn.questions.length = 0;
          const answer = await ask(alone, path, { method, headers: { ...FORGED_REQUEST, ...FORGED } });
          if (name === 'haproxy' && path === '/a//b') {
            assert.equal(answer.status, 400);
            continue;
          }
          assert.equal(answer.status, 200);
          const [question, ...more] = standIn.questions;
          assert.equal(more.length, 0);
          const told = (header) => question.headers[header];
          assert.equal(told('x-forwarded-method'), method);
          assert.equal(told('x-original-url') ?? told('x-forwarded-proto') + '://' + told('x-forwarded-host')
            + told('x-forwarded-uri'), ORIGIN + path);
          assert.equal(told('x-forwarded-for'), '127.0.0.1');
          assert.equal(question.url, path.startsWith('/settings') ? '/v1/verify?max_age=300' : '/v1/verify');
          assert.doesNotMatch(JSON.stringify(question.rawHeaders), /forged|evil|gopher|6\.6\.6\.6/);
        }
      }
      standIn.close();
    });

    test('a 503 of Sojourn is one of the client, with Retry-After', async () => {
      const standIn = await servers.startStandIn(503, { 'Retry-After': '7' });
      const alone = await servers.startProxy(name, standIn, application);
      const asked = application.asked;
      for (const request of [{}, { method: 'POST', body: 'a=1' }, { headers: A_BROWSER }]) {
        for (const path of ['/', '/settings/email', '/account']) {
          const answer = await ask(alone, path, request);
          assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '7'], path);
        }
      }
      assert.equal(application.asked, asked);
      standIn.close();
    });

    test('a 400 of Sojourn is one of the client, which does not try again', async () => {
      const standIn = await servers.startStandIn(400);
      const alone = await servers.startProxy(name, standIn, application);
      const asked = application.asked;
      const answer = await ask(alone, '/');
      assert.deepEqual([answer.status, answer.headers['retry-after']], [400, undefined]);
      assert.equal(application.asked, asked);
      standIn.close();
    });

    if (name === 'nginx') {
      test('what nginx asks Sojourn, nobody else can', async () => {
        const session = await backend.open({ user_id: 'ada' });
        await refused(404, '/_verify/session', { headers: bearer(session) });
        await refused(404, '/_verify/recent', { headers: bearer(session) });
      });
    }

    if (name === 'haproxy') {
      test('nobody passes because the Lua action broke off', async () => {
        const broken = (text) => replaced(text, 'local status =', 'error("broken off") local status =');
        const alone = await servers.startProxy(name, sojourn, application, broken);
        const asked = application.asked;
        const answer = await ask(alone, '/', { headers: FORGED });
        assert.deepEqual([answer.status, answer.headers['retry-after']], [503, '1']);
        assert.equal(application.asked, asked);
      });
    }

    test('while Sojourn does not answer nobody passes', async () => {
      const session = await backend.open({ user_id: 'ada' });
      const other = await servers.startSojourn();
      const alone = await servers.startProxy(name, other, application);
      const token = (await new Backend(other).open({ user_id: 'ada' })).token;
      assert.equal((await ask(alone, '/', { headers: bearer({ token }) })).status, 200);
      await servers.stop(other.child);
      const asked = application.asked;
      const answer = await ask(alone, '/', { headers: { ...FORGED, ...bearer({ token }) } });
      assert.deepEqual(
        [answer.status, answer.headers['retry-after']], name === 'caddy' ? [502, undefined] : [503, '1']);
      assert.equal(application.asked, asked);
      assert.equal((await ask(alone, '/public/page')).status, 200);
    });
  });
}
