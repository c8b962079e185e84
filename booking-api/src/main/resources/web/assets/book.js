// Choosing seats, holding them, paying, and the ticket.

import { LitElement, html, svg, nothing } from 'lit';
import { attemptKey, call, read, serverNow } from './api.js';
import { countdown, dateTimeIn, money } from './format.js';
import { Live } from './live.js';
import { seatShape } from './seat-map.js';
import { Seats } from './seats.js';
import { ticket } from './ticket.js';
import { failure, liveMark, loading, markNavigation } from './ui.js';

const MOST_SEATS = 10;
const EMAIL = 'marquee.email';
const BEHIND = 1500; // a heartbeat can overtake the change that it counts; only then is something missing

const CARDS = [
  ['tok_ok', 'Works'],
  ['tok_declined', 'Is declined'],
  ['tok_slow', 'Works, slowly'],
  ['tok_error', 'Provider fails'],
];

class Book extends LitElement {
  static properties = {
    showtime: { state: true }, map: { state: true }, chosen: { state: true }, hold: { state: true },
    booking: { state: true }, problem: { state: true }, notice: { state: true }, busy: { state: true },
    connection: { state: true }, now: { state: true }, changes: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.showtimeId = location.pathname.split('/').pop();
    this.seats = new Seats();
    this.chosen = new Set();
    this.connection = 'connecting';
    this.now = serverNow();
    this.clock = setInterval(() => this.#tick(), 1000);
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
    clearTimeout(this.behind);
    this.live?.close();
  }

  get #holdKey() {
    return `marquee.hold.${this.showtimeId}`;
  }

  async #start() {
    this.problem = undefined;
    try {
      [this.showtime, this.map] = await Promise.all([read(`/showtimes/${this.showtimeId}`), read(`/showtimes/${this.showtimeId}/seats`)]);
      this.seats.snapshot(this.map);
      document.title = `${this.showtime.movie_title} · Marquee`;
      this.live ||= new Live(`/ws/showtimes/${this.showtimeId}`, (message) => this.#hear(message), (state) => {
        this.connection = state;
      });
      await this.#findHold();
    } catch (problem) {
      this.problem = problem;
    }
  }

  // A hold outlives a reload of the page.
  async #findHold() {
    const id = sessionStorage.getItem(this.#holdKey);
    if (!id) {
      return;
    }
    try {
      const hold = await call(`/holds/${id}`);
      if (hold.status === 'active' && Date.parse(hold.expires_at) > serverNow()) {
        this.hold = hold;
        return;
      }
    } catch (problem) {
      if (problem.status !== 404) {
        throw problem;
      }
    }
    sessionStorage.removeItem(this.#holdKey);
  }

  #hear(message) {
    if (message.type === 'snapshot') {
      this.seats.snapshot(message);
    } else if (message.type === 'delta') {
      this.seats.delta(message);
    } else if (message.type === 'heartbeat' && message.version > this.seats.version) {
      clearTimeout(this.behind);
      this.behind = setTimeout(() => {
        if (this.seats.version < message.version) {
          this.live.resync();
        }
      }, BEHIND);
    }
    this.#dropLost();
    this.changes = (this.changes || 0) + 1;
  }

  #dropLost() {
    if (this.busy) {
      return; // our own hold may be the one that takes them
    }
    const lost = [...this.chosen].filter((name) => this.seats.state(name, serverNow()) !== 'available');
    if (lost.length > 0) {
      this.chosen = new Set([...this.chosen].filter((name) => !lost.includes(name)));
      this.#say(`${lost.join(', ')} ${lost.length > 1 ? 'were' : 'was'} just taken by someone else.`, 'warning');
    }
  }

  #tick() {
    this.now = serverNow();
    if (this.hold && !this.busy && Date.parse(this.hold.expires_at) <= this.now) {
      this.#forgetHold();
      this.#say('Your hold ran out and the seats are free again. Choose once more.', 'warning');
    }
  }

  #forgetHold() {
    this.hold = undefined;
    this.attempt = undefined;
    sessionStorage.removeItem(this.#holdKey);
  }

  #say(words, kind = 'info') {
    this.notice = { words, kind };
  }

  #choose(name) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(name)) {
      if (chosen.size >= MOST_SEATS) {
        this.#say(`At most ${MOST_SEATS} seats at once.`, 'warning');
        return;
      }
      chosen.add(name);
    }
    this.chosen = chosen;
    this.notice = undefined;
  }

  async #try(work) {
    this.busy = true;
    this.notice = undefined;
    try {
      await work();
    } catch (problem) {
      this.#say(problem.message, 'error');
    } finally {
      this.busy = false;
      this.#dropLost();
    }
  }

  #take(body) {
    return this.#try(async () => {
      try {
        this.hold = await call(`/showtimes/${this.showtimeId}/holds`, { method: 'POST', body, headers: { 'Idempotency-Key': attemptKey() } });
        sessionStorage.setItem(this.#holdKey, this.hold.hold_id);
        this.chosen = new Set();
        this.#say(`${this.hold.seats.join(', ')} ${this.hold.seats.length > 1 ? 'are' : 'is'} yours for now. Pay before the time runs out.`);
        this.updateComplete.then(() => this.querySelector('#email')?.focus({ preventScroll: innerWidth > 900 }));
      } catch (problem) {
        if (problem.unavailable.length > 0) {
          this.chosen = new Set([...this.chosen].filter((name) => !problem.unavailable.includes(name)));
          this.live.resync();
          this.#say(`${problem.unavailable.join(', ')}: someone was quicker. Nothing was held.`, 'warning');
          return;
        }
        throw problem;
      }
    });
  }

  #release() {
    return this.#try(async () => {
      await call(`/holds/${this.hold.hold_id}`, { method: 'DELETE' });
      this.#forgetHold();
      this.#say('The seats are free again.');
    });
  }

  #pay(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    localStorage.setItem(EMAIL, form.get('email'));
    const token = form.get('token');
    return this.#try(async () => {
      // One key per attempt: a repeat after a lost answer must not pay twice, a new card is a new attempt.
      if (this.attempt?.token !== token || this.attempt.email !== form.get('email')) {
        this.attempt = { token, email: form.get('email'), key: attemptKey() };
      }
      try {
        this.booking = await call('/bookings', {
          method: 'POST',
          headers: { 'Idempotency-Key': this.attempt.key },
          body: { hold_id: this.hold.hold_id, email: form.get('email'), payment: { method: 'mock', token } },
        });
        this.#forgetHold();
        this.live.close();
        scrollTo({ top: 0 });
      } catch (problem) {
        if (problem.status !== 0) {
          this.attempt = undefined;
        }
        if (problem.status === 404 || problem.status === 409 || problem.status === 410) {
          this.#forgetHold();
          this.live.resync();
        }
        throw problem;
      }
    });
  }

  render() {
    if (this.booking) {
      return ticket(this.booking);
    }
    if (this.problem) {
      return html`${failure(this.problem, this.problem.status === 404 ? undefined : () => this.#start())}<p><a href="/">Back to what is showing</a></p>`;
    }
    if (!this.map) {
      return loading('Opening the doors…');
    }
    const { showtime } = this;
    return html`
      <div class="page-head">
        <hgroup>
          <h1>${showtime.movie_title}</h1>
          <p>${dateTimeIn(showtime.starts_at, showtime.time_zone)} · ${showtime.theater_name}, ${showtime.auditorium}</p>
        </hgroup>
        ${liveMark(this.connection)}
      </div>
      <div class="booking">
        <section class="map" aria-label="Seat map">
          <seat-map .layout=${this.map.layout} .states=${this.#states()} .prices=${this.#prices()} .locked=${Boolean(this.hold) || this.busy}
            @choose=${(event) => this.#choose(event.detail)}
            @taken=${(event) => this.#say(`${event.detail.name} is ${event.detail.state === 'booked' ? 'sold' : 'held by someone else'}.`)}></seat-map>
          ${this.#legend()}
        </section>
        <aside class="till" aria-label="Your seats">
          <div class="say" role="status" aria-live="polite">${this.notice ? html`<p class="notice ${this.notice.kind}">${this.notice.words}</p>` : nothing}</div>
          ${this.hold ? this.#checkout() : this.#choice()}
        </aside>
      </div>`;
  }

  #states() {
    const now = serverNow();
    const states = {};
    const mine = new Set(this.hold?.seats);
    for (const row of this.map.layout.rows) {
      for (const { name } of row.seats) {
        states[name] = mine.has(name) ? 'mine' : this.chosen.has(name) ? 'chosen' : this.seats.state(name, now);
      }
    }
    return states;
  }

  #prices() {
    return Object.fromEntries(Object.entries(this.map.prices).map(([category, minor]) => [category, money(minor, this.map.currency)]));
  }

  #categories() {
    const categories = new Map();
    this.map.layout.rows.forEach((row) => row.seats.forEach((seat) => categories.set(seat.name, seat.category)));
    return categories;
  }

  #legend() {
    const present = [...new Set(this.#categories().values())];
    const item = (category, state, words, price) => html`<li>
      <svg viewBox="-15 -15 30 30" aria-hidden="true">${svg`<g class="seat ${state}">${seatShape(category, state)}</g>`}</svg>
      <span>${words}${price ? html` <b>${price}</b>` : nothing}</span></li>`;
    const prices = this.#prices();
    return html`<ul class="legend" aria-label="Legend">
      ${present.map((category) => item(category, 'available', category[0].toUpperCase() + category.slice(1), prices[category]))}
      ${item('standard', 'mine', 'Yours')}${item('standard', 'held', 'Held by others')}${item('standard', 'booked', 'Sold')}
    </ul>`;
  }

  #choice() {
    const categories = this.#categories();
    const chosen = [...this.chosen];
    const total = chosen.reduce((sum, name) => sum + (this.map.prices[categories.get(name)] || 0), 0);
    const free = this.seats.available([...categories.keys()], serverNow());
    return html`
      <h2>Your seats</h2>
      ${chosen.length === 0
        ? html`<p class="muted">${free > 0 ? 'Choose your seats on the map, or let us find good ones.' : 'Sold out. Seats come back when holds run out; this page shows it at once.'}</p>`
        : html`<ul class="chosen">${chosen.map((name) => html`<li><b>${name}</b> <span>${categories.get(name)}</span>
            <span class="price">${money(this.map.prices[categories.get(name)] || 0, this.map.currency)}</span>
            <button type="button" class="ghost" aria-label="Give up ${name}" @click=${() => this.#choose(name)}>×</button></li>`)}</ul>
          <p class="total"><span>Total</span> <strong>${money(total, this.map.currency)}</strong></p>
          <button type="button" class="wide" ?disabled=${this.busy} aria-busy=${Boolean(this.busy)} @click=${() => this.#take({ seats: chosen })}>
            Hold ${chosen.length} seat${chosen.length > 1 ? 's' : ''}</button>`}
      ${chosen.length === 0 && free > 0 ? html`<form class="best" @submit=${(event) => this.#best(event)}>
        <label>Together <select name="party" aria-label="How many people">${[1, 2, 3, 4, 5, 6].map((n) => html`<option value=${n} ?selected=${n === 2}>${n}</option>`)}</select></label>
        <button type="submit" class="outline" ?disabled=${this.busy}>Find the best seats</button>
      </form>` : nothing}
      <p class="muted small">${free} of ${categories.size} seats free</p>`;
  }

  #best(event) {
    event.preventDefault();
    const party = Number(new FormData(event.target).get('party'));
    this.#take({ best_available: party });
  }

  #checkout() {
    const { hold } = this;
    const left = Date.parse(hold.expires_at) - serverNow();
    return html`
      <div class="hold-clock ${left < 60_000 ? 'soon' : ''}" role="timer" aria-label="Time left to pay">
        <span>Held for you</span> <strong>${countdown(left)}</strong>
      </div>
      <p class="total"><span>${hold.seats.join(', ')}</span> <strong>${money(hold.total_minor, hold.currency)}</strong></p>
      <form @submit=${(event) => this.#pay(event)}>
        <label>E-mail for the ticket
          <input id="email" name="email" type="email" required autocomplete="email" maxlength="254" .value=${localStorage.getItem(EMAIL) || ''}>
        </label>
        <fieldset class="cards">
          <legend>Test card <small>(no money moves)</small></legend>
          ${CARDS.map(([token, words], n) => html`<label><input type="radio" name="token" value=${token} ?checked=${n === 0}> ${words}</label>`)}
        </fieldset>
        <button type="submit" class="wide" ?disabled=${this.busy} aria-busy=${Boolean(this.busy)}>Pay ${money(hold.total_minor, hold.currency)}</button>
      </form>
      <button type="button" class="link" ?disabled=${this.busy} @click=${() => this.#release()}>Give the seats back</button>`;
  }
}

customElements.define('marquee-book', Book);
