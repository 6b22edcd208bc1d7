// Style 4: an application behind a proxy that asks Sojourn about every request but those under /public/. It needs no
// token: the proxy says who asks. It listens on loopback only, so that nobody but the proxy can say so.

import http from 'node:http';
import { checkPassword, clientAddress, form, isFromOwnPage, openSession, wayBack } from './login.mjs';
import { Sojourn, Unavailable } from './sojourn.mjs';

const { PORT, ORIGIN, PROXY, SOJOURN_URL, SOJOURN_API_KEY } = process.env;
const sojourn = new Sojourn(SOJOURN_URL, SOJOURN_API_KEY);

const page = (response, status, html) =>
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);

/** SOJOURN_LOGIN_URL is the address of this page. The proxy asks nobody about it. */
async function logIn(request, response) {
  if (!isFromOwnPage(request, ORIGIN)) return page(response, 403, 'A page of another site sent this.');
  const { user = '', password = '', return_to: returnTo } = await form(request);
  const address = clientAddress(request, PROXY);
  const check = await checkPassword(sojourn, { user, password, address });
  if (!check.ok) return page(response, check.wait > 0 ? 429 : 401, 'This did not work.');
  const { tokens } = await openSession(sojourn, {
    user_id: user, policy: 'web', amr: ['pwd'], ip_address: address, user_agent: request.headers['user-agent'],
  });
  return response.writeHead(303, {
    Location: wayBack(returnTo, ORIGIN),
    'Set-Cookie': `__Host-sojourn=${tokens.access_token}; Path=/; Secure; HttpOnly; SameSite=Lax`,
  }).end();
}

async function answer(request, response) {
  if (`${request.method} ${request.url}` === 'POST /public/login') return logIn(request, response);
  const user = decodeURIComponent(request.headers['x-user-id'] ?? '');
  return page(response, 200, user ? `Hello, ${user.replace(/[&<>]/g, '')}.` : 'Hello, guest.');
}

http.createServer((request, response) => {
  answer(request, response).catch((failure) => {
    if (!(failure instanceof Unavailable)) console.error(failure);
    response.setHeader('Retry-After', failure.retryAfter ?? 1);
    page(response, failure instanceof Unavailable ? 503 : 500, 'Something does not work. Try again in a moment.');
  });
}).listen(PORT, '127.0.0.1', () => console.log('ready'));
