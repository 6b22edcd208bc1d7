/** The Sojourn under test, and a browser that tells of everything that a page does wrong. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const SOJOURN = process.env.SOJOURN;
export const KEYS = {
  admin: process.env.ADMIN_KEY,
  /** Sees, and ends nothing. */
  viewer: process.env.VIEWER_KEY,
  /** Sees nothing that the console has. */
  shop: process.env.SHOP_KEY,
};

export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

/** Calls the API as an application does. */
export async function api(method, path, body, key = KEYS.admin) {
  const answer = await fetch(SOJOURN + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** A session that an application has opened. */
export async function open(userId, more = {}) {
  const { session } = await api('POST', '/v1/sessions', { user_id: userId, user_agent: FIREFOX, ip_address: '203.0.113.7', ...more });
  return session;
}

/** A name that no other test uses. */
let users = 0;
export const someone = (name = 'ada') => `${name}-${process.pid}-${(users += 1)}`;

let browser;

/** Call in each file of tests: one browser for all of its tests. */
export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  after(() => browser.close());
}

/**
 * A window of somebody's own: nothing is shared with others.
 *
 * @param options of Playwright's context; `expects` are patterns of console messages that a test means to provoke
 */
export async function visitor(test, { expects = [], ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  const wrongs = [];
  const watch = (page) => {
    page.on('console', (message) => {
      const text = `${message.type()}: ${message.text()}`;
      if (['error', 'warning'].includes(message.type()) && !expects.some((pattern) => pattern.test(text))) wrongs.push(text);
    });
    page.on('pageerror', (error) => wrongs.push(`uncaught: ${error}`));
  };
  context.on('page', watch);
  context.on('request', (request) => {
    if (!request.url().startsWith(SOJOURN + '/') && !request.url().startsWith('data:')) wrongs.push(`asks another host: ${request.url()}`);
  });
  await context.addInitScript(() => {
    // A violation of the policy is an event; it also is an error on the console, in words that may change.
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`));
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.shifts.push({ value: entry.value, recent: entry.hadRecentInput });
    }).observe({ type: 'layout-shift', buffered: true });
  });
  test.after(async () => {
    await context.close();
    assert.deepEqual(wrongs, []);
  });
  return context;
}

/** A window for pictures: nothing is checked there. */
export const studio = (options) => browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 860 }, ...options });

/** An operator at the console. */
export async function operator(test, { key = KEYS.admin, path = '/console', ...options } = {}) {
  const context = await visitor(test, options);
  const page = await context.newPage();
  await page.goto(SOJOURN + path);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}

/** A person whom an application has logged in: the session lives in the cookie that its login has set. */
export async function person(test, userId, options = {}) {
  const { session, tokens } = await api('POST', '/v1/sessions', { user_id: userId, user_agent: FIREFOX, ip_address: '203.0.113.7' });
  const context = await visitor(test, options);
  await context.addCookies([
    { name: '__Host-sojourn', value: tokens.access_token, domain: new URL(SOJOURN).hostname, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  ]);
  const page = await context.newPage();
  await page.goto(`${SOJOURN}/account`);
  return { page, session };
}

/** axe finds nothing, by any of its rules for WCAG 2.2 AA and its best practices. */
export async function accessible(page, where) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`),
    [],
    where,
  );
}

/** Whether nothing of the page has jumped by itself since it came: under a hundredth of the screen. */
export async function still(page, where) {
  const shifted = await page.evaluate(() => globalThis.shifts.filter(({ recent }) => !recent).reduce((sum, { value }) => sum + value, 0));
  assert.ok(shifted < 0.01, `${where} shifts by ${shifted}`);
}

/** Nothing is wider than the screen. */
export async function fits(page, where) {
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
  assert.ok(wide <= screen, `${where} is ${wide} wide on a screen of ${screen}`);
}
