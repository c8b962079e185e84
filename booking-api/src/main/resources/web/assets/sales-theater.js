// A theater over days or months, beside the time before, and the movies that it sold.

import { html, nothing } from 'lit';
import { read, serverNow } from './api.js';
import { downloadCsv } from './csv.js';
import { addDays, count, dateIn, longDate, money, monthEnd, monthName, monthSpan } from './format.js';
import { PageElement } from './page-element.js';
import { badDate, inWords, range, salesNav, statusMark, tile } from './sales-nav.js';
import { empty, failure, isDate, loading } from './ui.js';
import './data-chart.js';

const DAYS = 30;
const PERIODS = [[7, '7 days'], [30, '30 days'], [90, '90 days'], [365, 'A year']];
const MOVIES = 15;

/** What is asked for; of months whole ones, for so are the totals. */
const whole = ({ from, to, granularity }) => (granularity === 'month'
  ? { from: `${from.slice(0, 8)}01`, to: monthEnd(to), granularity } : { from, to, granularity });

/** Where a theater is; some locations end with the region already. */
const place = ({ location, region }) => (location.endsWith(region) ? location : `${location}, ${region}`);

class SalesTheater extends PageElement {
  static properties = {
    theater: { state: true }, wanted: { state: true }, series: { state: true }, movies: { state: true },
    problem: { state: true }, notice: { state: true },
  };

  async start() {
    this.problem = undefined;
    const asked = new URLSearchParams(location.search);
    this.bad = ['from', 'to'].map((end) => asked.get(end)).find((date) => date && !isDate(date));
    if (this.bad) {
      this.requestUpdate();
      return;
    }
    try {
      this.theater ??= await read(`/theaters/${location.pathname.split('/').pop()}`);
      document.title = `${this.theater.name} · Marquee`;
      const to = asked.get('to') || dateIn(serverNow(), this.theater.time_zone);
      const from = asked.get('from') && asked.get('from') <= to ? asked.get('from') : addDays(to, 1 - DAYS);
      this.wanted = whole({ from, to, granularity: asked.get('granularity') === 'month' ? 'month' : 'day' });
      await this.#load();
    } catch (problem) {
      this.problem = problem;
    }
  }

  get #path() {
    const { from, to, granularity } = this.wanted;
    return `/theaters/${this.theater.id}/sales?granularity=${granularity}&from=${from}&to=${to}&compare=previous`;
  }

  async #load() {
    const { wanted } = this;
    this.series = undefined;
    this.movies = undefined;
    const [series, movies] = await Promise.all([
      read(this.#path),
      read(`/theaters/${this.theater.id}/movies?from=${wanted.from}&to=${wanted.to}&limit=${MOVIES}`).catch(() => ({ items: [] })), // the series stands without it
    ]);
    if (wanted === this.wanted) { // else someone has clicked on meanwhile
      this.series = series;
      this.movies = movies.items;
    }
  }

  #go(change) {
    const wanted = { ...this.wanted, ...change };
    if (wanted.from > wanted.to) {
      wanted['from' in change ? 'to' : 'from'] = wanted['from' in change ? 'from' : 'to'];
    }
    this.wanted = whole(wanted);
    history.pushState(null, '', `${location.pathname}?${new URLSearchParams(this.wanted)}`);
    this.problem = undefined;
    this.#load().catch((problem) => {
      this.problem = problem;
    });
  }

  async #csv() {
    try {
      await downloadCsv(this.#path, `theater-${this.theater.id}-${this.wanted.from}-${this.wanted.to}.csv`);
    } catch (problem) {
      this.notice = problem.message;
    }
  }

  render() {
    if (this.bad) {
      return badDate(this.bad, location.pathname);
    }
    if (!this.theater) {
      return this.problem ? failure(this.problem, this.problem.status === 404 ? undefined : () => this.start()) : loading('Opening the books…');
    }
    const { granularity, from, to } = this.wanted;
    const kind = (value, words) => html`<button type="button" aria-pressed=${granularity === value} @click=${() => this.#go({ granularity: value })}>${words}</button>`;
    return html`
      <div class="page-head">
        <hgroup>
          <p class="kicker">Box office</p>
          <h1>${this.theater.name}</h1>
          <p>${place(this.theater)}</p>
        </hgroup>
        <div class="controls">${salesNav()}<div class="segments" role="toolbar" aria-label="By">${kind('day', 'Days')}${kind('month', 'Months')}</div></div>
      </div>
      <div class="period">
        ${range(from, to, (change) => this.#go(change))}
        <div class="segments" role="toolbar" aria-label="Period">${PERIODS.map(([days, words]) => html`<button type="button"
          aria-pressed=${from === addDays(to, 1 - days)} @click=${() => this.#go({ from: addDays(to, 1 - days) })}>${words}</button>`)}</div>
        <button type="button" class="ghost csv" @click=${() => this.#csv()}>CSV</button>
      </div>
      ${this.notice ? html`<p class="notice error" role="alert">${this.notice}</p>` : nothing}
      ${this.problem ? failure(inWords(this.problem), this.problem.status === 400 ? undefined : () => this.start()) : this.series ? this.#figures() : loading('Adding up…')}`;
  }

  #figures() {
    const { items, currency, previous } = this.series;
    const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
    const before = (field) => previous && sum(previous.items, field);
    const figure = (name, field, words) => tile(name, words(sum(items, field)), { now: sum(items, field), before: before(field) });
    const amount = (minor) => money(minor, currency);
    const labels = items.map((row) => (row.date ? row.date : monthName(row.month)));
    const span = this.series.granularity === 'month' ? monthSpan : (from, to) => `${longDate(from)} to ${longDate(to)}`;
    const open = items.filter((row) => row.status === 'provisional').length;
    return html`
      <dl class="tiles">
        ${figure('Net revenue', 'revenue_minor', amount)}${figure('Tickets', 'tickets', count)}
        ${figure('Bookings', 'bookings', count)}${figure('Refunded', 'refunded_minor', amount)}
      </dl>
      <p class="muted small compared">${span(this.series.from, this.series.to)}${previous
        ? `, compared with ${span(previous.from, previous.to)}` : ''}. ${open > 0 ? html`${statusMark('provisional')} ${open} still being counted` : nothing}</p>
      ${sum(items, 'bookings') + sum(items, 'cancellations') === 0
        ? empty('Nothing sold in that time', 'Choose other dates.')
        : html`<section class="panel"><data-chart caption="Net revenue by ${this.series.granularity}" first=${this.series.granularity === 'month' ? 'Month' : 'Day'}
            .labels=${labels} .currency=${currency} .series=${[
              { name: 'Revenue', values: items.map((row) => row.revenue_minor) },
              ...(previous ? [{ name: 'Time before', line: true, values: items.map((_, n) => previous.items[n]?.revenue_minor ?? null) }] : []),
            ]}></data-chart></section>`}
      ${this.#movies(currency)}`;
  }

  #movies(currency) {
    if (!this.movies?.length) {
      return nothing;
    }
    return html`<section class="panel" aria-labelledby="movies"><h2 id="movies">Movies</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Movies, table"><table class="board">
        <thead><tr><th scope="col">Movie</th><th scope="col" class="number">Tickets</th><th scope="col" class="number">Revenue</th></tr></thead>
        <tbody>${this.movies.map((movie) => html`<tr><th scope="row"><a href="/movie/${movie.movie_id}">${movie.title}</a></th>
          <td class="number">${count(movie.tickets)}</td><td class="number revenue">${money(movie.revenue_minor, movie.currency ?? currency)}</td></tr>`)}</tbody>
      </table></div></section>`;
  }
}

customElements.define('marquee-sales-theater', SalesTheater);
