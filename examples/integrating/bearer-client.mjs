// Style 3, in a mobile or desktop client: keeps the tokens, refreshes, signs out.

import { repeatable } from './sojourn.mjs';

export class Client {
  #api;
  #sojourn;
  #store;
  #refreshing;

  /** @param store keeps the tokens where other programs cannot read them: `load()`, `save(tokens)` */
  constructor(api, sojourn, store) {
    this.#api = api;
    this.#sojourn = sojourn;
    this.#store = store;
  }

  async signIn(user, password) {
    const answer = await fetch(`${this.#api}/login`, { method: 'POST', body: new URLSearchParams({ user, password }) });
    if (answer.ok) this.#store.save(await answer.json());
    return answer.ok;
  }

  /** Calls the API; undefined if nobody is signed in. */
  async call(method, path) {
    if (!this.#store.load()) return undefined;
    const send = () => repeatable(() => fetch(this.#api + path, {
      method, headers: { Authorization: `Bearer ${this.#store.load().access_token}` },
    }));
    const answer = await send();
    const isExpired = answer.status === 401 && answer.headers.get('WWW-Authenticate').includes('invalid_token');
    return isExpired && (await this.refresh()) ? send() : answer;
  }

  /** One refresh at a time; others wait for it. @return whether somebody is signed in still */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Repeats with the same token: where the answer got lost, Sojourn gives the same successor again. */
  async #refresh() {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: this.#store.load().refresh_token });
    const answer = await repeatable(() => fetch(`${this.#sojourn}/v1/token`, { method: 'POST', body }));
    if (!answer.ok && answer.status !== 400) throw new Error(`${answer.status} from /v1/token`); // nothing is known
    this.#store.save(answer.ok ? await answer.json() : undefined);
    return answer.ok;
  }

  async signOut() {
    const { refresh_token: token } = this.#store.load();
    await repeatable(() => fetch(`${this.#sojourn}/v1/revoke`, { method: 'POST', body: new URLSearchParams({ token }) }));
    this.#store.save(undefined);
  }
}
