// oauth4webapi: checks every answer against the RFCs, and refuses what it does not find there.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { algorithm, audience, browse, call, issuer, kiosk, redirectUri, shop, tokens, wantsNonce } from './sojourn.js'

const client = { client_id: shop.id }
/** For plain http, which is on the loopback interface only. */
const http = { [oauth.allowInsecureRequests]: true }

const clientAuthentications = {
  client_secret_basic: oauth.ClientSecretBasic(shop.secret),
  client_secret_post: oauth.ClientSecretPost(shop.secret),
  none: oauth.None(),
}

async function discovered(algorithm = 'oauth2') {
  const response = await oauth.discoveryRequest(issuer, { algorithm, ...http })
  return oauth.processDiscoveryResponse(issuer, response)
}

/** From the login to the tokens. */
async function loggedIn(as, clientAuth, { policy = 'default', dpopJkt, dpop, tamper = (verifier) => verifier } = {}) {
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(as.authorization_endpoint)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', client.client_id)
  url.searchParams.set('redirect_uri', redirectUri)
  url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier))
  url.searchParams.set('code_challenge_method', 'S256')
  url.searchParams.set('state', state)
  url.searchParams.set('policy', policy)
  if (dpopJkt) url.searchParams.set('dpop_jkt', dpopJkt)
  const parameters = oauth.validateAuthResponse(as, client, await browse(url), state)
  return withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, clientAuth, parameters, redirectUri, tamper(verifier), {
        DPoP: dpop,
        ...http,
      }),
    ),
  )
}

async function refreshed(as, clientAuth, refreshToken, { dpop, by = client } = {}) {
  return withNonce(async () =>
    oauth.processRefreshTokenResponse(
      as,
      by,
      await oauth.refreshTokenGrantRequest(as, by, clientAuth, refreshToken, { DPoP: dpop, ...http }),
    ),
  )
}

/** As the library's manual says: the handle has the nonce of the answer, so once more. */
async function withNonce(attempt) {
  try {
    return await attempt()
  } catch (failure) {
    if (!oauth.isDPoPNonceError(failure)) throw failure
    return attempt()
  }
}

async function introspected(as, clientAuth, token, options = {}) {
  const response = await oauth.introspectionRequest(as, client, clientAuth, token, { ...options, ...http })
  return [await oauth.processIntrospectionResponse(as, client, response), response]
}

/** The request as a resource server would get it. */
async function received(accessToken, dpop) {
  let request
  await oauth.protectedResourceRequest(accessToken, 'GET', new URL('https://api.example/orders'), undefined, undefined, {
    DPoP: dpop,
    [oauth.customFetch]: async (url, options) => {
      request = new Request(url, options)
      return new Response()
    },
  })
  return request
}

const refusedFor = (error) => (failure) => failure instanceof oauth.ResponseBodyError && failure.error === error

describe('discovery', () => {
  for (const kind of ['oauth2', 'oidc']) {
    test(`through ${kind === 'oidc' ? 'openid-configuration' : 'oauth-authorization-server'}`, async () => {
      const as = await discovered(kind)
      assert.equal(as.issuer, issuer.origin)
      assert.deepEqual(as.code_challenge_methods_supported, ['S256'])
      assert.deepEqual(as.introspection_signing_alg_values_supported, [algorithm])
      assert.ok(as.authorization_endpoint)
    })
  }
})

for (const [name, clientAuth] of Object.entries(clientAuthentications)) {
  describe(`a client that authenticates with ${name}`, () => {
    test('exchanges a code, and refreshes twice', async () => {
      const as = await discovered()
      const first = await loggedIn(as, clientAuth)
      assert.equal(first.token_type, 'bearer')
      const second = await refreshed(as, clientAuth, first.refresh_token)
      const third = await refreshed(as, clientAuth, second.refresh_token)
      assert.notEqual(third.refresh_token, first.refresh_token)
      assert.notEqual(third.access_token, first.access_token)
    })

    test('gets nothing for a code with a verifier of another', async () => {
      const as = await discovered()
      await assert.rejects(
        loggedIn(as, clientAuth, { tamper: () => oauth.generateRandomCodeVerifier() }),
        refusedFor('invalid_grant'),
      )
    })

    test('is told when its refresh token was reused', async () => {
      const as = await discovered()
      const first = await loggedIn(as, clientAuth)
      const second = await refreshed(as, clientAuth, first.refresh_token)
      await refreshed(as, clientAuth, second.refresh_token)
      await assert.rejects(refreshed(as, clientAuth, first.refresh_token), refusedFor('invalid_grant'))
    })

    test('revokes', async () => {
      const as = await discovered()
      const { access_token, refresh_token } = await loggedIn(as, clientAuth)
      await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, clientAuth, refresh_token, http))
      const [introspection] = await introspected(as, clientAuthentications.client_secret_basic, access_token)
      assert.equal(introspection.active, false)
    })
  })
}

describe('what others have no business with', () => {
  test('a client is refused the tokens of another', async () => {
    const as = await discovered()
    const { refresh_token } = await loggedIn(as, clientAuthentications.client_secret_basic)
    await assert.rejects(
      refreshed(as, oauth.ClientSecretBasic(kiosk.secret), refresh_token, { by: { client_id: kiosk.id } }),
      refusedFor('invalid_grant'),
    )
  })

  test('a client with a wrong secret is challenged', async () => {
    const as = await discovered()
    await assert.rejects(refreshed(as, oauth.ClientSecretBasic('sak_wrong'), 'srt_AQ'), (failure) => {
      assert.ok(failure instanceof oauth.WWWAuthenticateChallengeError, failure)
      assert.deepEqual(
        failure.cause.map(({ scheme }) => scheme),
        ['basic', 'bearer'],
      )
      return true
    })
  })
})

describe('introspection', () => {
  for (const name of ['client_secret_basic', 'client_secret_post']) {
    test(`with ${name}, of an access token and of a refresh token`, async () => {
      const as = await discovered()
      const { access_token, refresh_token } = await loggedIn(as, clientAuthentications[name])
      const [ofAccess] = await introspected(as, clientAuthentications[name], access_token)
      assert.equal(ofAccess.active, true)
      assert.equal(ofAccess.sub, 'ada')
      assert.equal(ofAccess.client_id, 'shop')
      assert.equal(ofAccess.iss, issuer.origin)
      const [ofRefresh] = await introspected(as, clientAuthentications[name], refresh_token, {
        additionalParameters: { token_type_hint: 'refresh_token' },
      })
      assert.equal(ofRefresh.token_use, 'refresh')
      assert.equal(ofRefresh.token_type, undefined)
    })
  }

  test('signed (RFC 9701), and the signature verifies', async () => {
    const as = await discovered()
    const { access_token } = await loggedIn(as, clientAuthentications.none)
    const [introspection, response] = await introspected(
      as,
      clientAuthentications.client_secret_basic,
      access_token,
      { requestJwtResponse: true },
    )
    assert.match(response.headers.get('content-type'), /^application\/token-introspection\+jwt/)
    assert.equal(introspection.active, true)
    await oauth.validateApplicationLevelSignature(as, response, http)
  })

  test('of a token that is none, signed as well', async () => {
    const as = await discovered()
    for (const requestJwtResponse of [false, true]) {
      const [introspection] = await introspected(as, clientAuthentications.client_secret_post, 'none of yours', {
        requestJwtResponse,
      })
      assert.deepEqual(introspection, { active: false })
    }
  })
})

describe('a JWT access token', () => {
  test('is one as RFC 9068 has it', async () => {
    const as = await discovered()
    const { access_token } = await loggedIn(as, clientAuthentications.none, { policy: 'signed' })
    const claims = await oauth.validateJwtAccessToken(as, await received(access_token), audience, http)
    assert.equal(claims.sub, 'ada')
    assert.equal(claims.client_id, 'shop')
    assert.deepEqual(claims.amr, ['pwd'])
  })

  test('is refused by a resource server that it is not for', async () => {
    const as = await discovered()
    const { access_token } = await tokens('signed')
    await assert.rejects(
      oauth.validateJwtAccessToken(as, await received(access_token), 'https://other.example', http),
      ({ cause }) => cause.claim === 'aud',
    )
  })

  test('is refused with another payload under the same signature', async () => {
    const as = await discovered()
    const [header, payload, signature] = (await tokens('signed')).access_token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url'))
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url')
    await assert.rejects(
      oauth.validateJwtAccessToken(as, await received(`${header}.${forged}.${signature}`), audience, http),
      /signature/,
    )
  })
})

describe(`DPoP, ${wantsNonce ? 'with' : 'without'} a nonce of the server`, () => {
  for (const proofs of ['ES256', 'RS256', 'Ed25519']) {
    test(`from login to logout, with proofs in ${proofs}`, async () => {
      const as = await discovered()
      const dpop = oauth.DPoP(client, await oauth.generateKeyPair(proofs))
      const first = await loggedIn(as, clientAuthentications.none, { policy: 'bound', dpop })
      assert.equal(first.token_type, 'dpop')
      const second = await refreshed(as, clientAuthentications.none, first.refresh_token, { dpop })
      assert.equal(second.token_type, 'dpop')

      const me = await withNonce(() =>
        oauth.protectedResourceRequest(second.access_token, 'GET', new URL('/v1/me', issuer), undefined, undefined, {
          DPoP: dpop,
          ...http,
        }),
      )
      assert.equal(me.status, 200)
      assert.equal((await me.json()).user_id, 'ada')

      const [introspection] = await introspected(as, clientAuthentications.client_secret_basic, second.access_token)
      assert.equal(introspection.token_type, 'DPoP')
      assert.equal(introspection.cnf.jkt, await dpop.calculateThumbprint())
    })
  }

  test('a login that names its key (section 10) is exchanged with that key only', async () => {
    const as = await discovered()
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const dpopJkt = await dpop.calculateThumbprint()
    const bound = await loggedIn(as, clientAuthentications.none, { policy: 'bound', dpop, dpopJkt })
    assert.equal(bound.token_type, 'dpop')
    const thief = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    await assert.rejects(
      loggedIn(as, clientAuthentications.none, { policy: 'bound', dpop: thief, dpopJkt }),
      refusedFor('invalid_grant'),
    )
  })

  test('a copied refresh token is worth nothing with another key, or with none', async () => {
    const as = await discovered()
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const { refresh_token } = await loggedIn(as, clientAuthentications.none, { policy: 'bound', dpop })
    const thief = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    await assert.rejects(
      refreshed(as, clientAuthentications.none, refresh_token, { dpop: thief }),
      refusedFor('invalid_grant'),
    )
    await assert.rejects(refreshed(as, clientAuthentications.none, refresh_token), refusedFor('invalid_dpop_proof'))
    await refreshed(as, clientAuthentications.none, refresh_token, { dpop })
  })

  test('a copied access token is worth nothing as a bearer token', async () => {
    const as = await discovered()
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const { access_token } = await loggedIn(as, clientAuthentications.none, { policy: 'bound', dpop })
    await assert.rejects(
      oauth.protectedResourceRequest(access_token, 'GET', new URL('/v1/me', issuer), undefined, undefined, http),
      (failure) => failure.cause.some(({ scheme }) => scheme === 'dpop'),
    )
  })

  test('a JWT that is bound is validated with its proof', async () => {
    const as = await discovered()
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const { access_token } = await loggedIn(as, clientAuthentications.none, { policy: 'boundsigned', dpop })
    const claims = await oauth.validateJwtAccessToken(as, await received(access_token, dpop), audience, {
      requireDPoP: true,
      ...http,
    })
    assert.equal(claims.cnf.jkt, await dpop.calculateThumbprint())
    const thief = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    await assert.rejects(
      oauth.validateJwtAccessToken(as, await received(access_token, thief), audience, { requireDPoP: true, ...http }),
    )
  })
})

test('an ended session is refused at once, an opaque token by introspection, a JWT too', async () => {
  const as = await discovered()
  for (const policy of ['default', 'signed']) {
    const { access_token } = await loggedIn(as, clientAuthentications.none, { policy })
    await call('DELETE', '/v1/users/ada/sessions')
    const [introspection] = await introspected(as, clientAuthentications.client_secret_basic, access_token)
    assert.equal(introspection.active, false)
  }
})
