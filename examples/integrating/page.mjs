// Style 2: a page whose scripts call an API. The refresh token is in a cookie that Sojourn sets and no script reads, the
// access token in the memory of the page. Sojourn has ORIGIN in SOJOURN_ALLOWED_ORIGINS, or is under the same origin.

import fs from 'node:fs';
import http from 'node:http';
import { checkPassword, clientAddress, form, isFromOwnPage, openSession } from './login.mjs';
import { Sojourn, Unavailable } from './sojourn.mjs';

const { PORT, ORIGIN, PROXY, SOJOURN_URL, SOJOURN_API_KEY } = process.env;
const sojourn = new Sojourn(SOJOURN_URL, SOJOURN_API_KEY);

const json = (response, status, body) =>
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));

/** Gives the page a code instead of tokens. It is worth nothing without the page's verifier. */
async function logIn(request, response) {
  if (!isFromOwnPage(request, ORIGIN)) return json(response, 403, { error: 'cross_site' });
  const { user = '', password = '', code_challenge } = await form(request);
  const address = clientAddress(request, PROXY);
  const check = await checkPassword(sojourn, { user, password, address });
  if (!check.ok) return json(response, check.wait > 0 ? 429 : 401, { error: 'refused', retry_after: check.wait });

  const begun = await sojourn.call('POST', '/v1/authorizations', { code_challenge, client_type: 'web' });
  const { exchange } = await openSession(sojourn, {
    user_id: user, amr: ['pwd'], authorization_id: begun.authorization_id,
    ip_address: address, user_agent: request.headers['user-agent'],
  });
  return json(response, 200, { code: exchange.code });
}

async function api(request, response) {
  const session = await sojourn.verify(request, ORIGIN);
  if (session.status === 200) return json(response, 200, { orders: [`one of ${session.userId}`] });
  response.setHeader('WWW-Authenticate', session.challenge);
  return json(response, 401, { error: 'invalid_token' });
}

async function answer(request, response) {
  switch (`${request.method} ${request.url}`) {
    case 'GET /':
      return response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end('<script type="module" src="/page-session.mjs"></script>');
    case 'GET /page-session.mjs':
      return response.writeHead(200, { 'Content-Type': 'text/javascript' })
        .end(fs.readFileSync(new URL('page-session.mjs', import.meta.url)));
    case 'POST /login':
      return logIn(request, response);
    case 'GET /api/orders':
      return api(request, response);
    default:
      return json(response, 404, { error: 'not_found' });
  }
}

http.createServer((request, response) => {
  answer(request, response).catch((failure) => {
    if (!(failure instanceof Unavailable)) console.error(failure);
    response.setHeader('Retry-After', failure.retryAfter ?? 1);
    json(response, failure instanceof Unavailable ? 503 : 500, { error: 'temporarily_unavailable' });
  });
}).listen(PORT, '127.0.0.1', () => console.log('ready'));
