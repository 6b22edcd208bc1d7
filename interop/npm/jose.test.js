// jose: what a resource server in Node validates JWTs with; here while the keys change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as jose from 'jose'
import { algorithm, audience, issuer, rotateSigningKeys, tokens } from './sojourn.js'

const expected = { issuer: issuer.origin, audience, typ: 'at+jwt', algorithms: [algorithm] }
const jwks = (options) => jose.createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), options)

async function validated(keys) {
  const { access_token } = await tokens('signed')
  return jose.jwtVerify(access_token, keys, expected)
}

test('a key that is published first is known to nobody too late', async () => {
  const keys = jwks() // asks again for an unknown key at most every 30 s
  const before = await validated(keys)
  await rotateSigningKeys('published_first')
  const after = await validated(keys)
  assert.equal(after.protectedHeader.kid, before.protectedHeader.kid)
})

test('a key that signs at once is found by who asks again at once, and no token before is refused', async () => {
  const keys = jwks({ cooldownDuration: 0 })
  const early = await tokens('signed')
  const before = await validated(keys)
  await rotateSigningKeys('at_once')
  const after = await validated(keys)
  assert.notEqual(after.protectedHeader.kid, before.protectedHeader.kid)
  await jose.jwtVerify(early.access_token, keys, expected)
})
