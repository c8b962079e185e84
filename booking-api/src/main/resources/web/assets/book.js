// Choosing seats, which are held at once, and paying for them.

import { LitElement, html, nothing } from 'lit';
import { read, serverNow } from './api.js';
import { countdown, dateTimeIn, money } from './format.js';
import { SeatHold } from './hold.js';
import { Live } from './live.js';
import { seatLegend } from './seat-legend.js';
import { Seats } from './seats.js';
import { failurePage, liveMark, loading, markNavigation } from './ui.js';
import './checkout-form.js';
import './seat-list.js';
import './seat-map.js';
import './seat-till.js';

const MOST_SEATS = 10;
const SOON = 60_000;
const BEHIND = 1500; // a heartbeat can overtake the change that it counts; only then is something missing
const REMINDERS = [120, 60, 30, 10]; // seconds before the end, said aloud

class Book extends LitElement {
  static properties = {
    showtime: { state: true }, map: { state: true }, paying: { state: true }, problem: { state: true },
    notice: { state: true }, spoken: { state: true }, connection: { state: true }, now: { state: true }, view: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.showtimeId = location.pathname.split('/').pop();
    this.view = new URLSearchParams(location.search).get('view') === 'list' ? 'list' : 'map';
    this.seats = new Seats();
    this.hold = new SeatHold(this.showtimeId, () => this.#follow(), (problem, lost) => this.#refused(problem, lost));
    this.connection = 'connecting';
    this.now = serverNow();
    this.clock = setInterval(() => this.#tick(), 1000);
    addEventListener('pageshow', this.#shown);
    addEventListener('storage', this.#elsewhere);
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
    clearTimeout(this.behind);
    removeEventListener('pageshow', this.#shown);
    removeEventListener('storage', this.#elsewhere);
    this.live?.close();
  }

  // The browser's Back brings the page as it was left, but the seats have gone on.
  #shown = (event) => {
    if (event.persisted) {
      this.live?.close();
      this.live = undefined;
      this.paying = false;
      this.notice = undefined;
      this.#start();
    }
  };

  // Another tab of the same holder took seats, gave them back, or paid.
  #elsewhere = (event) => {
    if (this.hold.isKeptAt(event.key) && !this.hold.busy && !this.querySelector('checkout-form')?.busy) {
      this.hold.resume().catch(() => {}); // the next choice asks again
    }
  };

  willUpdate() {
    this.focused = Boolean(this.querySelector('.till')?.contains(document.activeElement));
  }

  // What had the focus can be gone: the form with the hold that ran out, the button for more time.
  updated() {
    const till = this.querySelector('seat-till');
    if (this.focused && document.activeElement === document.body) {
      till ? till.updateComplete.then(() => till.focus()) : this.querySelector('#email')?.focus();
    }
  }

  async #start() {
    this.problem = undefined;
    try {
      [this.showtime, this.map] = await Promise.all([read(`/showtimes/${this.showtimeId}`), read(`/showtimes/${this.showtimeId}/seats`)]);
      this.places = new Map(this.map.layout.rows.flatMap((row) => row.seats.map((seat) => [seat.name, seat])));
      this.seats.snapshot(this.map);
      document.title = `${this.showtime.movie_title} · Marquee`;
      this.live ||= new Live(`/ws/showtimes/${this.showtimeId}`, (message) => this.#hear(message), (state) => {
        this.connection = state;
      });
      await this.hold.resume();
    } catch (problem) {
      this.problem = problem;
    }
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
    this.requestUpdate();
  }

  #tick() {
    this.now = serverNow();
    const { hold } = this.hold;
    if (!hold || this.hold.busy) {
      return;
    }
    const left = Date.parse(hold.expires_at) - this.now;
    if (left <= 0 && !this.querySelector('checkout-form')?.busy) {
      this.hold.forget();
      this.paying = false;
      this.#say('Your hold ran out and the seats are free again. Choose once more.', 'warning');
    } else if (REMINDERS.includes(Math.ceil(left / 1000))) {
      this.spoken = `${countdown(left)} left to pay.`;
    }
  }

  #follow() {
    this.paying &&= Boolean(this.hold.hold);
    this.requestUpdate();
  }

  #say(words, kind = 'info') {
    this.notice = { words, kind };
  }

  #refused(problem, lost) {
    this.live?.resync();
    if (problem.stranded?.length > 0) {
      const [name] = problem.stranded;
      this.#say(`${problem.stranded.join(', ')} would be left alone. Take ${name} as well, or seats further along; the last ones are not held yet.`, 'warning');
    } else if (lost.length > 0) {
      this.#say(`${lost.join(', ')} ${lost.length > 1 ? 'were' : 'was'} just taken by someone else. Choose another seat.`, 'warning');
    } else {
      this.#say(problem.message, 'error');
    }
  }

  #choose(name) {
    const state = this.#state(name);
    if (state === 'held' || state === 'booked') {
      this.#say(`${name} is ${state === 'booked' ? 'sold' : 'held by someone else'}.`);
    } else if (state === 'available' && this.hold.wanted.size >= MOST_SEATS) {
      this.#say(`At most ${MOST_SEATS} seats at once.`, 'warning');
    } else {
      this.notice = undefined;
      this.hold.toggle(name);
    }
  }

  async #best({ party, category }) {
    this.notice = undefined;
    if (await this.hold.best(party, category)) {
      const { seats } = this.hold.hold;
      this.#say(`${seats.join(', ')} ${seats.length > 1 ? 'are' : 'is'} yours for now.`);
    }
  }

  #booked(booking) {
    this.hold.forget();
    this.live.close();
    sessionStorage.setItem('marquee.fresh', booking.booking_id);
    location.assign(`/ticket/${booking.booking_id}`);
  }

  #gone(problem) {
    this.paying = false;
    this.hold.forget();
    this.live.resync();
    this.#say(problem.message, 'error');
  }

  #state(name) {
    const own = this.hold.state(name);
    return own === 'leaving' ? 'available' : own || this.seats.state(name, serverNow());
  }

  render() {
    if (this.problem) {
      return html`${failurePage(this.problem, () => this.#start())}<p><a href="/">Back to what is showing</a></p>`;
    }
    if (!this.map) {
      return loading('Opening the doors…');
    }
    const { showtime } = this;
    return html`
      <div class="page-head">
        <hgroup>
          <p class="kicker">${dateTimeIn(showtime.starts_at, showtime.time_zone)}</p>
          <h1><a href="/movie/${showtime.movie_id}">${showtime.movie_title}</a></h1>
          <p>${showtime.theater_name}, ${showtime.auditorium}</p>
        </hgroup>
        ${liveMark(this.connection)}
      </div>
      <div class="booking">
        ${this.#auditorium()}
        <aside class="till" aria-label="Your seats">${this.#till()}</aside>
      </div>`;
  }

  #auditorium() {
    const states = Object.fromEntries([...this.places.keys()].map((name) => [name, this.#state(name)]));
    const prices = Object.fromEntries(Object.entries(this.map.prices).map(([category, minor]) => [category, money(minor, this.map.currency)]));
    const locked = Boolean(this.paying);
    const choose = (event) => this.#choose(event.detail);
    const shown = (view, words) => html`<button type="button" aria-pressed=${this.view === view} @click=${() => { this.view = view; }}>${words}</button>`;
    return html`<section class="map" aria-label="Seats">
      <div class="segments" role="toolbar" aria-label="Show the seats as">${shown('map', 'Map')}${shown('list', 'List')}</div>
      ${this.view === 'list'
        ? html`<seat-list .layout=${this.map.layout} .states=${states} .prices=${prices} .locked=${locked} @choose=${choose}></seat-list>`
        : html`<seat-map .layout=${this.map.layout} .states=${states} .prices=${prices} .locked=${locked} @choose=${choose}></seat-map>`}
      ${seatLegend([...new Set([...this.places.values()].map((seat) => seat.category))], prices)}
    </section>`;
  }

  #till() {
    const { hold, wanted, busy } = this.hold;
    const chosen = [...this.places.values()].filter((seat) => wanted.has(seat.name));
    const free = [...this.places.keys()].filter((name) => this.#state(name) === 'available').length;
    return html`
      <div class="say" role="status" aria-live="polite">${this.notice ? html`<p class="notice ${this.notice.kind}">${this.notice.words}</p>` : nothing}</div>
      <p class="unseen" aria-live="polite">${this.spoken ?? ''}</p>
      ${hold ? this.#clock(hold) : nothing}
      ${this.paying && hold
        ? html`<checkout-form .hold=${hold} @booked=${(event) => this.#booked(event.detail)} @gone=${(event) => this.#gone(event.detail)}
            @back=${() => { this.paying = false; }}></checkout-form>`
        : html`<seat-till .seats=${chosen} .map=${this.map} .free=${free} .busy=${busy || !this.hold.settled} @drop=${(event) => this.#choose(event.detail)}
            @best=${(event) => this.#best(event.detail)} @pay=${() => { this.paying = true; }}></seat-till>`}`;
  }

  #clock(hold) {
    const left = Date.parse(hold.expires_at) - serverNow(); // the last tick may be older than the hold
    return html`<div class="hold-clock ${left < SOON ? 'soon' : ''}">
      <span role="timer" aria-label="Time left to pay">Held for you <strong>${countdown(left)}</strong></span>
      ${left < 2 * SOON && this.hold.extendable ? html`<button type="button" class="ghost" @click=${() => this.hold.extend()}>More time</button>` : nothing}
    </div>`;
  }
}

customElements.define('marquee-book', Book);
