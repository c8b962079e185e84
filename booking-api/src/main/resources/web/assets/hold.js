// The seats that the reader wants, and the hold that has them. A choice shows at once; the server is asked behind it, one
// question at a time, and what it refuses is taken back. No page in here.

import { attemptKey, call, serverNow } from './api.js';

const ECHO = 3_000; // how long the feed may still call seats held that were just given back
const KEPT = 'marquee.hold.';
const SWEPT = 86_400_000; // how long the entries of holds that are over may stay: a payment can still be under way

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}

// Holds of other showings that are long over.
function sweep() {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(KEPT) && !(Date.parse(kept(key).until) > serverNow() - SWEPT))
    .forEach((key) => localStorage.removeItem(key));
}

export class SeatHold {
  wanted = new Set();
  hold;
  busy = false;
  #showtime;
  #changed;
  #refused;
  #ending;
  #released = new Map();

  /**
   * @param showtime id
   * @param changed called after each change
   * @param refused gets the problem and the names of the seats that were lost by it
   */
  constructor(showtime, changed, refused) {
    this.#showtime = showtime;
    this.#changed = changed;
    this.#refused = refused;
    sweep();
  }

  get #key() {
    return `${KEPT}${this.#showtime}`;
  }

  /** Whether this entry of the local storage is the hold's: another tab has changed it. */
  isKeptAt(key) {
    return key === this.#key;
  }

  // For all tabs of this browser. The end is kept with it: another tab sees that it has changed, and what is over can go.
  #keep() {
    const { hold_id: id, expires_at: until } = this.hold;
    localStorage.setItem(this.#key, JSON.stringify({ id, until }));
  }

  /** `mine`, `pending` while the server is asked, `leaving`, or nothing when the seat is not the reader's. */
  state(name) {
    const held = this.hold?.seats.includes(name);
    if (this.wanted.has(name)) {
      return held ? 'mine' : 'pending';
    }
    return held || (this.#released.get(name) || 0) > serverNow() ? 'leaving' : undefined;
  }

  /** Takes up the hold that outlived a reload of the page, or that another tab has. */
  async resume() {
    const { id } = kept(this.#key);
    const hold = id ? await this.#find(id) : undefined;
    if (this.busy || kept(this.#key).id !== id) {
      return; // the reader was faster, here or in the other tab
    }
    if (hold) {
      this.#take(hold);
      this.wanted = new Set(hold.seats);
      this.#changed();
    } else if (id || this.hold) {
      this.forget();
    }
  }

  async #find(id) {
    try {
      const hold = await call(`/holds/${id}`);
      return hold.status === 'active' && Date.parse(hold.expires_at) > serverNow() ? hold : undefined;
    } catch (problem) {
      if (problem.status === 404) {
        return undefined;
      }
      throw problem;
    }
  }

  toggle(name) {
    const wanted = new Set(this.wanted);
    if (!wanted.delete(name)) {
      wanted.add(name);
    }
    return this.want(wanted);
  }

  want(names) {
    this.wanted = new Set(names);
    this.#changed();
    return this.#follow();
  }

  /** The best that are free, instead of what there was. */
  async best(party, category) {
    await this.want([]);
    const problem = await this.#work(async () => {
      this.#take(await this.#ask({ best_available: party, ...(category ? { category } : {}) }));
      this.wanted = new Set(this.hold.seats);
    });
    return !problem;
  }

  /** Starts the hold's life anew, as far as its cap allows. */
  extend() {
    return this.#work(async () => this.#take(await call(`/holds/${this.hold.hold_id}`, { method: 'PATCH', body: {} })));
  }

  /** Whether there is more time to be had. */
  get extendable() {
    return Boolean(this.hold) && Date.parse(this.hold.latest_expiry) - Date.parse(this.hold.expires_at) > 1000;
  }

  forget() {
    this.hold = undefined;
    this.wanted = new Set();
    localStorage.removeItem(this.#key);
    this.#changed();
  }

  async #follow() {
    while (!this.busy && !this.settled) {
      const { size } = this.wanted;
      const problem = await this.#work(() => (size === 0 ? this.#release() : this.#move()));
      if (problem && !problem.unavailable?.length) {
        return; // with seats lost, the others are asked for again
      }
    }
    await this.#ending;
  }

  /** Whether the server has what is shown. */
  get settled() {
    const held = this.hold?.seats || [];
    return held.length === this.wanted.size && held.every((name) => this.wanted.has(name));
  }

  // Seats that the holder has already move over to the new hold; those that are left behind are released with the old.
  async #move() {
    const before = this.hold;
    const hold = await this.#ask({ seats: [...this.wanted] });
    const left = before ? before.seats.filter((name) => !hold.seats.includes(name)) : [];
    this.#take(hold);
    if (left.length > 0) {
      this.#leave(left);
      await call(`/holds/${before.hold_id}`, { method: 'DELETE' }).catch(() => {}); // else they run out by themselves
    }
  }

  async #release() {
    const { hold } = this;
    await call(`/holds/${hold.hold_id}`, { method: 'DELETE' });
    this.#leave(hold.seats);
    this.hold = undefined;
    localStorage.removeItem(this.#key);
  }

  #leave(names) {
    names.forEach((name) => this.#released.set(name, serverNow() + ECHO));
  }

  #ask(body) {
    return call(`/showtimes/${this.#showtime}/holds`, { method: 'POST', body, headers: { 'Idempotency-Key': attemptKey() } });
  }

  #take(hold) {
    this.hold = hold;
    this.#keep();
  }

  async #work(task) {
    this.busy = true;
    let settle;
    this.#ending = new Promise((resolve) => {
      settle = resolve;
    });
    this.#changed();
    try {
      await task();
      return undefined;
    } catch (problem) {
      this.#rollBack(problem);
      return problem;
    } finally {
      this.busy = false;
      settle();
      this.#changed();
    }
  }

  #rollBack(problem) {
    const lost = problem.unavailable || [];
    if ([404, 410].includes(problem.status) && this.hold) {
      this.forget(); // gone on the server too
    } else if (problem.stranded?.length > 0) {
      return this.#refused(problem, []); // refused as they are; with one seat more or less they may be fine
    } else if (lost.length > 0) {
      this.wanted = new Set([...this.wanted].filter((name) => !lost.includes(name)));
    } else {
      this.wanted = new Set(this.hold?.seats || []);
    }
    return this.#refused(problem, lost);
  }
}
