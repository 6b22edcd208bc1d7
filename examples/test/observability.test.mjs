// What the rules and the dashboard promise: promtool has nothing to say, each alert is tested and has its entry in the
// runbook, and whatever they name is what a running Sojourn tells a running Prometheus.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { freePort, Servers, until } from './servers.mjs';

const OBSERVABILITY = fileURLToPath(new URL('../observability/', import.meta.url));
const read = (name) => fs.readFileSync(OBSERVABILITY + name, 'utf8');
const RULES = read('sojourn.rules.yml');
const RULE_TESTS = read('sojourn.rules.test.yml');
const RUNBOOK = fs.readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const ALERTS = [...RULES.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);

const promtool = (...args) => execFileSync('promtool', args, { cwd: OBSERVABILITY, encoding: 'utf8', stdio: 'pipe' });

describe('rules', () => {
  test('promtool has nothing to say', () => {
    promtool('check', 'config', 'prometheus.yml');
    promtool('test', 'rules', 'sojourn.rules.test.yml');
  });

  for (const alert of ALERTS) {
    test(`${alert} fires in one case and keeps quiet in another`, () => {
      assert.match(RULE_TESTS, new RegExp(`alertname: ${alert}\\n +exp_alerts:\\n`), 'no case in which it fires');
      assert.match(RULE_TESTS, new RegExp(`alertname: ${alert}\\n +exp_alerts: \\[\\]\\n`), 'no case in which it does not');
    });
  }

  test('each alert has its entry in the runbook, and each entry its alert', () => {
    const entries = [...RUNBOOK.matchAll(/^#+ (Sojourn[A-Z]\w+)$/gm)].map(([, name]) => name);
    assert.deepEqual(entries, ALERTS);
    for (const alert of ALERTS) {
      assert.ok(RULES.includes(`runbook: docs/operating.md#${alert.toLowerCase()}\n`), alert);
    }
  });
});

describe('dashboard', () => {
  const dashboard = JSON.parse(read('sojourn.dashboard.json'));
  const { panels } = dashboard;

  test('no id is there twice', () => {
    const ids = panels.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  test('no panel lies on another or sticks out', () => {
    const taken = new Map();
    for (const { title, gridPos: { x, y, w, h } } of panels) {
      assert.ok(x >= 0 && x + w <= 24, title);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          const cell = `${column},${line}`;
          assert.equal(taken.get(cell), undefined, `${title} lies on it`);
          taken.set(cell, title);
        }
      }
    }
  });

  test('each panel says what it shows, in which unit, and takes the data source that was chosen', () => {
    for (const { type, title, description, fieldConfig, datasource, targets } of panels) {
      if (type === 'row') continue;
      assert.ok(description?.endsWith('.'), title);
      assert.ok(fieldConfig.defaults.unit, title);
      for (const source of [datasource, ...targets.map((target) => target.datasource)]) {
        assert.deepEqual(source, { type: 'prometheus', uid: '${datasource}' }, title);
      }
      assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    }
  });
});

describe('beside a running Sojourn', () => {
  const servers = new Servers();
  const subscriber = http.createServer((request, response) => request.resume().on('end', () => response.end()));
  let prometheus;
  let rules;

  before(async () => {
    const managementPort = await freePort();
    await new Promise((resolve) => subscriber.listen(0, '127.0.0.1', resolve));
    const sojourn = await servers.startSojourn({
      // With Postgres, for only then ends are announced and calls share batches.
      SOJOURN_STORE: 'embedded',
      SOJOURN_MANAGEMENT_PORT: String(managementPort),
      SOJOURN_SWEEP_INTERVAL: 'PT1S',
      SOJOURN_SUBSCRIBERS_SIEM_URL: `http://127.0.0.1:${subscriber.address().port}/`,
      SOJOURN_SUBSCRIBERS_SIEM_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
      // A young generation that is collected at once: nothing is told of collections before the first.
      SOJOURN_JAVA_OPTS: '-Xmn4m',
    });
    prometheus = await servers.startPrometheus(`127.0.0.1:${managementPort}`);
    // Work between scrapes, so that no rate is without events.
    const scrapes = async () =>
      Number((await query('sum(count_over_time(sojourn_sessions_active{job="sojourn"}[1m]))'))[0]?.value[1] ?? 0);
    await until(prometheus.child, async () => {
      await aDayOf(sojourn, managementPort);
      return (await scrapes()) > 6;
    });
    rules = (await api('rules', {})).groups.flatMap((group) => group.rules);
  });

  after(async () => {
    await servers.stopAll();
    subscriber.close();
    subscriber.closeAllConnections();
  });

  async function api(path, parameters) {
    const response = await fetch(`${prometheus.address}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = await response.json();
    assert.equal(answer.status, 'success', `${JSON.stringify(parameters)}: ${answer.error}`);
    return answer.data;
  }

  const query = async (expression) => (await api('query', { query: expression })).result;

  /** Asserts that each series that an expression selects, and each label that it groups by, is there. */
  async function assertKnown(expression) {
    const labels = new Set();
    let rest = expression;
    for (const [selector, name, matchers] of expression.matchAll(/([a-zA-Z_:][\w:]*)\{((?:"[^"]*"|[^"}])*)\}/g)) {
      rest = rest.replace(selector, '');
      for (const alternative of alternatives(matchers)) {
        const found = await api('series', { 'match[]': `${name}{${alternative}}` });
        assert.ok(found.length > 0, `nothing is ${name}{${alternative}}`);
        found.forEach((series) => Object.keys(series).forEach((label) => labels.add(label)));
      }
      for (const [, label] of matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)) assert.ok(labels.has(label), `${name}: no ${label}`);
    }
    for (const [clause, grouped] of rest.matchAll(/\b(?:by|on|without|ignoring) ?\(([^)]*)\)/g)) {
      rest = rest.replace(clause, '');
      for (const label of grouped.split(/, */)) assert.ok(labels.has(label), `no label ${label} in ${expression}`);
    }
    // Nothing is selected without braces, where this would not see it.
    const names = rest.replaceAll(/\[[^\]]*\]|\boffset \w+/g, '').match(/[a-zA-Z_:][\w:]*\b(?! *\()/g) ?? [];
    assert.deepEqual(names.filter((name) => !['and', 'or', 'unless', 'by', 'on'].includes(name)), [], expression);
    return labels;
  }

  /**
   * What a selector's matchers come to when each value is asked for by itself, so that none is there for nothing: the
   * words of =~ one by one, and what != and !~ exclude. No status: nobody makes Sojourn fail for this.
   */
  function alternatives(matchers) {
    const all = [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label, operator, value]) =>
      ({ label, operator, value })).filter(({ label }) => label !== 'status');
    const asked = [all];
    for (const matcher of all) {
      const others = all.filter((other) => other !== matcher && !other.operator.startsWith('!'));
      const words = matcher.operator.endsWith('~') ? matcher.value.split('|') : [matcher.value];
      for (const word of words) {
        asked.push([...others, { ...matcher, operator: matcher.operator.endsWith('~') ? '=~' : '=', value: word }]);
      }
    }
    return asked.map((each) => each.map(({ label, operator, value }) => `${label}${operator}"${value}"`).join(','));
  }

  test('what people did was counted', async () => {
    for (const counted of [
      'sojourn_sessions_opened_total{policy="default"}',
      'sojourn_sessions_ended_total{reason="revoked"}',
      'sojourn_sessions_ended_total{reason="token_reuse"}',
      'sojourn_refreshes_total{outcome="rotated"}',
      'sojourn_verifications_total{outcome="active"}',
      'sojourn_verifications_total{outcome="ended"}',
      'sojourn_verifications_total{outcome="unknown"}',
      'sojourn_exchanges_total{outcome="exchanged"}',
      'sojourn_login_attempts_total{factor="password",outcome="failed"}',
      'sojourn_revocation_lag_seconds_count',
      'sojourn_sweep_duration_seconds_count',
      'sojourn_delivery_lag_seconds_count{subscriber="siem"}',
    ]) {
      assert.notDeepEqual(await query(`${counted} > 0`), [], counted);
    }
  });

  test('Prometheus takes the rules', () => {
    assert.deepEqual(rules.map(({ name }) => name).sort(), ALERTS.toSorted());
    for (const { name, health, lastError } of rules) assert.notEqual(health, 'err', `${name}: ${lastError}`);
  });

  for (const alert of ALERTS) {
    test(`${alert} looks at what there is`, async () => {
      const { query: expression, annotations, labels: { severity } } = rules.find(({ name }) => name === alert);
      const labels = await assertKnown(expression);
      assert.match(severity, /^(critical|warning)$/);
      for (const name of ['summary', 'description']) {
        assert.ok(annotations[name], `no ${name}`);
        for (const [, label] of annotations[name].matchAll(/\$labels\.(\w+)/g)) assert.ok(labels.has(label), label);
      }
    });
  }

  const { panels, templating } = JSON.parse(read('sojourn.dashboard.json'));
  for (const { title, targets } of panels.filter(({ type }) => type !== 'row')) {
    test(`the panel "${title}" shows something`, async () => {
      for (const { expr, legendFormat } of targets) {
        const expression = expr.replaceAll('$__rate_interval', '30s').replaceAll('$instance', '.*');
        const known = await assertKnown(expression);
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) assert.ok(known.has(label), label);
        const values = (await query(expression)).map(({ value: [, number] }) => number);
        assert.ok(values.some((number) => number !== 'NaN'), `${expression} is ${values}`);
      }
    });
  }

  test('the nodes to choose from are there', async () => {
    const [, selector, label] = templating.list
      .find(({ name }) => name === 'instance').definition.match(/^label_values\((.*), (\w+)\)$/);
    const found = await api('series', { 'match[]': selector });
    assert.equal(found.length, 1);
    assert.ok(found[0][label]);
  });
});

/** A little of everything that people, applications, guessers and thieves do. */
async function aDayOf(sojourn, managementPort) {
  const call = async (expected, method, path, body, headers = { Authorization: `Bearer ${sojourn.key}` }) => {
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(sojourn.address + path, {
      method,
      headers: { ...headers, ...(body && !isForm && { 'Content-Type': 'application/json' }) },
      body: body && !isForm ? JSON.stringify(body) : body,
    });
    const text = await response.text();
    assert.equal(response.status, expected, `${method} ${path}: ${text}`);
    return text && JSON.parse(text);
  };
  const verify = (expected, token) =>
    call(expected, 'GET', '/v1/verify', undefined, { Authorization: `Bearer ${token}` });
  const token = (expected, form) => call(expected, 'POST', '/v1/token', new URLSearchParams(form));
  const refresh = (expected, refresh_token) => token(expected, { grant_type: 'refresh_token', refresh_token });

  const { tokens: first } = await call(201, 'POST', '/v1/sessions', { user_id: 'ada' });
  await verify(200, first.access_token);
  await call(200, 'POST', '/v1/introspect', new URLSearchParams({ token: first.access_token }));
  const second = await refresh(200, first.refresh_token);
  await refresh(200, second.refresh_token);
  await refresh(400, first.refresh_token);
  await verify(401, 'sat_' + randomBytes(40).toString('base64url'));

  const code_verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  const { authorization_id } = await call(201, 'POST', '/v1/authorizations', { code_challenge, client_type: 'web' });
  const { session, exchange: { code } } = await call(201, 'POST', '/v1/sessions', { user_id: 'grace', authorization_id });
  const { access_token } = await token(200, { grant_type: 'authorization_code', code, code_verifier });
  await call(204, 'DELETE', `/v1/sessions/${session.id}`);
  await verify(401, access_token);

  await call(200, 'POST', '/v1/login-attempts', { subject: 'ada', ip_address: '192.0.2.1', outcome: 'failed' });
  await fetch(`http://127.0.0.1:${managementPort}/health/ready`);
}
