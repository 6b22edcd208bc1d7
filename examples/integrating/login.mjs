// What every login needs, whatever the style: a password, the lockout, the way back.

import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';

/** In place of a database of users. */
const salt = randomBytes(16);
const hash = (password) => scryptSync(password, salt, 32);
const users = new Map([['ada', hash('correct horse')], ['grace', hash('battery staple')]]);

function isPassword(user, password) {
  const expected = users.get(user) ?? hash('of nobody'); // an unknown user takes as long
  return timingSafeEqual(hash(password), expected) && users.has(user);
}

/**
 * Checks a password and counts the attempt.
 *
 * @return `{ ok: true }`, or `{ ok: false, wait }` with the seconds of the lockout, 0 if there is none
 */
export async function checkPassword(sojourn, { user, password, address }) {
  if (!/^[a-z0-9_-]{1,64}$/.test(user)) return { ok: false, wait: 0 };
  const subject = `/v1/lockouts/${encodeURIComponent(user)}?ip_address=${encodeURIComponent(address)}`;
  const before = await sojourn.call('GET', subject); // counts nothing, and saves the work of hashing
  if (before.locked) return { ok: false, wait: before.retry_after };

  const isRight = isPassword(user, password);

  // Many guesses at once all pass the question above. This one counts, and its answer decides.
  const after = await sojourn.call('POST', '/v1/login-attempts', {
    subject: user, ip_address: address, outcome: isRight ? 'succeeded' : 'failed',
  });
  return { ok: isRight && !after.locked, wait: after.retry_after };
}

/** Opens a session, once, however often its answer gets lost. */
export function openSession(sojourn, session) {
  return sojourn.call('POST', '/v1/sessions', session, { 'Idempotency-Key': randomUUID() });
}

/** Where to go after the login: an absolute URL of our own origin, and nothing else. */
export function wayBack(returnTo, origin) {
  const isOurs = URL.canParse(returnTo) && new URL(returnTo).href.startsWith(`${origin}/`);
  return isOurs ? new URL(returnTo).href : `${origin}/`;
}

/** Whose address it is: as the proxy says, if the proxy is who connects, else of the connection. */
export function clientAddress(request, proxy) {
  const connected = request.socket.remoteAddress.replace(/^::ffff:/, '');
  const told = request.headers['x-forwarded-for']?.split(',').at(-1).trim();
  return connected === proxy && told ? told : connected;
}

/** Whether a page of our own sent this, as browsers say it. Who has no session has no other protection. */
export function isFromOwnPage(request, origin) {
  const { origin: from, 'sec-fetch-site': site } = request.headers;
  return (from ?? origin) === origin && ['same-origin', 'none'].includes(site ?? 'same-origin');
}

/** The fields of a form, of at most 10,000 bytes. */
export async function form(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > 10_000) throw new Error('the form is too long');
  }
  return Object.fromEntries(new URLSearchParams(text));
}
