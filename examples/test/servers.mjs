// Starts what the examples are made of: Sojourn, an application, and the proxies with their committed configurations.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

const EXAMPLES = fileURLToPath(new URL('..', import.meta.url));
const DISTRIBUTION = path.resolve(EXAMPLES, '../bootstrap/target/sojourn');
const DEADLINE_MS = 60_000;
// No example is about pauses, and a machine that tests run on may stand still for seconds.
const ANY_WAIT = '-Dsojourn.longestUnread=P1D';

export const HOST = 'app.example.com';
export const LOGIN_URL = 'https://login.example.com/';

/** Everything that was started, and how to stop it. */
export class Servers {
  #children = new Set();
  #directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sojourn-examples-'));

  constructor() {
    // However this process ends, short of being killed, nothing is left behind.
    process.on('exit', () => {
      for (const child of this.#children) child.kill('SIGTERM');
      fs.rmSync(this.#directory, { recursive: true, force: true });
    });
    for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) {
      process.on(signal, () => process.exit(128 + number));
    }
  }

  #newDirectory(name) {
    return fs.mkdtempSync(path.join(this.#directory, `${name}-`));
  }

  /** Runs a program until stop() or the end; what it says is shown if it breaks off. */
  run(name, command, args, options = {}) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    child.said = '';
    this.#children.add(child);
    const hear = (chunk) => (child.said += chunk);
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => (child.failure = error));
    child.gone = new Promise((resolve) => child.on('exit', resolve)).then((status) => {
      this.#children.delete(child);
      child.failure ??= new Error(`${name} ended with status ${status}:\n${child.said}`);
    });
    return child;
  }

  async stop(child) {
    child.kill('SIGTERM');
    await child.gone;
  }

  async stopAll() {
    await Promise.all([...this.#children].map((child) => this.stop(child)));
  }

  /** @param settings variables beside those that the examples for proxies need, or instead of them */
  async startSojourn(settings = {}) {
    const key = 'sak_' + randomBytes(32).toString('base64url');
    const environment = { ...process.env };
    for (const name in environment) if (name.startsWith('SOJOURN_')) delete environment[name];
    const child = this.run('Sojourn', path.join(DISTRIBUTION, 'bin/sojourn'), [], {
      cwd: this.#newDirectory('sojourn'),
      env: {
        ...environment,
        SOJOURN_STORE: 'memory',
        SOJOURN_HTTP_PORT: '0',
        SOJOURN_API_KEYS: `examples=${key}:admin`,
        SOJOURN_LOGIN_URL: LOGIN_URL,
        SOJOURN_ISSUER: `https://${HOST}`,
        SOJOURN_TRUSTED_PROXIES: '127.0.0.1/32',
        SOJOURN_DPOP_NONCE: 'required',
        SOJOURN_POLICIES_BROWSER_ACCESS_TOKEN_LIFETIME: 'off',
        SOJOURN_POLICIES_BOUND_DPOP: 'allowed',
        ...settings,
        SOJOURN_JAVA_OPTS: `${ANY_WAIT} ${settings.SOJOURN_JAVA_OPTS ?? ''}`,
      },
    });
    const address = await until(child, () => child.said.match(/ready at (http:\/\/[0-9.:]+)/)?.[1]);
    return { child, address, key };
  }

  /** Starts a Prometheus with the example; all that is changed is whom it asks, and that it asks once a second. */
  async startPrometheus(target) {
    const directory = this.#newDirectory('prometheus');
    const port = await freePort();
    const source = path.join(EXAMPLES, 'observability');
    const configuration = fs.readFileSync(path.join(source, 'prometheus.yml'), 'utf8');
    fs.writeFileSync(
      path.join(directory, 'prometheus.yml'),
      replaced(replaced(configuration, '127.0.0.1:9080', target), 'scrape_interval: 15s', 'scrape_interval: 1s'),
    );
    fs.copyFileSync(path.join(source, 'sojourn.rules.yml'), path.join(directory, 'sojourn.rules.yml'));
    const child = this.run('Prometheus', 'prometheus', ['--config.file=prometheus.yml',
      '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'], { cwd: directory });
    const address = `http://127.0.0.1:${port}`;
    await until(child, () => fetch(`${address}/-/ready`).then((answer) => answer.ok, () => false));
    return { child, address };
  }

  /** An application that answers with the request that it got, and counts them. */
  async startApplication() {
    const application = { asked: 0 };
    const server = http.createServer((request, response) => {
      application.asked++;
      let length = 0;
      request.on('data', (chunk) => (length += chunk.length));
      request.on('end', () => {
        const { method, url, rawHeaders } = request;
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ method, url, rawHeaders, length }));
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    application.port = server.address().port;
    application.close = () => (server.close(), server.closeAllConnections());
    return application;
  }

  /** Stands in for Sojourn: gives every question the same answer, and keeps the questions. */
  async startStandIn(status, headers = {}) {
    const standIn = { questions: [] };
    const server = http.createServer((request, response) => {
      standIn.questions.push(request);
      request.resume();
      response.writeHead(status, headers).end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    standIn.address = `http://127.0.0.1:${server.address().port}`;
    standIn.close = () => (server.close(), server.closeAllConnections());
    return standIn;
  }

  /**
   * Starts a proxy with its example. All that is changed in it are the addresses: each of the defaults must be there.
   *
   * @param name nginx, caddy or haproxy
   * @param broken is given what else the example has, and changes it
   */
  async startProxy(name, sojourn, application, broken = (text) => text) {
    const proxy = PROXIES[name];
    const directory = this.#newDirectory(name);
    const port = await freePort();
    for (const file of fs.readdirSync(path.join(EXAMPLES, name))) {
      let text = fs.readFileSync(path.join(EXAMPLES, name, file), 'utf8');
      if (file === proxy.file) {
        text = replaced(text, '127.0.0.1:8080', new URL(sojourn.address).host);
        text = replaced(text, '127.0.0.1:3000', `127.0.0.1:${application.port}`);
        text = proxy.adapt(text, port, await freePort());
      } else {
        text = broken(text);
      }
      fs.writeFileSync(path.join(directory, file), text);
    }
    if (name !== 'caddy') certificate(directory);
    const child = this.run(name, ...proxy.command(directory));
    await until(child, () => connects(port));
    return { name, port, child };
  }
}

const PROXIES = {
  nginx: {
    file: 'nginx.conf',
    adapt: (text, port) =>
      replaced(
        replaced(text, 'listen 443 ssl', `listen 127.0.0.1:${port} ssl`),
        'http {',
        'http { access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;' +
          ' uwsgi_temp_path uwsgi; scgi_temp_path scgi;',
      ),
    command: (directory) => [
      'nginx',
      // As root, nginx would have its workers be another user, who may not see this directory.
      ['-p', directory, '-c', 'nginx.conf', '-e', 'stderr',
        '-g', 'daemon off; pid nginx.pid;' + (process.getuid() === 0 ? ' user root;' : '')],
    ],
  },
  caddy: {
    file: 'Caddyfile',
    // Its own certificate authority instead of a public one, and no other port than this.
    adapt: (text, port, other) =>
      `{\n admin off\n https_port ${port}\n http_port ${other}\n auto_https disable_redirects\n local_certs\n` +
      ` skip_install_trust\n default_bind 127.0.0.1\n log {\n level WARN\n }\n}\n${text}`,
    command: (directory) => [
      'caddy',
      ['run', '--adapter', 'caddyfile', '--config', 'Caddyfile'],
      {
        cwd: directory,
        env: { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
      },
    ],
  },
  haproxy: {
    file: 'haproxy.cfg',
    adapt: (text, port) => replaced(text, 'bind :443', `bind 127.0.0.1:${port}`),
    command: (directory) => ['haproxy', ['-db', '-f', path.join(directory, 'haproxy.cfg')]],
  },
};

export function replaced(text, from, to) {
  if (!text.includes(from)) throw new Error(`the example has no "${from}" any more`);
  return text.replaceAll(from, to);
}

function certificate(directory) {
  const [cert, key] = [`${HOST}.crt`, `${HOST}.key`].map((file) => path.join(directory, file));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
    '-days', '2', '-subj', `/CN=${HOST}`, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  fs.writeFileSync(path.join(directory, `${HOST}.pem`), fs.readFileSync(cert, 'utf8') + fs.readFileSync(key, 'utf8'));
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether a proxy has its port and its certificate, which Caddy makes after it listens. */
function connects(port) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: '127.0.0.1', port, servername: HOST, rejectUnauthorized: false });
    socket.on('secureConnect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

/** Waits for something to be so, as long as the program that shall bring it about is there. */
export async function until(child, isSo) {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    if (child.failure) throw child.failure;
    const result = await isSo();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`not ready after ${DEADLINE_MS / 1000} s:\n${child.said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
