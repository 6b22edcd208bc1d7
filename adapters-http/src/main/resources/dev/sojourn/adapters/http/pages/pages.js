// @ts-check
/**
 * What pages do better with a script than without: times by how long ago they are, in the zone of the viewer, bars that move, news without
 * reloading, questions in a dialog, keys.
 */

/** @type {any} */
const htmx = /** @type {any} */ (globalThis).htmx;

/** What the server sent for an element, before its times were put into the zone of the reader. @type {WeakMap<Element, string>} */
const sent = new WeakMap();

/** How far the clock of the browser is behind the server's, in milliseconds. */
let behind = 0;

/** @returns {number} milliseconds since 1970 by the server's clock */
const now = () => Date.now() + behind;

/** @param {string} id */
const byId = (id) => document.getElementById(id);

// ---- times ----

/** @type {Intl.DateTimeFormatOptions} */
const TO_THE_SECOND = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};

/** Sorts and aligns, and is read the same way everywhere. */
const LOCAL = new Intl.DateTimeFormat('sv-SE', TO_THE_SECOND);

/** The same with the name of the viewer's zone. */
const LOCAL_WITH_ZONE = new Intl.DateTimeFormat('sv-SE', { ...TO_THE_SECOND, timeZoneName: 'short' });

const RELATIVE = new Intl.RelativeTimeFormat('en');

/** As the reader is used to it. */
const FRIENDLY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/**
 * Shows times in the zone of the viewer: as a date where the page asks for it, else by how long ago they are, with the
 * date in the tooltip.
 *
 * @param {ParentNode} root
 */
function showTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (time.dataset.friendly !== undefined) {
      time.textContent = FRIENDLY.format(at);
    } else {
      time.title = LOCAL_WITH_ZONE.format(at);
      if (time.dataset.exact !== undefined) time.textContent = LOCAL.format(at);
    }
  }
  showRelative(root);
  showRemaining(root);
}

/** @param {ParentNode} root */
function showRelative(root) {
  for (const time of root.querySelectorAll('time:not([data-friendly], [data-exact])')) {
    const text = relative((Date.parse(/** @type {HTMLTimeElement} */ (time).dateTime) - now()) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

/**
 * @param {number} seconds from now, negative in the past
 * @returns {string} in its largest unit: "3 minutes ago"
 */
function relative(seconds) {
  const distance = Math.abs(seconds);
  if (distance < 5) return 'just now';
  for (const [size, unit] of /** @type {[number, Intl.RelativeTimeFormatUnit][]} */ ([
    [31557600, 'year'],
    [2629800, 'month'],
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ])) {
    if (distance >= size) return RELATIVE.format(Math.sign(seconds) * Math.floor(distance / size), unit);
  }
  return 'just now';
}

/**
 * @param {number} seconds
 * @returns {string} in its two largest units
 */
function duration(seconds) {
  const parts = [];
  let rest = Math.max(0, Math.round(seconds));
  for (const [size, unit] of /** @type {[number, string][]} */ ([[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']])) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** @param {ParentNode} root */
function showRemaining(root) {
  for (const left of root.querySelectorAll('[data-left]')) {
    const seconds = (Date.parse(left.getAttribute('data-left') ?? '') - now()) / 1000;
    const text = seconds > 0 ? `${duration(seconds)} left` : 'over';
    if (left.textContent !== text) left.textContent = text;
  }
  for (const bar of root.querySelectorAll('progress[data-deadline]')) {
    const deadline = Date.parse(bar.getAttribute('data-deadline') ?? '');
    /** @type {HTMLProgressElement} */ (bar).value = Math.max(0, (deadline - now()) / 1000);
  }
  for (const lived of root.querySelectorAll('rect[data-still="false"]')) {
    const from = Date.parse(lived.getAttribute('data-from') ?? '');
    const until = Date.parse(lived.getAttribute('data-until') ?? '');
    const part = Math.min(1, Math.max(0, (now() - from) / Math.max(1, until - from)));
    lived.setAttribute('width', String(Math.round(part * 1000)));
  }
}

// ---- news ----

/**
 * What the server says of an element, but for how much time is left: that the script knows by itself.
 *
 * @param {Element} element
 * @returns {string}
 */
function said(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  for (const left of copy.querySelectorAll('[data-left]')) left.textContent = '';
  for (const bar of copy.querySelectorAll('progress[data-deadline]')) bar.removeAttribute('value');
  for (const part of copy.querySelectorAll('svg [data-still="false"], svg [data-still="false"] ~ *')) part.remove();
  return copy.outerHTML;
}

/** @param {ParentNode} root */
function remember(root) {
  for (const keyed of root.querySelectorAll('[data-keyed]')) {
    for (const child of keyed.children) sent.set(child, said(child));
  }
}

/**
 * Makes a part of the page what the server now says of it, and touches nothing that is as it was: the focus, the
 * scrolling and what is selected stay. Children are told apart by their ids; what is gone fades.
 *
 * @param {Element} old
 * @param {Element} fresh
 */
function reconcile(old, fresh) {
  for (const attribute of fresh.attributes) {
    if (old.getAttribute(attribute.name) !== attribute.value) old.setAttribute(attribute.name, attribute.value);
  }
  const wanted = [...fresh.children];
  const ids = new Set(wanted.map((child) => child.id));
  for (const child of [...old.children]) {
    if (!ids.has(child.id) && !child.classList.contains('leaving')) leave(child);
  }
  /** @type {Element | null} */
  let before = null;
  for (const child of wanted) {
    const there = [...old.children].find((one) => one.id === child.id);
    if (!there) {
      sent.set(child, said(child));
      remember(child);
      showTimes(child);
      old.insertBefore(child, before ? before.nextSibling : old.firstChild);
      if (htmx) htmx.process(child);
      before = child;
      continue;
    }
    if (there.hasAttribute('data-keyed') && child.hasAttribute('data-keyed')) {
      reconcile(there, child);
      before = there;
    } else if (sent.get(there) !== said(child)) {
      before = replace(there, child);
    } else {
      before = there;
    }
  }
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute('href');
  sent.set(fresh, said(fresh));
  showTimes(fresh);
  old.replaceWith(fresh);
  if (htmx) htmx.process(fresh);
  if (focused) {
    const again = href ? [...fresh.querySelectorAll('a[href]')].find((link) => link.getAttribute('href') === href) : null;
    /** @type {HTMLElement | null} */ (again ?? fresh.querySelector('a, button'))?.focus({ preventScroll: true });
  }
  return fresh;
}

/** @param {Element} child */
function leave(child) {
  if (child.contains(document.activeElement)) {
    const next = child.nextElementSibling ?? child.previousElementSibling;
    /** @type {HTMLElement | null | undefined} */ (next?.querySelector('a'))?.focus({ preventScroll: true });
  }
  child.classList.add('leaving');
  const list = child.closest('[data-gone]');
  if (list) gone(list);
  setTimeout(() => child.remove(), 400);
}

/** @type {Map<Element, number>} */
const counts = new Map();

/**
 * Says how many have gone, once for all that go together.
 *
 * @param {Element} list
 */
function gone(list) {
  if (counts.size === 0) {
    queueMicrotask(() => {
      for (const [where, count] of counts) {
        say(count === 1 ? `One ${where.getAttribute('data-gone')}.` : `${count} ${where.getAttribute('data-gone-many')}.`);
      }
      counts.clear();
    });
  }
  counts.set(list, (counts.get(list) ?? 0) + 1);
}

/**
 * Says it in the place that screen readers listen to.
 *
 * @param {string} text
 */
function say(text) {
  const notice = byId('notice');
  if (notice) notice.textContent = text;
}

/** @param {boolean} isOffline */
function offline(isOffline) {
  const told = byId('offline');
  if (told && told.hidden === isOffline) told.hidden = !isOffline;
}

if (htmx) {
  htmx.defineExtension('calm', {
    isInlineSwap: (/** @type {string} */ style) => style === 'calm',
    handleSwap: (/** @type {string} */ style, /** @type {Element} */ target, /** @type {ParentNode} */ fragment) => {
      if (style !== 'calm') return false;
      const fresh = fragment.firstElementChild;
      if (fresh) reconcile(target, fresh);
      return []; // what is new was processed where it came in
    },
  });
}

document.addEventListener('htmx:beforeRequest', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const polls = detail.requestConfig.verb === 'get' && detail.elt.hasAttribute('data-keyed');
  if (polls && document.hidden) event.preventDefault(); // nobody sees it
});
document.addEventListener('htmx:afterRequest', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const status = detail.xhr.status;
  offline(status === 0 || status >= 500);
});
document.addEventListener('htmx:responseError', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const fault = byId('ask-fault');
  if (fault?.closest('dialog')?.open && detail.requestConfig.verb === 'post') {
    const told = new DOMParser().parseFromString(detail.xhr.responseText, 'text/html').querySelector('main section p');
    fault.textContent = `${ask?.dataset.fault} ${told?.textContent ?? `status ${detail.xhr.status}`}.`;
  }
});

// ---- questions ----

const ask = /** @type {HTMLDialogElement | null} */ (byId('ask'));
/** What had the focus before. @type {HTMLElement | null} */
let asked = null;

document.addEventListener('htmx:afterSwap', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.target?.id === 'ask-body' && ask && !ask.open) {
    asked = /** @type {HTMLElement} */ (document.activeElement);
    ask.showModal();
    /** @type {HTMLElement | null} */ (ask.querySelector('[data-closes]'))?.focus();
  }
});
document.addEventListener('sojourn:done', (event) => {
  ask?.close();
  say(/** @type {CustomEvent} */ (event).detail.value);
  document.body.dispatchEvent(new Event('sojourn:changed'));
});
ask?.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('[data-closes]') || target === ask) {
    event.preventDefault();
    ask.close();
  }
});
ask?.addEventListener('close', () => {
  const back = asked?.isConnected ? asked : byId('main');
  back?.focus({ preventScroll: true });
});

// ---- keys ----

document.addEventListener('keydown', (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.matches('input, textarea, select') || target.isContentEditable;
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-search="true"]'));
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
});

// ---- colours ----

const THEMES = ['system', 'light', 'dark'];
const theme = /** @type {HTMLButtonElement | null} */ (byId('theme'));

/** @returns {string} */
const chosen = () => document.documentElement.dataset.theme ?? 'system';

/** @returns {string} what the button changes to */
const nextTheme = () => THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length];

/** Names the button after what a click does, not after the colours that there are. */
function showTheme() {
  if (theme) {
    delete theme.dataset.waits;
    theme.textContent = theme.dataset[nextTheme()] ?? nextTheme();
    theme.title = `${theme.dataset.verb}: ${theme.textContent}`;
    theme.setAttribute('aria-label', theme.title);
  }
}
theme?.addEventListener('click', () => {
  const next = nextTheme();
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem('sojourn-theme', next);
  } catch {
    // It holds for this page.
  }
  showTheme();
});

// ---- sections ----

/** On a narrow screen the sections scroll: the one that the page belongs to is moved to the middle. */
function showSection() {
  const current = document.querySelector('.sections [aria-current]');
  const sections = current?.parentElement;
  if (current && sections) {
    const { left, width } = current.getBoundingClientRect();
    const { left: from, width: all } = sections.getBoundingClientRect();
    sections.scrollLeft += left + width / 2 - (from + all / 2);
  }
}

// ---- the page as it came ----

const serverNow = document.querySelector('meta[name="now"]')?.getAttribute('content');
if (serverNow) behind = Date.parse(serverNow) - Date.now();
remember(document);
showTimes(document);
showTheme();
showSection();
setInterval(() => {
  showRelative(document);
  showRemaining(document);
}, 1000);
