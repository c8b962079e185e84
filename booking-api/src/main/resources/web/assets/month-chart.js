// A theater's month, day by day. While the day is live, its bar follows.

import { LitElement, html, nothing } from 'lit';
import { read } from './api.js';
import { downloadCsv } from './csv.js';
import { monthName } from './format.js';
import { loading } from './ui.js';
import './data-chart.js';

class MonthChart extends LitElement {
  static properties = {
    theater: { attribute: false }, date: {}, currency: {}, revenue: { type: Number }, rows: { state: true }, problem: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  get #path() {
    const [year, month] = this.date.split('-').map(Number);
    const start = this.date.slice(0, 8);
    const last = String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0');
    return `/theaters/${this.theater.id}/sales?granularity=day&from=${start}01&to=${start}${last}&currency=${this.currency}`;
  }

  willUpdate() {
    const shown = this.#path;
    if (shown !== this.shown) {
      this.shown = shown;
      this.rows = undefined;
      this.problem = undefined;
      read(shown).then(
        (answer) => {
          if (shown === this.shown) {
            this.rows = answer.items;
          }
        },
        (problem) => {
          this.problem = problem;
        },
      );
    }
  }

  render() {
    if (this.problem) {
      return html`<p class="muted">The month cannot be shown: ${this.problem.message}</p>`; // the day stands without it
    }
    if (!this.rows) {
      return loading('Adding up the month…');
    }
    const values = this.rows.map((row) => (row.date === this.date ? this.revenue : row.revenue_minor));
    return html`
      <data-chart caption="${monthName(this.date)}, net revenue by day" .labels=${this.rows.map((row) => row.date)}
        .ticks=${this.rows.map((row) => Number(row.date.slice(8)))} .series=${[{ name: 'Revenue', values }]} .currency=${this.currency} .lit=${this.date}></data-chart>
      <p class="actions"><a class="ghost" href="/sales/theaters/${this.theater.id}?from=${this.rows[0].date}&to=${this.date}">More of this theater</a>
        ${values.length ? html`<button type="button" class="ghost" @click=${() => downloadCsv(this.shown, `theater-${this.theater.id}-${this.date.slice(0, 7)}.csv`)}>CSV</button>` : nothing}</p>`;
  }
}

customElements.define('month-chart', MonthChart);
