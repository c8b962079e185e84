// A theater's month, a bar per day, with the same figures as a table. Chart.js comes only when there is one to draw.

import { LitElement, html, nothing } from 'lit';
import { read } from './api.js';
import { count, major, money } from './format.js';

class MonthChart extends LitElement {
  static properties = {
    theater: { attribute: false }, date: { attribute: false }, currency: { attribute: false },
    revenue: { attribute: false }, rows: { state: true }, problem: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.repaint = () => this.#draw();
    this.scheme.addEventListener('change', this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.scheme.removeEventListener('change', this.repaint);
    this.chart?.destroy();
    this.chart = undefined;
  }

  updated(changed) {
    const shown = `${this.theater.id} ${this.date.slice(0, 7)} ${this.currency}`;
    if (shown !== this.shown) {
      this.shown = shown;
      this.#load();
    } else if (changed.has('revenue') || changed.has('date') || changed.has('rows')) {
      const row = this.rows?.find((one) => one.date === this.date);
      if (row && row.revenue_minor !== this.revenue) {
        row.revenue_minor = this.revenue;
      }
      this.#draw();
    }
  }

  async #load() {
    const { shown } = this;
    const first = `${this.date.slice(0, 7)}-01`;
    const [year, month] = this.date.split('-').map(Number);
    const last = `${this.date.slice(0, 8)}${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0')}`;
    this.problem = undefined;
    try {
      const answer = await read(`/theaters/${this.theater.id}/sales?granularity=day&from=${first}&to=${last}&currency=${this.currency}`);
      if (shown === this.shown) {
        this.rows = answer.items;
      }
    } catch (problem) {
      this.problem = problem;
    }
  }

  async #draw() {
    const canvas = this.querySelector('canvas');
    if (!canvas || !this.rows) {
      return;
    }
    if (!globalThis.Chart) {
      await import('chart.js'); // the bundled build, which sets globalThis.Chart
    }
    if (!canvas.isConnected) {
      return;
    }
    const style = getComputedStyle(this);
    const bar = style.getPropertyValue('--bar').trim();
    const lit = style.getPropertyValue('--bar-lit').trim();
    const text = style.getPropertyValue('--pico-muted-color').trim();
    const colors = this.rows.map((row) => (row.date === this.date ? lit : bar));
    const data = this.rows.map((row) => major(row.revenue_minor, this.currency));
    if (this.chart) {
      this.chart.data.labels = this.rows.map((row) => Number(row.date.slice(8)));
      Object.assign(this.chart.data.datasets[0], { data, backgroundColor: colors });
      this.chart.options.scales.x.ticks.color = text;
      this.chart.options.scales.y.ticks.color = text;
      this.chart.update('none');
      return;
    }
    this.chart = new globalThis.Chart(canvas, {
      type: 'bar',
      data: { labels: this.rows.map((row) => Number(row.date.slice(8))), datasets: [{ data, backgroundColor: colors, borderRadius: 3 }] },
      options: {
        animation: false,
        maintainAspectRatio: false,
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { label: (item) => money(this.rows[item.dataIndex].revenue_minor, this.currency) } },
        },
        scales: {
          x: { grid: { display: false }, ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 } },
          y: { beginAtZero: true, grid: { color: 'rgba(128,128,128,.18)' }, border: { display: false }, ticks: { color: text, maxTicksLimit: 5,
            callback: (value) => Intl.NumberFormat(undefined, { style: 'currency', currency: this.currency, notation: 'compact' }).format(value) } },
        },
      },
    });
  }

  render() {
    if (this.problem) {
      return nothing; // the day stands without its month
    }
    return html`
      <figure>
        <figcaption>${new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${this.date}T00:00:00Z`))}</figcaption>
        <div class="canvas"><canvas role="img" aria-label="Revenue by day of this theater's month; the table below has the figures"></canvas></div>
        <details><summary>As a table</summary>
          <table><thead><tr><th scope="col">Day</th><th scope="col" class="number">Tickets</th><th scope="col" class="number">Revenue</th></tr></thead>
          <tbody>${(this.rows || []).filter((row) => row.tickets || row.revenue_minor).map((row) => html`<tr><th scope="row">${row.date}</th>
            <td class="number">${count(row.tickets)}</td><td class="number">${money(row.revenue_minor, this.currency)}</td></tr>`)}</tbody></table>
        </details>
      </figure>`;
  }
}

customElements.define('month-chart', MonthChart);
