// What was sold by movie, genre or region in a span of days.

import { html, nothing } from 'lit';
import { read, serverNow } from './api.js';
import { downloadCsv } from './csv.js';
import { addDays, count, dateIn, longDate, money } from './format.js';
import { PageElement } from './page-element.js';
import { badDate, currencySelect, inWords, range, salesNav, tile } from './sales-nav.js';
import { empty, failure, isDate, loading } from './ui.js';
import './data-chart.js';

const DAYS = 30;
const SHOWN = 15;
const MOST = 200; // rows of a file
const BY = [['movie', 'Movie'], ['genre', 'Genre'], ['region', 'Region']];

class SalesBreakdown extends PageElement {
  static properties = { wanted: { state: true }, sales: { state: true }, problem: { state: true }, notice: { state: true } };

  start() {
    const asked = new URLSearchParams(location.search);
    this.bad = ['from', 'to'].map((end) => asked.get(end)).find((date) => date && !isDate(date));
    if (this.bad) {
      this.wanted = {};
      return;
    }
    const to = asked.get('to') || dateIn(serverNow());
    const from = asked.get('from') && asked.get('from') <= to ? asked.get('from') : addDays(to, 1 - DAYS);
    const by = BY.some(([key]) => key === asked.get('by')) ? asked.get('by') : 'movie';
    const currency = /^[A-Za-z]{3}$/.test(asked.get('currency') || '') ? asked.get('currency').toUpperCase() : '';
    this.wanted = { by, from, to, ...(currency && { currency }) };
    this.#load();
  }

  get #path() {
    const { by, from, to, currency } = this.wanted;
    return `/reports/sales-by/${by}?start_date=${from}&end_date=${to}${currency ? `&currency=${currency}` : ''}`;
  }

  async #load() {
    const { wanted } = this;
    this.problem = undefined;
    this.sales = undefined;
    try {
      const sales = await read(`${this.#path}&limit=${SHOWN}`);
      if (wanted === this.wanted) { // else someone has clicked on meanwhile
        this.sales = sales;
      }
    } catch (problem) {
      if (wanted === this.wanted) {
        this.problem = inWords(problem);
      }
    }
  }

  #go(change) {
    const wanted = { ...this.wanted, ...change };
    if (wanted.from > wanted.to) {
      wanted['from' in change ? 'to' : 'from'] = wanted['from' in change ? 'from' : 'to'];
    }
    history.pushState(null, '', `/sales/breakdown?${new URLSearchParams(wanted)}`);
    this.start();
  }

  async #csv() {
    const { by, from, to } = this.wanted;
    const { currency } = this.sales;
    this.notice = undefined;
    try {
      await downloadCsv(`/reports/sales-by/${by}?start_date=${from}&end_date=${to}&currency=${currency}&limit=${MOST}`, `sales-by-${by}-${currency}-${from}-${to}.csv`);
    } catch (problem) {
      this.notice = problem.message;
    }
  }

  render() {
    if (this.bad) {
      return badDate(this.bad, '/sales/breakdown');
    }
    const { by, from, to } = this.wanted;
    return html`
      <div class="page-head">
        <hgroup><p class="kicker">Box office</p><h1>Sales by ${by}</h1><p>${longDate(from)} to ${longDate(to)}</p></hgroup>
        <div class="controls">${salesNav('breakdown')}</div>
      </div>
      <div class="period">
        <div class="segments" role="toolbar" aria-label="By">${BY.map(([key, words]) => html`<button type="button" aria-pressed=${key === by}
          @click=${() => this.#go({ by: key })}>${words}</button>`)}</div>
        ${range(from, to, (change) => this.#go(change))}
        ${this.sales ? currencySelect(this.sales.currencies, this.sales.currency, (currency) => this.#go({ currency })) : nothing}
        <button type="button" class="ghost csv" ?disabled=${!this.sales} title="What is shown, up to ${MOST} rows" @click=${() => this.#csv()}>CSV</button>
      </div>
      ${this.notice ? html`<p class="notice error" role="alert">${this.notice}</p>` : nothing}
      ${this.problem ? failure(this.problem, this.problem.status === 400 ? undefined : () => this.#load()) : this.sales ? this.#figures(by) : loading('Adding up…')}`;
  }

  #figures(by) {
    const { items, currency, currencies, revenue_minor: revenue, tickets } = this.sales;
    const others = currencies.filter((one) => one !== currency);
    const elsewhere = others.length > 0 ? `Also sold in ${new Intl.ListFormat('en').format(others)}, which cannot be added up with ${currency}.` : '';
    if (items.length === 0) {
      return others.length > 0 ? empty(`Nothing sold in ${currency} in that time`, elsewhere) : empty('Nothing sold in that time', 'Choose other dates.');
    }
    const rest = revenue - items.reduce((sum, item) => sum + item.revenue_minor, 0);
    const rows = rest > 0 ? [...items, { name: 'All others', revenue_minor: rest, tickets: tickets - items.reduce((sum, item) => sum + item.tickets, 0) }] : items;
    const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
    return html`
      <dl class="tiles">
        ${tile('Net revenue', money(revenue, currency), { note: currency })}${tile('Tickets', count(tickets))}
        ${tile(`Leading ${by}`, items[0].name)}${tile('Its share', revenue > 0 ? share.format(items[0].revenue_minor / revenue) : '–')}
      </dl>
      ${elsewhere ? html`<p class="muted small elsewhere">${elsewhere}</p>` : nothing}
      <section class="panel"><data-chart across caption="Net revenue by ${by}" first=${by[0].toUpperCase() + by.slice(1)} .labels=${items.map((item) => item.name)}
        .currency=${currency} .series=${[{ name: 'Revenue', values: items.map((item) => item.revenue_minor) }]}></data-chart></section>
      <section class="panel"><div class="scroll" tabindex="0" role="region" aria-label="Sales by ${by}, table"><table class="board">
        <thead><tr><th scope="col">${by[0].toUpperCase() + by.slice(1)}</th><th scope="col" class="number">Tickets</th><th scope="col" class="number">Share</th><th scope="col" class="number">Revenue</th></tr></thead>
        <tbody>${rows.map((item) => html`<tr><th scope="row">${item.id && by === 'movie' ? html`<a href="/movie/${item.id}">${item.name}</a>` : item.name}</th>
          <td class="number">${count(item.tickets)}</td><td class="number">${revenue > 0 ? share.format(item.revenue_minor / revenue) : nothing}</td>
          <td class="number revenue">${money(item.revenue_minor, currency)}</td></tr>`)}</tbody>
      </table></div></section>`;
  }
}

customElements.define('marquee-sales-breakdown', SalesBreakdown);
