// Style 2, in the browser: signs in, calls the API, refreshes, signs out. No script ever sees the refresh token.

let sojourn = ''; // of the same origin, as a proxy makes it
let accessToken;
let refreshing;

/** Where Sojourn is, if it is under another origin of the same site. */
export const setSojourn = (url) => (sojourn = url);

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

/** @return whether the person is signed in now */
export async function signIn(user, password) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const login = await fetch('/login', {
    method: 'POST', body: new URLSearchParams({ user, password, code_challenge: challenge }),
  });
  if (!login.ok) return false;
  const { code } = await login.json();
  return tokens({ grant_type: 'authorization_code', code, code_verifier: verifier });
}

/** One refresh at a time. Tabs need no lock: those that refresh at the same time get the same tokens. */
export function refresh() {
  refreshing ??= tokens({ grant_type: 'refresh_token' }).finally(() => (refreshing = undefined));
  return refreshing;
}

/** @return false if there is no session: never begun, or over. Throws if nothing is known. */
async function tokens(fields) {
  const answer = await fetch(`${sojourn}/v1/token`, {
    method: 'POST', credentials: 'include', body: new URLSearchParams({ ...fields, transport: 'cookie' }),
  });
  if (!answer.ok && answer.status !== 400) throw new Error('try again later'); // 503, 429: still signed in
  accessToken = answer.ok ? (await answer.json()).access_token : undefined;
  return answer.ok;
}

/** Calls the application's API; with a new access token if the old one has expired. */
export async function api(path) {
  const call = () => fetch(path, { headers: { Authorization: `Bearer ${accessToken}` } });
  if (!accessToken && !(await refresh())) return undefined;
  const answer = await call();
  return answer.status === 401 && (await refresh()) ? call() : answer;
}

export async function signOut() {
  accessToken = undefined;
  await fetch(`${sojourn}/v1/revoke`, {
    method: 'POST', credentials: 'include', body: new URLSearchParams({ transport: 'cookie' }),
  });
}
