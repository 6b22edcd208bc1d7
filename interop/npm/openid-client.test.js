// openid-client: what most Node applications use; it sees to nonces and keys by itself.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as openid from 'openid-client'
import { algorithm, browse, issuer, redirectUri, shop, wantsNonce } from './sojourn.js'

const clientAuthentications = {
  client_secret_basic: openid.ClientSecretBasic(shop.secret),
  client_secret_post: openid.ClientSecretPost(shop.secret),
  none: openid.None(),
}

function discovered(clientAuth, algorithm = 'oauth2', metadata) {
  return openid.discovery(issuer, shop.id, metadata, clientAuth, {
    algorithm,
    execute: [openid.allowInsecureRequests],
  })
}

/** From the login to the tokens. */
async function loggedIn(config, { policy = 'default', dpop } = {}) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    policy,
    ...(dpop && { dpop_jkt: await dpop.calculateThumbprint() }),
  })
  return openid.authorizationCodeGrant(config, await browse(url), { pkceCodeVerifier, expectedState }, undefined, {
    DPoP: dpop,
  })
}

for (const kind of ['oauth2', 'oidc']) {
  for (const [name, clientAuth] of Object.entries(clientAuthentications)) {
    describe(`${kind} discovery, ${name}`, () => {
      test('logs in, refreshes, and revokes', async () => {
        const config = await discovered(clientAuth, kind)
        const first = await loggedIn(config)
        assert.equal(first.token_type, 'bearer')
        assert.ok(first.expiresIn() > 0)
        const second = await openid.refreshTokenGrant(config, first.refresh_token)
        assert.notEqual(second.refresh_token, first.refresh_token)
        const me = await openid.fetchProtectedResource(config, second.access_token, new URL('/v1/me', issuer), 'GET')
        assert.equal((await me.json()).user_id, 'ada')

        await openid.tokenRevocation(config, second.access_token)
        await assert.rejects(openid.refreshTokenGrant(config, second.refresh_token), { error: 'invalid_grant' })
      })

      if (name !== 'none') {
        test('introspects', async () => {
          const config = await discovered(clientAuth, kind)
          const { access_token, refresh_token } = await loggedIn(config)
          assert.equal((await openid.tokenIntrospection(config, access_token)).sub, 'ada')
          const hint = { token_type_hint: 'refresh_token' }
          assert.equal((await openid.tokenIntrospection(config, refresh_token, hint)).active, true)
          assert.equal((await openid.tokenIntrospection(config, refresh_token)).active, false)
          assert.deepEqual(await openid.tokenIntrospection(config, 'none of yours'), { active: false })
        })

        test('introspects, and has it signed (RFC 9701)', async () => {
          const config = await discovered(clientAuth, kind, { introspection_signed_response_alg: algorithm })
          openid.enableNonRepudiationChecks(config) // checks the signature as well
          const { access_token } = await loggedIn(config)
          assert.equal((await openid.tokenIntrospection(config, access_token)).sub, 'ada')
        })
      }
    })
  }
}

describe(`DPoP, ${wantsNonce ? 'with' : 'without'} a nonce of the server`, () => {
  for (const policy of ['bound', 'boundsigned']) {
    test(`from login to logout, with the policy ${policy}`, async () => {
      const config = await discovered(clientAuthentications.none)
      const dpop = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair())
      const first = await loggedIn(config, { policy, dpop })
      assert.equal(first.token_type, 'dpop')
      const second = await openid.refreshTokenGrant(config, first.refresh_token, undefined, { DPoP: dpop })
      assert.equal(second.token_type, 'dpop')
      const me = () =>
        openid.fetchProtectedResource(
          config,
          second.access_token,
          new URL('/v1/me', issuer),
          'GET',
          undefined,
          undefined,
          { DPoP: dpop },
        )
      assert.equal((await (await me()).json()).user_id, 'ada')
      await openid.tokenRevocation(config, second.refresh_token)
      await assert.rejects(me(), { status: 401 })
    })
  }
})
