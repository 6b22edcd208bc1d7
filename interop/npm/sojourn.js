// The Sojourn that interop/run has started, and the application in front of it.
import { randomUUID } from 'node:crypto'

/** Where it is, which is also what it calls itself. */
export const issuer = new URL(process.env.SOJOURN)
/** What it signs JWTs with. */
export const algorithm = process.env.SOJOURN_SIGNS
/** Whether it wants a nonce of its own in every DPoP proof. */
export const wantsNonce = process.env.SOJOURN_NONCE === 'required'

/** The backend: its name is the client_id, its API key the secret. */
export const shop = { id: 'shop', secret: process.env.SHOP_KEY }
/** Another backend, which has no business with the sessions of the shop. */
export const kiosk = { id: 'kiosk', secret: process.env.KIOSK_KEY }

/** For whom the tokens of the policies that sign are meant. */
export const audience = 'https://api.example'
export const redirectUri = 'https://app.example/callback'

/** A browser at the login of the application: where it is sent in the end. */
export async function browse(authorizationUrl) {
  const answer = await fetch(authorizationUrl, { redirect: 'manual' })
  if (answer.status !== 302) {
    throw new Error(`the login answers ${answer.status}: ${await answer.text()}`)
  }
  return new URL(answer.headers.get('location'))
}

/** Calls the API itself, as the shop's backend or as the operator. */
export async function call(method, path, body, key = shop.secret) {
  const answer = await fetch(new URL(path, issuer), {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  if (!answer.ok) {
    throw new Error(`${method} ${path} answers ${answer.status}: ${await answer.text()}`)
  }
  return answer.status === 204 ? undefined : answer.json()
}

/** Opens a session without a client in between, and gives its tokens. */
export async function tokens(policy) {
  return (await call('POST', '/v1/sessions', { user_id: `ada-${randomUUID()}`, policy })).tokens
}

/** The operator has a new key sign. */
export function rotateSigningKeys(signs) {
  return call('POST', '/v1/signing-keys', { signs }, process.env.ADMIN_KEY)
}
