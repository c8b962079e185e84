// A chart, with the same figures as a table below it. Chart.js comes only when there is something to draw.

import { LitElement, html, nothing } from 'lit';
import { major, money, shortMoney } from './format.js';

const GLYPH = 6.5; // about as wide as a letter of the chart is, in pixels

class DataChart extends LitElement {
  /**
   * caption: what it shows; labels: one per place; series: `{name, values, line?}` with values in minor units, or null
   * where there is none; currency; lit: the label to stress; across: bars that lie; first: what the labels are.
   */
  static properties = {
    caption: {}, labels: { attribute: false }, series: { attribute: false }, currency: {}, lit: {},
    across: { type: Boolean }, first: {}, ticks: { attribute: false },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.repaint = () => this.#draw(true);
    addEventListener('themechange', this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('themechange', this.repaint);
    this.chart?.destroy();
    this.chart = undefined;
  }

  updated() {
    this.#draw(false);
  }

  #color(name) {
    const probe = this.querySelector('.probe');
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  }

  async #draw(anew) {
    const canvas = this.querySelector('canvas');
    if (!canvas) {
      return;
    }
    if (!globalThis.Chart) {
      await import('chart.js'); // the bundled build, which sets globalThis.Chart
    }
    if (!canvas.isConnected) {
      return;
    }
    if (anew) {
      this.chart?.destroy();
      this.chart = undefined;
    }
    const labels = this.ticks || this.labels;
    if (this.chart && this.chart.data.datasets.length === this.series.length) {
      this.chart.data.labels = labels;
      this.series.forEach((one, n) => Object.assign(this.chart.data.datasets[n], this.#dataset(one)));
      this.chart.update('none');
      return;
    }
    this.chart?.destroy();
    this.toggleAttribute('drawn', true); // from the next lines on; for whoever waits for pictures
    this.chart = new globalThis.Chart(canvas, {
      type: 'bar',
      data: { labels, datasets: this.series.map((one) => this.#dataset(one)) },
      options: this.#options(),
    });
  }

  #dataset({ name, values, line }) {
    const data = values.map((value) => (value === null ? null : major(value, this.currency)));
    return line
      ? { type: 'line', label: name, data, borderColor: this.#color('--soft'), backgroundColor: 'transparent', borderDash: [4, 4], borderWidth: 2, pointRadius: 0, tension: 0.3, order: 0 }
      : { label: name, data, borderRadius: 4, maxBarThickness: 46, order: 1,
        backgroundColor: this.labels.map((label) => this.#color(!this.lit || label === this.lit ? '--bar-lit' : '--bar')) };
  }

  #options() {
    const text = this.#color('--soft');
    const grid = this.#color('--line');
    const names = { grid: { display: false }, border: { color: grid }, ticks: { color: text, maxRotation: 0, autoSkipPadding: 14 } };
    const amounts = { beginAtZero: true, grid: { color: grid }, border: { display: false },
      ticks: { color: text, maxTicksLimit: 6, callback: (value) => shortMoney(value, this.currency) } };
    const element = this;
    // Names that lie beside their bars may take about a third; the tooltip and the table have them whole.
    function shortened(value) {
      const most = Math.max(12, Math.floor(this.chart.width * 0.36 / GLYPH));
      const label = String(element.labels[value]);
      return label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
    }
    return {
      indexAxis: this.across ? 'y' : 'x',
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false, axis: this.across ? 'y' : 'x' },
      plugins: {
        legend: { display: this.series.length > 1, align: 'end', labels: { color: text, boxWidth: 14, boxHeight: 10 } },
        tooltip: { callbacks: {
          title: ([item]) => this.labels[item.dataIndex],
          label: (item) => `${item.dataset.label}: ${money(this.series[item.datasetIndex].values[item.dataIndex] ?? 0, this.currency)}`,
        } },
      },
      scales: this.across ? { x: amounts, y: { ...names, ticks: { ...names.ticks, autoSkip: false, callback: shortened } } } : { x: names, y: amounts },
    };
  }

  render() {
    return html`
      <figure>
        <figcaption>${this.caption}</figcaption>
        <div class="canvas ${this.across ? 'across' : ''}"><canvas role="img" aria-label="${this.caption}; the table below has the figures"></canvas></div>
        <i class="probe" hidden></i>
        <details><summary>As a table</summary>
          <div class="scroll" tabindex="0" role="region" aria-label="${this.caption}, table"><table>
            <thead><tr><th scope="col">${this.first || 'Day'}</th>${this.series.map((one) => html`<th scope="col" class="number">${one.name}</th>`)}</tr></thead>
            <tbody>${this.labels.map((label, n) => html`<tr><th scope="row">${label}</th>
              ${this.series.map(({ values }) => html`<td class="number">${values[n] === null ? nothing : money(values[n], this.currency)}</td>`)}</tr>`)}</tbody>
          </table></div>
        </details>
      </figure>`;
  }
}

customElements.define('data-chart', DataChart);
