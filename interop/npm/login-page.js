// The application that people log in at: the authorization endpoint of every Sojourn that interop/run starts. It asks
// for no password, but all else is as in docs: it begins the login, opens the session, and sends the code to the client.
import { createServer } from 'node:http'

const NEEDED = ['response_type', 'client_id', 'redirect_uri', 'code_challenge', 'code_challenge_method']


/** The path is the port of the Sojourn; policy and user are the application's own parameters. */
async function logIn(url) {
  const asked = url.searchParams
  for (const name of NEEDED) {
    if (!asked.get(name)) throw new Error(`${name} is missing`)
  }
  const sojourn = `http://127.0.0.1:${Number(url.pathname.slice(1))}`
  const begun = await post(`${sojourn}/v1/authorizations`, {
    code_challenge: asked.get('code_challenge'),
    code_challenge_method: asked.get('code_challenge_method'),
    client_type: 'web',
    dpop_jkt: asked.get('dpop_jkt'),
  })
  const opened = await post(`${sojourn}/v1/sessions`, {
    user_id: 'ada',
    policy: asked.get('policy') ?? 'default',
    amr: ['pwd'],
    authorization_id: begun.authorization_id,
  })
  const back = new URL(asked.get('redirect_uri'))
  back.searchParams.set('code', opened.exchange.code)
  if (asked.get('state')) back.searchParams.set('state', asked.get('state'))
  return back
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.SHOP_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.status !== 201) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

createServer((request, response) => {
  logIn(new URL(request.url, 'http://127.0.0.1'))
    .then((back) => response.writeHead(302, { location: back.href }).end())
    .catch((failure) => response.writeHead(400).end(`${failure.message}\n`))
}).listen(Number(process.argv[2]), '127.0.0.1')
