// The box office of a day: who leads, how far, and it moves while tickets are sold.

import { html, nothing } from 'lit';
import { Problem, read, serverNow } from './api.js';
import { addDays, count, longDate, momentOf, money, today } from './format.js';
import { leaderboard, theaterName } from './leaderboard.js';
import { Live } from './live.js';
import { LiveTotals } from './live-totals.js';
import { PageElement } from './page-element.js';
import { badDate, currencySelect, inWords, salesNav, statusMark, tile } from './sales-nav.js';
import { empty, failure, isDate, liveMark, loading } from './ui.js';
import './month-chart.js';

const LIMITS = [5, 10, 25, 50];
const MOST = 200; // theaters that the API lists
const REFRESH = 2_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

class Sales extends PageElement {
  static properties = {
    date: { state: true }, limit: { state: true }, currency: { state: true }, board: { state: true }, problem: { state: true },
    connection: { state: true }, unheard: { state: true }, heardAt: { state: true }, moved: { state: true },
  };

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop() {
    clearTimeout(this.refresh);
    this.refresh = undefined;
    this.live?.close();
    this.live = undefined;
  }

  start() {
    this.#stop();
    const asked = new URLSearchParams(location.search);
    this.date = asked.get('date') || today();
    this.limit = this.#askedLimit(asked);
    this.currency = /^[A-Za-z]{3}$/.test(asked.get('currency') || '') ? asked.get('currency').toUpperCase() : '';
    this.board = undefined;
    this.problem = undefined;
    this.heardAt = undefined;
    this.moved = new Set();
    this.totals = new LiveTotals();
    this.pause = FIRST_PAUSE;
    this.unheard = false;
    if (!isDate(this.date)) {
      return undefined;
    }
    this.live = new Live(`/ws/sales?date=${this.date}`, (message) => this.#hear(message), (state) => this.#connected(state));
    return this.#load();
  }

  // Any number that the API takes; the address is put right when it has another.
  #askedLimit(asked) {
    if (!asked.has('limit')) {
      return 10;
    }
    const limit = Number(asked.get('limit'));
    if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) {
      return limit;
    }
    asked.set('limit', limit > MOST ? MOST : 10);
    history.replaceState(null, '', `/sales?${asked}`);
    return Number(asked.get('limit'));
  }

  async #load() {
    const { live, date, limit, currency } = this;
    try {
      const board = await read(`/top-theaters?date=${date}&limit=${limit}${currency ? `&currency=${currency}` : ''}`);
      if (live === this.live) { // else someone has clicked on meanwhile
        this.problem = undefined;
        this.pause = FIRST_PAUSE;
        this.board = board;
        this.#apply();
      }
    } catch (problem) {
      if (live === this.live) {
        this.#failed(problem instanceof Problem ? problem : new Problem(0, {}));
      }
    }
  }

  // What is shown stays. What was wrongly asked is not asked again, else the next try comes by itself, later each time.
  #failed(problem) {
    this.problem = this.board ? undefined : problem;
    if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      this.#stop();
      return;
    }
    this.#later(this.pause * (0.5 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  #later(pause) {
    this.refresh ||= setTimeout(() => {
      this.refresh = undefined;
      this.#load();
    }, pause);
  }

  #go(change) {
    const { date, limit, currency } = { date: this.date, limit: this.limit, currency: this.currency, ...change };
    if (isDate(date)) {
      history.pushState(null, '', `/sales?date=${date}&limit=${limit}${currency ? `&currency=${currency}` : ''}`);
      this.start();
    }
  }

  #connected(state) {
    this.connection = state;
    this.opening ||= state === 'connecting';
    this.unheard ||= state === 'lost' && this.totals.currencies.length === 0;
  }

  #hear(message) {
    if (message.type !== 'totals') {
      return;
    }
    const moved = this.totals.hear(message);
    const snapshot = this.opening; // tells how things are, not that they just changed
    this.opening = false;
    this.unheard = false;
    this.moved = snapshot ? new Set() : moved;
    if (this.moved.size > 0) {
      this.heardAt = serverNow();
    }
    if (this.problem) {
      clearTimeout(this.refresh); // the API is there again
      this.refresh = undefined;
      this.#load();
    } else if (this.board) {
      this.#apply();
      if (!snapshot || moved.size > 0) {
        this.#later(REFRESH); // for what the feed does not tell: whether the day is counted
      }
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
      this.#later(REFRESH);
    }
  }

  render() {
    if (!isDate(this.date)) {
      return badDate(this.date, '/sales');
    }
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
      ${this.problem ? failure(inWords(this.problem), () => this.start()) : nothing}
      ${this.board ? this.#day() : this.problem ? nothing : loading('Counting the takings…')}`;
  }

  #day() {
    const { items, currency, status } = this.board;
    const choice = currencySelect(this.totals.currencies, currency, (other) => this.#go({ currency: other }));
    if (items.length === 0) {
      return html`${empty(this.currency ? `Nothing sold in ${currency} on that day` : 'Nothing sold on that day', 'As soon as a ticket is sold it shows here, without a reload.')}
        <p class="centre">${liveMark(this.connection)}</p>${choice === nothing ? nothing : html`<div class="board-head">${choice}</div>`}`;
    }
    const sum = this.totals.sum(currency) ?? (this.unheard || items.length < this.limit ? this.#listed() : undefined);
    const partial = sum?.listed && items.length === this.limit;
    const note = partial ? `of the ${items.length} listed; all cannot be read now` : undefined;
    const whole = this.heardAt || items.length < this.limit; // the board knows the times of those on it
    const last = Math.max(this.heardAt ?? 0, Date.parse(this.board.as_of));
    return html`
      <section aria-label="The day so far">
        <dl class="tiles">
          ${tile('Net revenue', sum ? html`<span class="live-revenue">${money(sum.revenue, currency)}</span>` : '…', { note: note ?? `all theaters, ${currency}` })}
          ${tile('Tickets', sum ? count(sum.tickets) : '…', { note })}
          ${tile('Theaters selling', sum ? count(sum.theaters) : '…', { note })}
          ${tile(whole ? 'Last change' : 'Last change in the list', html`<time datetime=${new Date(last).toISOString()}>${momentOf(last)}</time>`, {
            note: html`${liveMark(this.connection)} ${statusMark(status)}${this.board.served_from === 'postgres' ? ' from the database' : nothing}` })}
        </dl>
      </section>
      ${this.#winner(items[0], currency)}
      <section aria-labelledby="board">
        <div class="board-head">
          <h2 id="board">Leaderboard</h2>
          ${choice}
          <label class="compact">Show <select name="limit" @change=${(event) => this.#go({ limit: Number(event.target.value) })}>
            ${(LIMITS.includes(this.limit) ? LIMITS : [...LIMITS, this.limit].sort((a, b) => a - b)).map((limit) => html`<option value=${limit} ?selected=${limit === this.limit}>${limit}</option>`)}</select></label>
        </div>
        ${leaderboard(items, currency, this.moved, this.date)}
      </section>`;
  }

  // What is known without the feed.
  #listed() {
    const { items } = this.board;
    const sum = (field) => items.reduce((total, item) => total + item[field], 0);
    return { revenue: sum('revenue_minor'), tickets: sum('tickets'), theaters: items.filter((item) => item.tickets > 0).length, listed: true };
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
