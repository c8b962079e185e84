// The box office of a day: who leads, how far, and it moves while tickets are sold.

import { LitElement, html, svg, nothing } from 'lit';
import { Problem, read } from './api.js';
import { addDays, count, longDate, money, timeIn, today } from './format.js';
import { Live } from './live.js';
import './month-chart.js';
import { empty, failure, liveMark, loading, markNavigation } from './ui.js';

const LIMITS = [5, 10, 25, 50];
const REFRESH = 2_000;
const STATUS = {
  provisional: 'The day is still being counted',
  final: 'The day is counted',
  restated: 'Corrected after it was counted',
};

class Sales extends LitElement {
  static properties = {
    date: { state: true }, limit: { state: true }, board: { state: true }, problem: { state: true },
    connection: { state: true }, heardAt: { state: true }, moved: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.connection = 'connecting';
    this.moved = new Set();
    this.pop = () => this.#start();
    addEventListener('popstate', this.pop);
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.pop);
    clearTimeout(this.refresh);
    this.live?.close();
  }

  #start() {
    const asked = new URLSearchParams(location.search);
    this.date = /^\d{4}-\d\d-\d\d$/.test(asked.get('date') || '') ? asked.get('date') : today();
    this.limit = LIMITS.includes(Number(asked.get('limit'))) ? Number(asked.get('limit')) : 10;
    this.board = undefined;
    this.heardAt = undefined;
    this.moved = new Set();
    this.live?.close();
    this.live = new Live(`/ws/sales?date=${this.date}`, (message) => this.#hear(message), (state) => {
      this.connection = state;
    });
    return this.#load();
  }

  async #load() {
    const { date, limit } = this;
    try {
      const board = await read(`/top-theaters?date=${date}&limit=${limit}`);
      if (date === this.date && limit === this.limit) { // else someone has clicked on meanwhile
        this.problem = undefined;
        this.board = board;
      }
    } catch (problem) {
      if (problem.status === 404) {
        this.board = { items: [], currency: '' };
      } else {
        this.problem = problem instanceof Problem ? problem : new Problem(0, {});
      }
    }
  }

  #go(change) {
    const { date, limit } = { date: this.date, limit: this.limit, ...change };
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
      return;
    }
    history.pushState(null, '', `/sales?date=${date}&limit=${limit}`);
    this.#start();
  }

  #hear(message) {
    if (message.type !== 'totals' || !this.board) {
      return;
    }
    const totals = new Map(message.theaters
      .filter((total) => !total.currency || total.currency === this.board.currency)
      .map((total) => [total.theater_id, total]));
    const moved = new Set();
    const items = this.board.items.map((item) => {
      const total = totals.get(item.theater.id);
      totals.delete(item.theater.id);
      if (!total || (total.revenue_minor === item.revenue_minor && total.tickets === item.tickets)) {
        return item;
      }
      moved.add(item.theater.id);
      return { ...item, revenue_minor: total.revenue_minor, tickets: total.tickets };
    });
    items.sort((a, b) => b.revenue_minor - a.revenue_minor || a.theater.id - b.theater.id);
    items.forEach((item, n) => {
      item.rank = n + 1;
    });
    if (moved.size > 0) {
      this.heardAt = Date.now();
      this.moved = moved;
      this.board = { ...this.board, items };
    }
    // Someone who is not on the board may belong there now; the board itself knows the names.
    const last = items.length < this.limit ? -Infinity : items[items.length - 1].revenue_minor;
    if ([...totals.values()].some((total) => total.tickets > 0 && total.revenue_minor >= last)) {
      this.refresh ||= setTimeout(() => {
        this.refresh = undefined;
        this.#load();
      }, REFRESH);
    }
  }

  render() {
    return html`
      <div class="page-head">
        <hgroup><h1>Box office</h1><p>${longDate(this.date)}</p></hgroup>
        <div class="date-picker" role="toolbar" aria-label="Day">
          <button type="button" class="ghost" aria-label="The day before" @click=${() => this.#go({ date: addDays(this.date, -1) })}>‹</button>
          <input type="date" aria-label="Date" .value=${this.date} @change=${(event) => this.#go({ date: event.target.value })}>
          <button type="button" class="ghost" aria-label="The day after" @click=${() => this.#go({ date: addDays(this.date, 1) })}>›</button>
        </div>
      </div>
      ${this.problem ? failure(this.problem, () => this.#start()) : nothing}
      ${this.board ? this.#day() : this.problem ? nothing : loading('Counting the takings…')}`;
  }

  #day() {
    const { items, currency } = this.board;
    if (items.length === 0) {
      return html`${empty('Nothing sold on that day', 'As soon as a ticket is sold it shows here, without a reload.')}
        <p class="centre">${liveMark(this.connection)}</p>`;
    }
    const [best] = items;
    return html`
      <section class="winner" aria-label="Top theater">
        <div>
          <p class="crown"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 18L2 7l5.5 4L12 4l4.5 7L22 7l-1 11z"/></svg> Top theater</p>
          <h2>${name(best.theater)}</h2>
          <p class="muted">${best.theater.location ?? ''}</p>
          <p class="big" aria-live="off">${money(best.revenue_minor, currency)}</p>
          <p>${count(best.tickets)} tickets
            <mark class="status ${best.status ?? this.board.status}" title=${STATUS[best.status ?? this.board.status]}>${best.status ?? this.board.status}</mark></p>
        </div>
        <month-chart .theater=${best.theater} .date=${this.date} .currency=${currency} .revenue=${best.revenue_minor}></month-chart>
      </section>
      <section aria-label="Leaderboard">
        <div class="board-head">
          <h2>Leaderboard</h2>
          ${liveMark(this.connection)}
          <label class="compact">Show <select @change=${(event) => this.#go({ limit: Number(event.target.value) })}>
            ${LIMITS.map((limit) => html`<option value=${limit} ?selected=${limit === this.limit}>${limit}</option>`)}</select></label>
        </div>
        <div class="scroll"><table class="board">
          <thead><tr><th scope="col">#</th><th scope="col">Theater</th><th scope="col" class="bar-cell"><span class="unseen">Share of the leader</span></th>
            <th scope="col" class="number">Tickets</th><th scope="col" class="number">Revenue</th></tr></thead>
          <tbody>${items.map((item) => this.#row(item, best, currency))}</tbody>
        </table></div>
        <p class="muted small">${this.#foot()}</p>
      </section>`;
  }

  #row(item, best, currency) {
    const share = best.revenue_minor > 0 ? Math.max(0, item.revenue_minor / best.revenue_minor) : 0;
    return html`<tr class=${this.moved.has(item.theater.id) ? 'moved' : ''}>
      <td>${item.rank}</td>
      <th scope="row">${name(item.theater)}<small>${item.theater.location ?? ''}</small></th>
      <td class="bar-cell"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="track" width="100" height="8"/><rect class="fill" width=${share * 100} height="8"/>`}</svg></td>
      <td class="number">${count(item.tickets)}</td>
      <td class="number revenue">${money(item.revenue_minor, currency)}</td>
    </tr>`;
  }

  #foot() {
    const { as_of: asOf, served_from: from } = this.board;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const last = this.heardAt ?? Date.parse(asOf);
    return `Last change ${new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(last))}, ${timeIn(last, zone)}`
      + `${from === 'postgres' ? ' · from the database' : ''}`;
  }
}

const name = (theater) => theater.name ?? `Theater ${theater.id}`;

customElements.define('marquee-sales', Sales);
