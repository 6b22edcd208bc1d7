// What sends requests: the application's backend to Sojourn, and browsers and API clients through the proxies.

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import http2 from 'node:http2';
import https from 'node:https';
import { HOST } from './servers.mjs';

const DEADLINE_MS = 60_000;

/** Sends a request again as long as it is answered 503: on a slow machine Sojourn refuses what may have waited too long. */
export async function patiently(send) {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await send();
    if (answer.status !== 503 || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The backend that has logged a person in. */
export class Backend {
  constructor(sojourn) {
    this.sojourn = sojourn;
  }

  async open(session) {
    const opened = await this.#call('POST', '/v1/sessions', session);
    return { id: opened.session.id, token: opened.tokens.access_token };
  }

  async reauthenticate(id) {
    return (await this.#call('POST', `/v1/sessions/${id}/authentication`)).tokens.access_token;
  }

  async end(id) {
    await this.#call('DELETE', `/v1/sessions/${id}`);
  }

  async #call(method, path, body) {
    const response = await patiently(() => fetch(this.sojourn.address + path, {
      method,
      headers: { Authorization: `Bearer ${this.sojourn.key}`, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    }));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }
}

/**
 * Sends a request through a proxy, exactly as it is told to.
 *
 * @param headers an array as value sends the header several times
 * @return status, headers, and as `seen` the request that the application got, if it got it
 */
export function ask(proxy, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request({
      host: '127.0.0.1', port: proxy.port, servername: HOST, rejectUnauthorized: false, agent: false,
      method, path, headers: { Host: HOST, ...headers }, timeout: 10_000,
    });
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text, seen: seenIn(text) });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`no answer from ${proxy.name}`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** The same over HTTP/2. */
export async function askOverHttp2(proxy, path, { method = 'GET', headers = {} } = {}) {
  const connection = http2.connect(`https://127.0.0.1:${proxy.port}`, { servername: HOST, rejectUnauthorized: false });
  try {
    return await new Promise((resolve, reject) => {
      connection.on('error', reject);
      const request = connection.request({ ':method': method, ':path': path, ':authority': HOST, ...headers });
      let answer, text = '';
      request.on('response', (received) => (answer = received));
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => resolve({ status: answer[':status'], headers: answer, text, seen: seenIn(text) }));
      request.on('error', reject);
      request.setTimeout(10_000, () => reject(new Error(`no answer from ${proxy.name}`)));
      request.end();
    });
  } finally {
    connection.destroy();
  }
}

function seenIn(text) {
  return text.startsWith('{"method"') ? new Seen(JSON.parse(text)) : undefined;
}

/** A request as the application got it. */
class Seen {
  constructor({ method, url, rawHeaders, length }) {
    Object.assign(this, { method, url, length });
    this.headers = [];
    for (let i = 0; i < rawHeaders.length; i += 2) this.headers.push([rawHeaders[i], rawHeaders[i + 1]]);
  }

  /** All values of the headers that CGI would give this name: case does not count, nor whether it is - or _. */
  all(name) {
    const cgi = (text) => text.toLowerCase().replaceAll('_', '-');
    return this.headers.filter(([other]) => cgi(other) === cgi(name)).map(([, value]) => value);
  }
}

/** A client with a key, to which its tokens are bound (RFC 9449). */
export class BoundClient {
  #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  nonce;

  get #jwk() {
    const { crv, kty, x, y } = this.#keys.publicKey.export({ format: 'jwk' });
    return { crv, kty, x, y }; // in the order of RFC 7638
  }

  get thumbprint() {
    return createHash('sha256').update(JSON.stringify(this.#jwk)).digest('base64url');
  }

  proof(method, uri, token) {
    const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = [
      encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.#jwk }),
      encoded({
        jti: randomUUID(), htm: method, htu: uri, iat: Math.floor(Date.now() / 1000),
        ath: createHash('sha256').update(token).digest('base64url'), nonce: this.nonce,
      }),
    ].join('.');
    const signature = sign('sha256', Buffer.from(input), { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${input}.${signature.toString('base64url')}`;
  }

  headers(method, uri, token) {
    return { Authorization: `DPoP ${token}`, DPoP: this.proof(method, uri, token) };
  }
}
