// Style 1: one cookie and a server that renders pages. Needs the policy `web` with ACCESS_TOKEN_LIFETIME=off.

import http from 'node:http';
import { checkPassword, clientAddress, form, isFromOwnPage, openSession, wayBack } from './login.mjs';
import { Sojourn, Unavailable } from './sojourn.mjs';

const { PORT, ORIGIN, PROXY, SOJOURN_URL, SOJOURN_API_KEY } = process.env;
const sojourn = new Sojourn(SOJOURN_URL, SOJOURN_API_KEY);

const COOKIE = '__Host-sojourn';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

const page = (response, status, html) =>
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);
const goTo = (response, url, headers = {}) => response.writeHead(303, { Location: url, ...headers }).end();
const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Passes on the user, or answers the request. */
async function signedIn(request, response, demand, then) {
  const session = await sojourn.verify(request, ORIGIN, demand);
  if (session.status === 200) return then(session);
  if (session.status === 403) return page(response, 403, 'A page of another site sent this.');
  if (request.method !== 'GET') return page(response, 401, 'Sign in, then send this again.');
  return goTo(response, `/login?return_to=${encodeURIComponent(ORIGIN + request.url)}`);
}

async function logIn(request, response) {
  if (!isFromOwnPage(request, ORIGIN)) return page(response, 403, 'A page of another site sent this.');
  const { user = '', password = '', return_to: returnTo } = await form(request);
  const address = clientAddress(request, PROXY);
  const check = await checkPassword(sojourn, { user, password, address });
  if (!check.ok && check.wait > 0) {
    response.setHeader('Retry-After', check.wait);
    return page(response, 429, 'Too many failed logins. Try again later.');
  }
  if (!check.ok) return page(response, 401, 'This is not the right user and password.');

  // The session of the browser goes on if it is of the same person; else the old one ends.
  const old = await sojourn.verify({ method: 'GET', url: request.url, headers: request.headers }, ORIGIN);
  const { tokens } = old.status === 200 && old.userId === user
    ? await sojourn.call('POST', `/v1/sessions/${old.sessionId}/authentication`, { amr: ['pwd'] })
    : await openSession(sojourn, {
      user_id: user, policy: 'web', amr: ['pwd'], ip_address: address, user_agent: request.headers['user-agent'],
    });
  if (old.status === 200 && old.userId !== user) await end(request);
  goTo(response, wayBack(returnTo, ORIGIN), { 'Set-Cookie': `${COOKIE}=${tokens.access_token}; ${ATTRIBUTES}` });
}

/** Ends the session of the cookie. Holding its token is the right to do so. */
async function end(request) {
  const token = request.headers.cookie?.match(/(?:^|; )__Host-sojourn=([^;]*)/)?.[1];
  if (token) await sojourn.call('POST', '/v1/revoke', { token });
}

async function logOut(request, response) {
  if (!isFromOwnPage(request, ORIGIN)) return page(response, 403, 'A page of another site sent this.');
  await end(request);
  goTo(response, '/login', { 'Set-Cookie': `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0` });
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, ORIGIN);
  switch (`${request.method} ${pathname}`) {
    case 'GET /login':
      return page(response, 200, `<form method="post" action="/login">
        <input name="user" autocomplete="username"> <input name="password" type="password">
        <input name="return_to" type="hidden" value="${escaped(searchParams.get('return_to') ?? '')}">
        <button>Sign in</button></form>`);
    case 'POST /login':
      return logIn(request, response);
    case 'POST /logout':
      return logOut(request, response);
    case 'GET /':
      return signedIn(request, response, '', ({ userId }) => page(response, 200, `Hello, ${escaped(userId)}.`));
    case 'GET /settings':
    case 'POST /settings':
      return signedIn(request, response, '?max_age=300', ({ userId }) =>
        page(response, 200, `The settings of ${escaped(userId)}.`));
    default:
      return page(response, 404, 'There is no such page.');
  }
}

http.createServer((request, response) => {
  answer(request, response).catch((failure) => {
    if (!(failure instanceof Unavailable)) console.error(failure);
    response.setHeader('Retry-After', failure.retryAfter ?? 1);
    page(response, failure instanceof Unavailable ? 503 : 500, 'Something does not work. Try again in a moment.');
  });
}).listen(PORT, '127.0.0.1', () => console.log('ready'));
