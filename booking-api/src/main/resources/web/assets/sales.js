// The box office of a day: who leads, how far, and it moves while tickets are sold.

import { html, nothing } from 'lit';
import { Problem, read } from './api.js';
import { addDays, count, longDate, momentOf, money, today } from './format.js';
import { leaderboard, theaterName } from './leaderboard.js';
import { Live } from './live.js';
import { LiveTotals } from './live-totals.js';
import { PageElement } from './page-element.js';
import { salesNav, statusMark, tile } from './sales-nav.js';
import { empty, failure, isDate, liveMark, loading } from './ui.js';
import './month-chart.js';

const LIMITS = [5, 10, 25, 50];
const REFRESH = 2_000;

class Sales extends PageElement {
  static properties = {
    date: { state: true }, limit: { state: true }, currency: { state: true }, board: { state: true }, problem: { state: true },
    connection: { state: true }, heardAt: { state: true }, moved: { state: true },
  };

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.refresh);
    this.live?.close();
  }

  start() {
    const asked = new URLSearchParams(location.search);
    this.date = isDate(asked.get('date')) ? asked.get('date') : today();
    this.limit = LIMITS.includes(Number(asked.get('limit'))) ? Number(asked.get('limit')) : 10;
    this.currency = /^[A-Z]{3}$/.test(asked.get('currency') || '') ? asked.get('currency') : '';
    this.board = undefined;
    this.heardAt = undefined;
    this.moved = new Set();
    this.totals = new LiveTotals();
    this.connection = 'connecting';
    this.live?.close();
    this.live = new Live(`/ws/sales?date=${this.date}`, (message) => this.#hear(message), (state) => {
      this.connection = state;
    });
    return this.#load();
  }

  async #load() {
    const { date, limit, currency } = this;
    try {
      const board = await read(`/top-theaters?date=${date}&limit=${limit}${currency ? `&currency=${currency}` : ''}`);
      if (date === this.date && limit === this.limit && currency === this.currency) { // else someone has clicked on meanwhile
        this.problem = undefined;
        this.board = board;
        this.#apply();
      }
    } catch (problem) {
      this.problem = problem instanceof Problem ? problem : new Problem(0, {});
    }
  }

  #go(change) {
    const { date, limit, currency } = { date: this.date, limit: this.limit, currency: this.currency, ...change };
    if (isDate(date)) {
      history.pushState(null, '', `/sales?date=${date}&limit=${limit}${currency ? `&currency=${currency}` : ''}`);
      this.start();
    }
  }

  #hear(message) {
    if (message.type !== 'totals') {
      return;
    }
    this.moved = this.totals.hear(message);
    if (this.moved.size > 0) {
      this.heardAt = Date.now();
    }
    if (this.board) {
      this.#apply();
    }
  }

  // The feed knows amounts, the board knows names: who is not on it and belongs there makes it be asked for again.
  #apply() {
    const { currency } = this.board;
    const items = this.board.items.map((item) => {
      const total = this.totals.of(item.theater.id, currency);
      return total ? { ...item, revenue_minor: total.revenue_minor, tickets: total.tickets } : item;
    });
    items.sort((a, b) => b.revenue_minor - a.revenue_minor || a.theater.id - b.theater.id);
    items.forEach((item, n) => {
      item.rank = n + 1;
    });
    this.board = { ...this.board, items };
    const last = items.length < this.limit ? -Infinity : items[items.length - 1].revenue_minor + 1;
    const listed = new Set(items.map((item) => item.theater.id));
    const currencies = items.length === 0 && !this.currency ? this.totals.currencies : [currency];
    if (currencies.some((one) => this.totals.above(last, one).some((id) => !listed.has(id)))) {
      this.refresh ||= setTimeout(() => {
        this.refresh = undefined;
        this.#load();
      }, REFRESH);
    }
  }

  render() {
    return html`
      <div class="page-head">
        <hgroup><p class="kicker">Box office</p><h1>${longDate(this.date)}</h1></hgroup>
        <div class="controls">
          ${salesNav('day')}
          <div class="date-picker" role="toolbar" aria-label="Day">
            <button type="button" class="ghost" aria-label="The day before" @click=${() => this.#go({ date: addDays(this.date, -1) })}>‹</button>
            <input type="date" aria-label="Date" .value=${this.date} @change=${(event) => this.#go({ date: event.target.value })}>
            <button type="button" class="ghost" aria-label="The day after" @click=${() => this.#go({ date: addDays(this.date, 1) })}>›</button>
          </div>
        </div>
      </div>
      ${this.problem ? failure(this.problem, () => this.start()) : nothing}
      ${this.board ? this.#day() : this.problem ? nothing : loading('Counting the takings…')}`;
  }

  #day() {
    const { items, currency, status } = this.board;
    if (items.length === 0) {
      return html`${empty('Nothing sold on that day', 'As soon as a ticket is sold it shows here, without a reload.')}
        <p class="centre">${liveMark(this.connection)}</p>`;
    }
    const sum = this.totals.sum(currency);
    const last = this.heardAt ?? Date.parse(this.board.as_of);
    return html`
      <section aria-label="The day so far">
        <dl class="tiles">
          ${tile('Net revenue', sum ? html`<span class="live-revenue">${money(sum.revenue, currency)}</span>` : '…', { note: `all theaters, ${currency}` })}
          ${tile('Tickets', sum ? count(sum.tickets) : '…')}
          ${tile('Theaters selling', sum ? count(sum.theaters) : '…')}
          ${tile('Last change', html`<time datetime=${new Date(last).toISOString()}>${momentOf(last)}</time>`, {
            note: html`${liveMark(this.connection)} ${statusMark(status)}${this.board.served_from === 'postgres' ? ' from the database' : nothing}` })}
        </dl>
      </section>
      ${this.#winner(items[0], currency)}
      <section aria-labelledby="board">
        <div class="board-head">
          <h2 id="board">Leaderboard</h2>
          ${this.totals.currencies.length > 1 ? html`<label class="compact">Currency <select name="currency" @change=${(event) => this.#go({ currency: event.target.value })}>
            ${this.totals.currencies.map((one) => html`<option ?selected=${one === currency}>${one}</option>`)}</select></label>` : nothing}
          <label class="compact">Show <select name="limit" @change=${(event) => this.#go({ limit: Number(event.target.value) })}>
            ${LIMITS.map((limit) => html`<option value=${limit} ?selected=${limit === this.limit}>${limit}</option>`)}</select></label>
        </div>
        ${leaderboard(items, currency, this.moved, this.date)}
      </section>`;
  }

  #winner(best, currency) {
    return html`<section class="winner" aria-label="Top theater" data-theater=${best.theater.id}>
      <div>
        <p class="crown"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 18L2 7l5.5 4L12 4l4.5 7L22 7l-1 11z"/></svg> Top theater</p>
        <h2>${theaterName(best.theater)}</h2>
        <p class="muted">${best.theater.location ?? ''}</p>
        <p class="big">${money(best.revenue_minor, currency)}</p>
        <p>${count(best.tickets)} tickets ${statusMark(best.status ?? this.board.status)}</p>
      </div>
      <month-chart .theater=${best.theater} .date=${this.date} .currency=${currency} .revenue=${best.revenue_minor}></month-chart>
    </section>`;
  }
}

customElements.define('marquee-sales', Sales);
