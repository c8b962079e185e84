// The holder's bookings, newest first.

import { LitElement, html, nothing } from 'lit';
import { attemptKey, call, serverNow } from './api.js';
import { dateTimeIn, money } from './format.js';
import { empty, failure, loading, markNavigation } from './ui.js';

class MyBookings extends LitElement {
  static properties = {
    bookings: { state: true }, cursor: { state: true }, problem: { state: true }, notice: { state: true },
    asking: { state: true }, busy: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
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
  }

  async #cancel(booking) {
    this.busy = true;
    const { booking_id: id } = booking;
    try {
      const cancelled = await call(`/bookings/${id}/cancel`, { method: 'POST', body: {}, headers: { 'Idempotency-Key': attemptKey() } });
      this.bookings = this.bookings.map((known) => (known === booking ? { ...booking, ...cancelled } : known));
      this.notice = { kind: 'info', words: `Cancelled. ${money(cancelled.refunded_minor, booking.currency)} go back to you.` };
    } catch (problem) {
      this.notice = { kind: 'error', words: problem.message };
    } finally {
      this.busy = false;
      this.asking = undefined;
    }
  }

  render() {
    return html`
      <div class="page-head"><hgroup><h1>My bookings</h1><p>Kept with this browser; no account needed.</p></hgroup></div>
      <div role="status" aria-live="polite">${this.notice ? html`<p class="notice ${this.notice.kind}">${this.notice.words}</p>` : nothing}</div>
      ${this.problem ? failure(this.problem, () => this.#load()) : nothing}
      ${this.bookings ? this.#list() : this.problem ? nothing : loading('Looking through the stubs…')}`;
  }

  #list() {
    if (this.bookings.length === 0) {
      return empty('No bookings yet', html`<a href="/">See what is showing.</a>`);
    }
    return html`<ul class="bookings">${this.bookings.map((booking) => this.#booking(booking))}</ul>
      ${this.cursor ? html`<button type="button" class="outline" @click=${() => this.#load(this.cursor)}>Older ones</button>` : nothing}`;
  }

  #booking(booking) {
    const { booking_id: id } = booking;
    const open = booking.status === 'confirmed' && Date.parse(booking.starts_at) > serverNow();
    return html`<li><article class="ticket small ${booking.status}">
      <div class="stub"><small>Admit</small><strong>${booking.seats.length}</strong></div>
      <div class="body">
        <h2>${booking.movie_title} ${booking.status === 'cancelled' ? html`<mark class="status">Cancelled</mark>` : nothing}</h2>
        <p>${dateTimeIn(booking.starts_at, booking.time_zone)} · ${booking.theater_name}, ${booking.auditorium}<br>
          Seats <b>${booking.seats.join(', ')}</b> · ${money(booking.total_minor, booking.currency)}</p>
        ${open ? this.asking === id
          ? html`<p class="ask">Cancel and get your money back?
              <button type="button" class="danger" ?disabled=${this.busy} aria-busy=${Boolean(this.busy)} @click=${() => this.#cancel(booking)}>Cancel it</button>
              <button type="button" class="outline" ?disabled=${this.busy} @click=${() => { this.asking = undefined; }}>Keep it</button></p>`
          : html`<button type="button" class="link" @click=${() => { this.asking = id; }}>Cancel this booking</button>` : nothing}
      </div>
    </article></li>`;
  }
}

customElements.define('marquee-my-bookings', MyBookings);
