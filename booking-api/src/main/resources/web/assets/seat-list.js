// The same seats as a list, row by row: for screen readers, and for whoever prefers words. Says `choose` like the map.

import { LitElement, html, nothing } from 'lit';
import { seatWords } from './seat-shape.js';

class SeatList extends LitElement {
  static properties = {
    layout: { attribute: false }, states: { attribute: false }, prices: { attribute: false }, locked: { type: Boolean },
  };

  createRenderRoot() {
    return this;
  }

  render() {
    if (!this.layout) {
      return nothing;
    }
    return html`<ul class="rows">${this.layout.rows.map((row) => {
      const free = row.seats.filter((seat) => (this.states[seat.name] || 'available') === 'available').length;
      return html`<li><h2>Row ${row.name} <small>${free === 0 ? 'none free' : `${free} free`}</small></h2>
        <ul>${row.seats.map((seat) => this.#seat(seat))}</ul></li>`;
    })}</ul>`;
  }

  #seat(seat) {
    const state = this.states[seat.name] || 'available';
    const mine = state === 'mine' || state === 'pending';
    const disabled = this.locked || !(mine || state === 'available');
    return html`<li><button type="button" class="place ${state}" aria-pressed=${mine} aria-disabled=${disabled}
      aria-label=${seatWords(seat, state, this.prices[seat.category])}
      @click=${() => this.locked || this.dispatchEvent(new CustomEvent('choose', { detail: seat.name }))}>${seat.name}</button></li>`;
  }
}

customElements.define('seat-list', SeatList);
