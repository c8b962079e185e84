// The reader's seats with their prices, the sum, and what comes next. Says `drop`, `best` and `pay`.

import { LitElement, html, nothing } from 'lit';
import { money } from './format.js';

class SeatTill extends LitElement {
  static properties = {
    seats: { attribute: false }, map: { attribute: false }, free: { type: Number }, busy: { type: Boolean },
  };

  createRenderRoot() {
    return this;
  }

  willUpdate() {
    const { activeElement: focused } = document;
    this.focused = this.contains(focused);
    this.place = [...this.querySelectorAll('.chosen button')].indexOf(focused);
  }

  updated() {
    if (this.focused && !this.contains(document.activeElement)) {
      this.focus();
    }
  }

  /** Where one goes on: at the seat that follows one that was given up, else with what comes next. */
  focus() {
    const seats = [...this.querySelectorAll('.chosen button')];
    const seat = this.place < 0 ? undefined : seats[Math.min(this.place, seats.length - 1)];
    (seat || this.querySelector('button.wide, form.best button') || this.querySelector('h2'))?.focus({ preventScroll: true });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  render() {
    const { seats, map } = this;
    const price = (seat) => map.prices[seat.category] || 0;
    const total = money(seats.reduce((sum, seat) => sum + price(seat), 0), map.currency);
    return html`
      <h2 tabindex="-1">Your seats</h2>
      ${seats.length === 0 ? html`<p class="muted">${this.free > 0
        ? 'Choose seats on the map and they are yours at once, or let us find good ones.'
        : 'Sold out. Seats come back when holds run out; this page shows it at once.'}</p>`
        : html`<ul class="chosen">${seats.map((seat) => html`<li><b>${seat.name}</b> <span>${seat.category}</span>
            <span class="price">${money(price(seat), map.currency)}</span>
            <button type="button" class="ghost" aria-label="Give up ${seat.name}" @click=${() => this.#say('drop', seat.name)}>×</button></li>`)}</ul>`}
      <p class="total" aria-live="polite"><span>Total${seats.length ? ` for ${seats.length}` : ''}</span> <strong>${total}</strong></p>
      ${seats.length > 0 ? html`<button type="button" class="wide" aria-disabled=${this.busy} @click=${() => this.busy || this.#say('pay')}>Continue to payment</button>` : nothing}
      ${this.free > 0 && seats.length === 0 ? html`<form class="best" @submit=${(event) => this.#best(event)}>
        <label class="compact">People <select name="party">${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => html`<option ?selected=${n === 2}>${n}</option>`)}</select></label>
        <button type="submit" class="outline" aria-disabled=${this.busy}>Find the best seats</button>
        ${map.prices.accessible === undefined ? nothing : html`<label class="small"><input type="checkbox" name="accessible"> with a wheelchair space</label>`}
      </form>` : nothing}
      <p class="muted small">${this.free} of ${map.layout.rows.reduce((sum, row) => sum + row.seats.length, 0)} seats free</p>`;
  }

  #best(event) {
    event.preventDefault();
    if (!this.busy) {
      const form = new FormData(event.target);
      this.#say('best', { party: Number(form.get('party')), category: form.get('accessible') ? 'accessible' : undefined });
    }
  }
}

customElements.define('seat-till', SeatTill);
