/** The pictures in docs/screenshots. Run by `browser/run screenshots`, and by nothing else. */
import { test } from 'node:test';
import { FIREFOX, KEYS, PHONE, SOJOURN, api, open, studio, useBrowser } from './sojourn.js';

useBrowser();

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const ANDROID = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36';
const PEOPLE = ['ada', 'grace', 'edsger', 'barbara', 'donald', 'radia', 'leslie', 'shafi', 'tony', 'frances', 'alan', 'margaret'];
const DEVICES = [FIREFOX, CHROME, SAFARI, PHONE, ANDROID];
const POLICIES = ['default', 'mobile', 'default'];

async function people() {
  const sessions = [];
  for (let i = 0; i < 40; i += 1) {
    sessions.push(
      await open(`${PEOPLE[(i * 7) % PEOPLE.length]}@example.org`, {
        user_agent: DEVICES[(i * 3) % DEVICES.length],
        ip_address: i % 4 === 3 ? `2001:db8:${i.toString(16)}::7` : `203.0.113.${10 + i}`,
        policy: POLICIES[i % POLICIES.length],
        amr: ['pwd', 'otp'],
        acr: 'aal2',
      }),
    );
  }
  for (const session of sessions.slice(0, 6)) await api('DELETE', `/v1/sessions/${session.id}`);
  for (let i = 0; i < 5; i += 1) await api('POST', '/v1/login-attempts', { subject: 'tony@example.org', ip_address: '198.51.100.7', outcome: 'failed' });
  return sessions;
}

async function shoot(name, path, options) {
  const context = await studio(options);
  const page = await context.newPage();
  await page.goto(SOJOURN + path);
  await page.getByLabel('API key').fill(KEYS.admin);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `../docs/screenshots/${name}.png` });
  await context.close();
}

async function account(name, userId) {
  const context = await studio({ viewport: { width: 1280, height: 640 } });
  const { tokens } = await api('POST', '/v1/sessions', { user_id: userId, user_agent: FIREFOX, ip_address: '203.0.113.7' });
  await context.addCookies([{ name: '__Host-sojourn', value: tokens.access_token, domain: new URL(SOJOURN).hostname, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  await page.goto(`${SOJOURN}/account`);
  await page.screenshot({ path: `../docs/screenshots/${name}.png` });
  await context.close();
}

test('pictures', async () => {
  const sessions = await people();
  const ada = sessions.at(-1);
  await shoot('overview', '/console/overview', { colorScheme: 'light' });
  await shoot('sessions', '/console/sessions?policy=default', { colorScheme: 'light' });
  await shoot('session', `/console/sessions/${ada.id}`, { colorScheme: 'dark' });
  await account('account', 'grace@example.org');
  await shoot('phone', `/console/sessions/${ada.id}`, { colorScheme: 'light', viewport: { width: 390, height: 844 } });
});
