// Paying for a hold. Says `booked` with the booking, `gone` when the hold is no more, `back` to the seats.

import { LitElement, html, nothing } from 'lit';
import { attemptKey, call } from './api.js';
import { money } from './format.js';

const EMAIL = 'marquee.email';

const CARDS = [
  ['tok_ok', 'Works'],
  ['tok_declined', 'Is declined'],
  ['tok_slow', 'Works, slowly'],
  ['tok_error', 'Provider fails'],
];

class CheckoutForm extends LitElement {
  static properties = { hold: { attribute: false }, busy: { state: true }, problem: { state: true } };

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.querySelector('#email').focus({ preventScroll: innerWidth > 900 });
  }

  async #pay(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    const form = new FormData(event.target);
    const [email, token] = [form.get('email'), form.get('token')];
    localStorage.setItem(EMAIL, email);
    // One key per attempt: a repeat after a lost answer must not pay twice, a new card is a new attempt.
    if (this.attempt?.token !== token || this.attempt.email !== email || this.attempt.hold !== this.hold.hold_id) {
      this.attempt = { token, email, hold: this.hold.hold_id, key: attemptKey() };
    }
    this.busy = true;
    this.problem = undefined;
    try {
      const booking = await call('/bookings', {
        method: 'POST',
        headers: { 'Idempotency-Key': this.attempt.key },
        body: { hold_id: this.hold.hold_id, email, payment: { method: 'mock', token } },
      });
      this.dispatchEvent(new CustomEvent('booked', { detail: booking }));
    } catch (problem) {
      if (problem.status !== 0) {
        this.attempt = undefined;
      }
      if ([404, 409, 410].includes(problem.status)) {
        this.dispatchEvent(new CustomEvent('gone', { detail: problem }));
      } else {
        this.problem = problem.status === 402 ? { message: `${problem.message} Your seats are still held: try another card.` } : problem;
      }
    } finally {
      this.busy = false;
    }
  }

  render() {
    const price = money(this.hold.total_minor, this.hold.currency);
    return html`
      <h2>Pay</h2>
      <p class="total"><span>${this.hold.seats.length === 1 ? 'Seat' : 'Seats'} ${this.hold.seats.join(', ')}</span> <strong>${price}</strong></p>
      <div role="alert">${this.problem ? html`<p class="notice error">${this.problem.message}</p>` : nothing}</div>
      <form @submit=${(event) => this.#pay(event)}>
        <label>E-mail for the ticket
          <input id="email" name="email" type="email" required autocomplete="email" maxlength="254" .value=${localStorage.getItem(EMAIL) || ''}></label>
        <fieldset class="cards">
          <legend>Test card <small>(no money moves)</small></legend>
          ${CARDS.map(([token, words], n) => html`<label><input type="radio" name="token" value=${token} ?checked=${n === 0}> ${words}</label>`)}
        </fieldset>
        <button type="submit" class="wide" aria-disabled=${Boolean(this.busy)} aria-busy=${Boolean(this.busy)}>${this.busy ? 'Paying…' : `Pay ${price}`}</button>
      </form>
      <button type="button" class="link" ?disabled=${this.busy} @click=${() => this.dispatchEvent(new CustomEvent('back'))}>Change the seats</button>`;
  }
}

customElements.define('checkout-form', CheckoutForm);
