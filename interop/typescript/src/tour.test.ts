// The tour of README.md, through a client whose types are generated from the contract.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import createClient from 'openapi-fetch'
import type { components, paths } from './contract.d.ts'

const baseUrl = needed('SOJOURN')
const key = `Bearer ${needed('SHOP_KEY')}`
const backend = createClient<paths>({ baseUrl, headers: { Authorization: key } })
const client = createClient<paths>({ baseUrl })

function needed(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; run interop/run`)
  return value
}

async function opened(user_id: string): Promise<components['schemas']['Tokens']> {
  const { data, error, response } = await backend.POST('/v1/sessions', {
    body: {
      user_id,
      amr: ['pwd'],
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  })
  assert.equal(response.status, 201, error?.detail)
  assert.ok(data?.tokens)
  assert.equal(data.session.browser, 'Firefox')
  return data.tokens
}

function refresh(refresh_token: string | undefined) {
  assert.ok(refresh_token)
  return client.POST('/v1/token', { body: { grant_type: 'refresh_token', refresh_token } })
}

test('open, verify, refresh twice, reuse caught, end', async () => {
  const first = await opened('grace')

  const verified = await client.GET('/v1/verify', { headers: { Authorization: `Bearer ${first.access_token}` } })
  assert.equal(verified.response.status, 200)
  assert.equal(verified.response.headers.get('x-user-id'), 'grace')

  const second = await refresh(first.refresh_token)
  assert.ok(second.data)
  const third = await refresh(second.data.refresh_token)
  assert.ok(third.data)
  assert.equal(third.data.session_id, second.data.session_id)

  const reused = await refresh(first.refresh_token)
  assert.equal(reused.response.status, 400)
  assert.ok(reused.error && 'error' in reused.error)
  assert.equal(reused.error.error, 'invalid_grant')
  assert.equal(reused.error.reason, 'token_reuse')

  const path = { user_id: 'grace' }
  const sessions = await backend.GET('/v1/users/{user_id}/sessions', { params: { path } })
  assert.equal(sessions.data?.items[0]?.end_reason, 'token_reuse')

  await opened('grace')
  const ended = await backend.DELETE('/v1/users/{user_id}/sessions', { params: { path } })
  assert.equal(ended.data?.ended, 1)
  const again = await backend.DELETE('/v1/users/{user_id}/sessions', { params: { path } })
  assert.equal(again.data?.ended, 0)
})

test('a problem says what is wrong with which field', async () => {
  const { error, response } = await backend.POST('/v1/sessions', { body: { user_id: '', policy: 'none' } })
  assert.equal(response.status, 400)
  assert.ok(error)
  assert.equal(error.type, 'urn:sojourn:problem:invalid-request')
  assert.ok(error.errors?.some(({ pointer }) => pointer === '/user_id'))
})

test('every page of a search, by its cursor', async () => {
  const user_id = 'margaret'
  for (let i = 0; i < 5; i++) await opened(user_id)
  let cursor: string | null | undefined
  let found = 0
  do {
    const { data } = await backend.GET('/v1/sessions', {
      params: { query: { limit: 2, ...(cursor ? { cursor } : { user_id }) } },
    })
    assert.ok(data)
    found += data.items.length
    cursor = data.next_cursor
  } while (cursor !== null)
  assert.equal(found, 5)
})
