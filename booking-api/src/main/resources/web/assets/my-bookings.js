// The holder's bookings: what is to come, and what was. A booking can be cancelled, or single seats of it.

import { LitElement, html, nothing } from 'lit';
import { attemptKey, call, read, serverNow } from './api.js';
import { dateTimeIn, money } from './format.js';
import { poster } from './poster.js';
import { empty, failure, loading, markNavigation } from './ui.js';

class MyBookings extends LitElement {
  static properties = {
    bookings: { state: true }, cursor: { state: true }, problem: { state: true }, notice: { state: true },
    movies: { state: true }, asking: { state: true }, giving: { state: true }, busy: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.movies = new Map();
    this.#load();
  }

  async #load(cursor) {
    this.problem = undefined;
    try {
      const page = await call(`/bookings?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      this.bookings = [...(cursor ? this.bookings : []), ...page.items];
      this.cursor = page.next_cursor;
    } catch (problem) {
      this.problem = problem;
    }
    this.#loadMovies();
  }

  // Only for the posters, which depend on the genre.
  async #loadMovies() {
    const missing = new Set((this.bookings || []).map((booking) => booking.movie_id).filter((id) => !this.movies.has(id)));
    const found = await Promise.all([...missing].map((id) => read(`/movies/${id}`).catch(() => undefined)));
    this.movies = new Map([...this.movies, ...found.filter(Boolean).map((movie) => [movie.id, movie])]);
  }

  #ask(booking) {
    this.asking = booking.booking_id;
    this.giving = new Set(booking.seats);
    this.notice = undefined;
    this.#focus('.ask .danger');
  }

  #keep({ booking_id: id }) {
    this.asking = undefined;
    this.#focus(`[data-booking="${id}"] button.link`);
  }

  #focus(css) {
    this.updateComplete.then(() => this.querySelector(css)?.focus());
  }

  async #cancel(booking) {
    this.busy = true;
    const some = this.giving.size < booking.seats.length;
    try {
      const answer = await call(`/bookings/${booking.booking_id}/cancel`, {
        method: 'POST', body: some ? { seats: [...this.giving] } : {}, headers: { 'Idempotency-Key': attemptKey() },
      });
      this.bookings = this.bookings.map((known) => (known === booking ? { ...booking, ...answer } : known));
      const back = money(answer.refunded_minor - booking.refunded_minor, booking.currency);
      this.notice = { kind: 'info', words: some ? `${[...this.giving].join(', ')} given back. ${back} go back to you.` : `Cancelled. ${back} go back to you.` };
    } catch (problem) {
      this.notice = { kind: 'error', words: problem.message };
    } finally {
      this.busy = false;
      this.asking = undefined;
      this.#focus('.notice');
    }
  }

  render() {
    return html`
      <div class="page-head"><hgroup><h1>My bookings</h1><p>Kept with this browser; no account needed.</p></hgroup></div>
      <div role="status" aria-live="polite">${this.notice ? html`<p class="notice ${this.notice.kind}" tabindex="-1">${this.notice.words}</p>` : nothing}</div>
      ${this.problem ? failure(this.problem, () => this.#load()) : nothing}
      ${this.bookings ? this.#list() : this.problem ? nothing : loading('Looking through the stubs…')}`;
  }

  #list() {
    if (this.bookings.length === 0) {
      return empty('No bookings yet', html`<a href="/">See what is showing.</a>`);
    }
    const isOpen = (booking) => booking.status === 'confirmed' && Date.parse(booking.starts_at) > serverNow();
    const section = (words, some) => (some.length === 0 ? nothing : html`<h2>${words}</h2>
      <ul class="bookings">${some.map((booking) => this.#booking(booking, isOpen(booking)))}</ul>`);
    return html`
      ${section('To come', this.bookings.filter(isOpen).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at)))}
      ${section('Past and cancelled', this.bookings.filter((booking) => !isOpen(booking)))}
      ${this.cursor ? html`<button type="button" class="ghost" @click=${() => this.#load(this.cursor)}>Older ones</button>` : nothing}`;
  }

  #booking(booking, open) {
    const { booking_id: id, status } = booking;
    return html`<li><article class="ticket small ${status}" data-booking=${id}>
      <div class="picture">${poster(this.movies.get(booking.movie_id) || { title: booking.movie_title }, true)}</div>
      <div class="body">
        <h3>${status === 'cancelled' ? booking.movie_title : html`<a href="/ticket/${id}">${booking.movie_title}</a>`}
          ${status === 'cancelled' ? html` <mark class="status">Cancelled</mark>` : nothing}</h3>
        <p>${dateTimeIn(booking.starts_at, booking.time_zone)}<br>${booking.theater_name}, ${booking.auditorium}<br>
          ${booking.seats.length === 1 ? 'Seat' : 'Seats'} <b>${booking.seats.join(', ')}</b> · ${money(booking.total_minor, booking.currency)}${booking.refunded_minor > 0
            ? html`, ${money(booking.refunded_minor, booking.currency)} refunded` : nothing}</p>
        ${open ? (this.asking === id ? this.#sure(booking) : html`<p class="actions"><a class="ghost" href="/ticket/${id}">Ticket</a>
          <button type="button" class="link" @click=${() => this.#ask(booking)}>Cancel this booking</button></p>`) : nothing}
      </div>
    </article></li>`;
  }

  #sure(booking) {
    const give = (seat, on) => {
      this.giving = new Set(this.giving);
      this.giving[on ? 'add' : 'delete'](seat);
    };
    return html`<section class="ask" aria-label="Cancel" @keydown=${(event) => event.key === 'Escape' && !this.busy && this.#keep(booking)}>
      ${booking.seats.length > 1 ? html`<fieldset><legend>Give back</legend>${booking.seats.map((seat) => html`<label>
        <input type="checkbox" .checked=${this.giving.has(seat)} @change=${(event) => give(seat, event.target.checked)}> ${seat}</label>`)}</fieldset>`
        : html`<p>Cancel and get your money back?</p>`}
      <button type="button" class="danger" ?disabled=${this.busy || this.giving.size === 0} aria-busy=${Boolean(this.busy)} @click=${() => this.#cancel(booking)}>
        ${this.giving.size === booking.seats.length ? 'Cancel it' : `Give ${this.giving.size} back`}</button>
      <button type="button" class="ghost" ?disabled=${this.busy} @click=${() => this.#keep(booking)}>Keep it</button>
    </section>`;
  }
}

customElements.define('marquee-my-bookings', MyBookings);
