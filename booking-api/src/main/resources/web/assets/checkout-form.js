// Paying for a hold. Says `booked` with the booking, `gone` when the hold is no more, `back` to the seats.

import { LitElement, html, nothing } from 'lit';
import { attemptKey, call, read } from './api.js';
import { money } from './format.js';
import { openStripe } from './stripe-payment.js';

const EMAIL = 'marquee.email';

const CARDS = [
  ['tok_ok', 'Works'],
  ['tok_declined', 'Is declined'],
  ['tok_slow', 'Works, slowly'],
  ['tok_error', 'Provider fails'],
];

// Stripe can be offered where its key for pages is known; the mock where nobody turned it off.
const canShow = ({ method, publishable_key: key }) => method === 'mock' || (method === 'stripe' && Boolean(key));

class CheckoutForm extends LitElement {
  static properties = {
    hold: { attribute: false }, methods: { state: true }, busy: { state: true }, problem: { state: true }, booking: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  async #ask() {
    this.problem = undefined;
    try {
      this.methods = (await read('/payments/methods')).filter(canShow);
      [this.method] = this.methods.slice(-1); // money that moves comes before test cards
      await this.updateComplete;
      this.querySelector('#email')?.focus({ preventScroll: innerWidth > 900 });
    } catch (problem) {
      this.problem = problem;
    }
  }

  async #submit(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.problem = undefined;
    try {
      await (this.booking ? this.#payAtStripe() : this.#book(new FormData(event.target)));
    } catch (problem) {
      if ([404, 409, 410].includes(problem.status)) {
        this.dispatchEvent(new CustomEvent('gone', { detail: problem }));
      } else {
        this.problem = problem.status === 402 ? { message: `${problem.message} Your seats are still held: try another card.` } : problem;
      }
    } finally {
      this.busy = false;
    }
  }

  async #book(form) {
    const { method } = this.method;
    const [email, token] = [form.get('email'), method === 'mock' ? form.get('token') : undefined];
    localStorage.setItem(EMAIL, email);
    // One key per attempt: a repeat after a lost answer must not pay twice, a new card is a new attempt.
    const what = JSON.stringify([this.hold.hold_id, email, method, token]);
    if (this.attempt?.what !== what) {
      this.attempt = { what, key: attemptKey() };
    }
    let booking;
    try {
      booking = await call('/bookings', {
        method: 'POST',
        headers: { 'Idempotency-Key': this.attempt.key },
        body: { hold_id: this.hold.hold_id, email, payment: { method, token } },
      });
    } catch (problem) {
      if (problem.status !== 0) {
        this.attempt = undefined;
      }
      throw problem;
    }
    if (booking.status !== 'pending_payment') {
      this.dispatchEvent(new CustomEvent('booked', { detail: booking }));
      return;
    }
    this.booking = booking;
    await this.updateComplete;
    try {
      this.pay = await openStripe(this.method, booking.client_secret, this.querySelector('.stripe'));
    } catch (problem) {
      this.booking = undefined; // the next try goes on with the same payment
      throw problem;
    }
  }

  async #payAtStripe() {
    const failed = await this.pay(`${location.origin}/ticket/${this.booking.booking_id}`);
    if (failed) {
      throw Object.assign(new Error(`${failed} Your seats are still held.`), { status: 0 });
    }
    this.dispatchEvent(new CustomEvent('booked', { detail: this.booking }));
  }

  render() {
    const price = money(this.hold.total_minor, this.hold.currency);
    return html`
      <h2>Pay</h2>
      <p class="total"><span>${this.hold.seats.length === 1 ? 'Seat' : 'Seats'} ${this.hold.seats.join(', ')}</span> <strong>${price}</strong></p>
      <div role="alert">${this.problem ? html`<p class="notice error">${this.problem.message}</p>` : nothing}</div>
      ${this.methods ? this.#form(price) : this.#waiting()}
      <button type="button" class="link" ?disabled=${this.busy} @click=${() => this.dispatchEvent(new CustomEvent('back'))}>Change the seats</button>`;
  }

  #waiting() {
    return this.problem
      ? html`<button type="button" class="wide" @click=${() => this.#ask()}>Try again</button>`
      : html`<p aria-busy="true">How can one pay?</p>`;
  }

  #form(price) {
    if (this.methods.length === 0) {
      return html`<p class="notice warning">Tickets cannot be paid for on this page at the moment. Please come to the box office.</p>`;
    }
    const stripe = this.method.method === 'stripe';
    const words = stripe && !this.booking ? 'Choose how to pay' : `Pay ${price}`;
    return html`
      <form @submit=${(event) => this.#submit(event)}>
        <label>E-mail for the ticket
          <input id="email" name="email" type="email" required autocomplete="email" maxlength="254" ?readonly=${Boolean(this.booking)} .value=${localStorage.getItem(EMAIL) || ''}></label>
        ${stripe ? html`<div class="stripe"></div>` : html`<fieldset class="cards">
          <legend>Test card <small>(no money moves)</small></legend>
          ${CARDS.map(([token, name], n) => html`<label><input type="radio" name="token" value=${token} ?checked=${n === 0}> ${name}</label>`)}
        </fieldset>`}
        <button type="submit" class="wide" aria-disabled=${Boolean(this.busy)} aria-busy=${Boolean(this.busy)}>${this.busy && !(stripe && !this.booking) ? 'Paying…' : words}</button>
      </form>`;
  }
}

customElements.define('checkout-form', CheckoutForm);
