// Style 3: an API for mobile and desktop clients. It logs in, hands out tokens, and introspects those that come.

import http from 'node:http';
import { checkPassword, clientAddress, form, openSession } from './login.mjs';
import { Sojourn, Unavailable } from './sojourn.mjs';

const { PORT, PROXY, SOJOURN_URL, SOJOURN_API_KEY } = process.env;
const sojourn = new Sojourn(SOJOURN_URL, SOJOURN_API_KEY);

const json = (response, status, body) =>
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));

async function logIn(request, response) {
  const { user = '', password = '' } = await form(request);
  const address = clientAddress(request, PROXY);
  const check = await checkPassword(sojourn, { user, password, address });
  if (!check.ok) return json(response, check.wait > 0 ? 429 : 401, { error: 'refused', retry_after: check.wait });
  const { tokens } = await openSession(sojourn, {
    user_id: user, amr: ['pwd'], ip_address: address, user_agent: request.headers['user-agent'],
  });
  return json(response, 200, tokens);
}

/** Needs the scope `sessions:read`. */
async function introspect(request, demand) {
  const token = request.headers.authorization?.match(/^Bearer (.+)$/i)?.[1];
  if (!token) return { active: false };
  const found = await sojourn.call('POST', '/v1/introspect', { token, ...demand });
  return found.token_use === 'refresh' ? { active: false } : found;
}

async function orders(request, response, demand = {}) {
  const token = await introspect(request, demand);
  if (token.active) return json(response, 200, { orders: [`one of ${token.sub}`] });
  const error = token.error ?? 'invalid_token'; // insufficient_user_authentication: log in again, then try again
  response.setHeader('WWW-Authenticate', `Bearer error="${error}"`);
  return json(response, 401, { error });
}

async function answer(request, response) {
  switch (`${request.method} ${request.url}`) {
    case 'POST /login':
      return logIn(request, response);
    case 'GET /orders':
      return orders(request, response);
    case 'DELETE /orders':
      return orders(request, response, { max_age: '300' });
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
