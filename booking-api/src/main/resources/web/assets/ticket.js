// A ticket: what was booked, a QR code per seat, and the files to keep.

import { LitElement, html, nothing } from 'lit';
import { call, callFile } from './api.js';
import { dateTimeIn, money } from './format.js';
import { poster } from './poster.js';
import { failurePage, loading, markNavigation } from './ui.js';

const FRESH = 'marquee.fresh';
const AGAIN = 1_500;
const OVER = { cancelled: 'Cancelled', payment_failed: 'Not paid', refunded: 'Refunded' };
const FILES = { pdf: 'PDF to print', ics: 'Add to calendar' };

class Ticket extends LitElement {
  static properties = {
    booking: { state: true }, movie: { state: true }, codes: { state: true }, seat: { state: true }, problem: { state: true },
    notice: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.bookingId = location.pathname.split('/').pop();
    this.fresh = sessionStorage.getItem(FRESH) === this.bookingId;
    sessionStorage.removeItem(FRESH);
    this.codes = new Map();
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.again);
  }

  async #start() {
    this.problem = undefined;
    try {
      this.booking = await call(`/bookings/${this.bookingId}`);
      document.title = `Ticket: ${this.booking.movie_title} · Marquee`;
      [this.seat] = this.booking.seats;
      if (this.booking.status === 'pending_payment') {
        this.again = setTimeout(() => this.#start(), AGAIN); // the provider tells the server, not the page
        return;
      }
      if (this.booking.status === 'confirmed') {
        await this.#loadCodes();
      }
    } catch (problem) {
      this.problem = problem;
      return;
    }
    // Only for the poster's colours.
    this.movie = await call(`/movies/${this.booking.movie_id}`).catch(() => undefined);
  }

  async #loadCodes() {
    for (const seat of this.booking.seats) {
      const file = await callFile(`/bookings/${this.bookingId}/ticket.svg?seat=${encodeURIComponent(seat)}`, 'image/svg+xml');
      this.codes = new Map(this.codes).set(seat, `data:image/svg+xml,${encodeURIComponent(await file.text())}`);
    }
  }

  async #download(kind) {
    this.notice = undefined;
    try {
      const file = await callFile(`/bookings/${this.bookingId}/ticket.${kind}`, kind === 'pdf' ? 'application/pdf' : 'text/calendar');
      const url = URL.createObjectURL(file);
      const link = Object.assign(document.createElement('a'), { href: url, download: `ticket-${this.bookingId.slice(-8)}.${kind}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (problem) {
      this.notice = problem.message;
    }
  }

  render() {
    if (this.problem) {
      return html`${failurePage(this.problem, () => this.#start())}<p><a href="/my-bookings">My bookings</a></p>`;
    }
    if (!this.booking) {
      return loading('Printing the ticket…');
    }
    const { booking } = this;
    const cancelled = booking.status !== 'confirmed';
    if (booking.status === 'pending_payment') {
      return loading('Waiting for the payment…');
    }
    return html`
      <div class="page-head"><hgroup>
        ${cancelled || this.fresh ? html`<p class="kicker">${OVER[booking.status] ?? 'Booking confirmed'}</p>` : nothing}
        <h1>${this.fresh && !cancelled ? 'Enjoy the film.' : 'Your ticket'}</h1>
        ${this.fresh ? html`<p role="status">Your booking is confirmed. Here is your ticket.</p>` : nothing}
      </hgroup></div>
      ${this.notice ? html`<p class="notice error" role="alert">${this.notice}</p>` : nothing}
      <article class="ticket whole ${booking.status}">
        <div class="picture">${poster(this.movie || { title: booking.movie_title })}</div>
        <div class="body">
          <h2>${booking.movie_title}</h2>
          <dl>
            <div><dt>When</dt><dd>${dateTimeIn(booking.starts_at, booking.time_zone)}</dd></div>
            <div><dt>Where</dt><dd>${booking.theater_name}<br>${booking.theater_location}</dd></div>
            <div><dt>Auditorium</dt><dd>${booking.auditorium}</dd></div>
            <div><dt>Seats</dt><dd><b>${booking.seats.join(', ')}</b></dd></div>
            <div><dt>${cancelled ? 'Refunded' : 'Paid'}</dt><dd>${money(cancelled ? booking.refunded_minor : booking.total_minor - booking.refunded_minor, booking.currency)}</dd></div>
            <div><dt>Booking</dt><dd class="code">${booking.booking_id}</dd></div>
          </dl>
        </div>
        ${cancelled ? nothing : this.#stub()}
      </article>
      <p class="actions">
        ${cancelled ? nothing : Object.entries(FILES).map(([kind, words]) => html`<button type="button" class="ghost" data-file=${kind} @click=${() => this.#download(kind)}>${words}</button>`)}
        <a class="ghost" href="/my-bookings">My bookings</a> <a class="ghost" href="/">Book another</a>
      </p>`;
  }

  #stub() {
    const { seats } = this.booking;
    const code = this.codes.get(this.seat);
    return html`<div class="stub">
      <small>Admit one</small>
      <div class="qr">${code ? html`<img src=${code} alt="QR code of seat ${this.seat}" width="180" height="180">` : html`<span aria-busy="true"></span>`}</div>
      <strong>${this.seat}</strong>
      ${seats.length > 1 ? html`<div class="segments" role="toolbar" aria-label="Code of seat">
        ${seats.map((seat) => html`<button type="button" aria-pressed=${seat === this.seat} @click=${() => { this.seat = seat; }}>${seat}</button>`)}</div>` : nothing}
    </div>`;
  }
}

customElements.define('marquee-ticket', Ticket);
