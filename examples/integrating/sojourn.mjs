// Calls Sojourn for an application, and repeats what may be repeated. Node 20 or later, no dependencies.

import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 3;

/** Sojourn did not answer, or not in time: nothing is known, and nobody is signed out. */
export class Unavailable extends Error {
  constructor(retryAfter) {
    super('Sojourn does not answer');
    this.retryAfter = retryAfter;
  }
}

/** Sends a request that may be repeated: again after a lost connection, a 503 and a 429. */
export async function repeatable(send) {
  for (let tried = 1; ; tried++) {
    let answer = null;
    try {
      answer = await send();
    } catch (lost) {
      // No connection, or it broke before the answer was there. What was asked for may have been done.
    }
    if (answer && answer.status !== 503 && answer.status !== 429) return answer;
    const seconds = Number(answer?.headers.get('Retry-After')) || 1;
    if (tried === TRIES || seconds > 5) throw new Unavailable(seconds);
    await pause(1000 * seconds);
  }
}

export class Sojourn {
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  /** Calls the API with the key. Answers the JSON, or throws what is not 2xx. */
  async call(method, path, body, headers = {}) {
    const answer = await repeatable(() => fetch(this.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.key}`,
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    }));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /**
   * Asks whether a request of a browser or a client may pass, as a reverse proxy would.
   *
   * @param demand nothing, or what the authentication must be: `?max_age=300`
   * @return status and headers of the answer; 200 with X-User-Id and X-Session-Id if it may
   */
  async verify(request, origin, demand = '') {
    const { host, protocol } = new URL(origin);
    const headers = {
      'X-Forwarded-Method': request.method,
      'X-Forwarded-Proto': protocol.replace(':', ''),
      'X-Forwarded-Host': host,
      'X-Forwarded-Uri': request.url,
    };
    for (const name of ['authorization', 'dpop', 'cookie', 'origin', 'sec-fetch-site', 'x-csrf-token']) {
      if (request.headers[name]) headers[name] = request.headers[name];
    }
    const answer = await repeatable(() => fetch(`${this.url}/v1/verify${demand}`, { headers }));
    const asked = answer.headers.get('WWW-Authenticate') ?? '';
    return {
      status: answer.status,
      userId: decodeURIComponent(answer.headers.get('X-User-Id') ?? ''),
      sessionId: answer.headers.get('X-Session-Id'),
      isTooOld: asked.includes('insufficient_user_authentication'),
      challenge: asked,
    };
  }
}
