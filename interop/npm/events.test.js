// Who is told of events: by webhooks, by security event tokens, by logout tokens, and by the stream, with the libraries
// that receivers use.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import net from 'node:net'
import { after, before, test } from 'node:test'
import { EventSource } from 'eventsource'
import * as jose from 'jose'
import { Webhook } from 'standardwebhooks'
import { algorithm, audience, call, issuer, tokens } from './sojourn.js'

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/'
const receiver = 'https://receiver.example'
const keys = jose.createRemoteJWKSet(new URL('/.well-known/jwks.json', issuer), { cooldownDuration: 0 })
const told = process.env.TOLD_KEY
const admin = process.env.ADMIN_KEY

/** What came to each path, and who waits for it. */
const inbox = { '/hook': [], '/caep': [], '/logout': [] }
const waiting = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  inbox[request.url].push({ headers: request.headers, body })
  response.writeHead(request.url === '/caep' ? 202 : 200).end()
  waiting.splice(0).forEach((wake) => wake())
})

/** The first that came to a path and is about a session. */
async function received(path, isIt) {
  for (;;) {
    const found = inbox[path].find(isIt)
    if (found) return found
    await new Promise((wake) => waiting.push(wake))
  }
}

const claimsOf = (jwt) => jose.decodeJwt(jwt)
const open = () => call('POST', '/v1/sessions', { user_id: 'ada' }, told)
const end = (id) => call('DELETE', `/v1/sessions/${id}`, undefined, told)

before(() => new Promise((resolve) => server.listen(Number(process.env.SUBSCRIBER_PORT), '127.0.0.1', resolve)))
after(() => {
  server.close()
  server.closeAllConnections()
})

test('webhooks verify', async () => {
  const { session } = await open()
  await end(session.id)
  const webhook = new Webhook(process.env.WEBHOOK_SECRET)
  for (const type of ['session_opened', 'session_ended']) {
    const { headers, body } = await received('/hook', ({ body }) => body.includes(type) && body.includes(session.id))
    const payload = webhook.verify(body, headers)
    assert.equal(payload.type, type)
    assert.equal(payload.data.session_id, session.id)
    assert.throws(() => webhook.verify(body.replace('ada', 'eve'), headers))
  }
})

test('security event tokens that are pushed verify', async () => {
  const { session } = await open()
  await end(session.id)
  for (const event of ['session-established', 'session-revoked']) {
    const isIt = ({ body }) =>
      claimsOf(body).sub_id.session.id === session.id && CAEP + event in claimsOf(body).events
    const { headers, body } = await received('/caep', isIt)
    assert.equal(headers['content-type'], 'application/secevent+jwt')
    const { payload } = await jose.jwtVerify(body, keys, {
      issuer: issuer.origin, audience: receiver, typ: 'secevent+jwt', algorithms: [algorithm],
    })
    assert.equal(payload.sub_id.user.sub, 'ada')
    // Nobody takes it for an access token (RFC 8725, section 3.11).
    await assert.rejects(jose.jwtVerify(body, keys, { typ: 'at+jwt' }))
  }
})

test('logout tokens verify', async () => {
  const { session } = await open()
  await end(session.id)
  const tokenOf = ({ body }) => new URLSearchParams(body).get('logout_token')
  const message = await received('/logout', (each) => claimsOf(tokenOf(each)).sid === session.id)
  // OpenID Connect Back-Channel Logout 1.0, section 2.6.
  const { payload } = await jose.jwtVerify(tokenOf(message), keys, {
    issuer: issuer.origin, audience: 'rp', typ: 'logout+jwt', algorithms: [algorithm], requiredClaims: ['iat', 'exp', 'jti'],
  })
  assert.equal(payload.sub, 'ada')
  assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
  assert.equal(payload.nonce, undefined)
})

test('security event tokens that are fetched verify, and are gone when they are acknowledged', async () => {
  const poll = (request) => call('POST', '/v1/subscribers/polled/poll', request, admin)
  const { session } = await open()
  await end(session.id)
  const seen = []
  let ack = []
  while (seen.length < 2) {
    const { sets } = await poll({ ack, maxEvents: 100 })
    ack = Object.keys(sets)
    for (const [jti, set] of Object.entries(sets)) {
      const { payload } = await jose.jwtVerify(set, keys, { issuer: issuer.origin, audience: receiver, typ: 'secevent+jwt' })
      assert.equal(payload.jti, jti)
      if (payload.sub_id.session.id === session.id) seen.push(...Object.keys(payload.events))
    }
  }
  assert.deepEqual(seen, [`${CAEP}session-established`, `${CAEP}session-revoked`])
  const { sets } = await poll({ ack, returnImmediately: true })
  assert.ok(ack.every((jti) => !(jti in sets)))
})

test('a verifier of JWTs follows ends through the stream, though it loses its connection', async () => {
  const ended = new Set()
  let arrived = () => {}
  // What is between a client and Sojourn, and can break.
  const connections = []
  const network = net.createServer((client) => {
    const server = net.connect(Number(issuer.port), issuer.hostname)
    client.pipe(server).pipe(client)
    for (const [one, other] of [[client, server], [server, client]]) {
      one.on('error', () => {}).on('close', () => other.destroy())
    }
    connections.push(client)
  })
  await new Promise((resolve) => network.listen(0, '127.0.0.1', resolve))
  const follow = () =>
    new Promise((resolve) => {
      const url = `http://127.0.0.1:${network.address().port}/v1/events?action=session_ended`
      const stream = new EventSource(url, {
        fetch: (input, init) =>
          fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${admin}` } }),
      })
      stream.addEventListener('session_ended', ({ data }) => {
        ended.add(JSON.parse(data).session_id)
        arrived()
      })
      stream.onopen = () => resolve(stream)
    })
  const accepts = async (token) => {
    const { payload } = await jose.jwtVerify(token, keys, { issuer: issuer.origin, audience, typ: 'at+jwt' })
    return !ended.has(payload.sid)
  }
  const sidOf = (token) => claimsOf(token).sid
  const refused = async (token) => {
    while (await accepts(token)) await new Promise((resolve) => (arrived = resolve))
  }

  const stream = await follow()
  try {
    const [first, second, kept] = [await tokens('signed'), await tokens('signed'), await tokens('signed')]
    assert.ok(await accepts(first.access_token))
    await call('DELETE', `/v1/sessions/${sidOf(first.access_token)}`, undefined, admin)
    await refused(first.access_token)
    connections.at(-1).destroy()
    await call('DELETE', `/v1/sessions/${sidOf(second.access_token)}`, undefined, admin)
    await refused(second.access_token)
    assert.ok(connections.length > 1, 'it came back')
    assert.ok(await accepts(kept.access_token))
  } finally {
    stream.close()
    network.close()
    connections.forEach((connection) => connection.destroy())
  }
})
