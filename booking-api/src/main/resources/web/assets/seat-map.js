// The auditorium, drawn. Arrow keys walk, Enter or space chooses. Says `choose` with the name of a seat.

import { LitElement, html, svg, nothing } from 'lit';
import { panZoom } from './pan-zoom.js';
import { seatShape, seatWords } from './seat-shape.js';

const CELL = 30;
const ROW = 34;
const SIDE = 34;
const TOP = 66;
const FINGER = 26; // least width of a seat's place on the screen at first; the map may be wider than the page and scroll
const LARGEST = 4;

class SeatMap extends LitElement {
  static properties = {
    layout: { attribute: false }, states: { attribute: false }, prices: { attribute: false }, locked: { type: Boolean },
    zoom: { state: true }, current: { state: true },
  };

  constructor() {
    super();
    this.states = {};
    this.prices = {};
    this.locked = false;
    this.zoom = 1;
  }

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has('layout') && this.layout) {
      this.rows = this.layout.rows.map((row, r) => ({
        ...row, r, cells: row.seats.map((seat) => ({ ...seat, r, row: row.name })).sort((a, b) => a.column - b.column),
      }));
      const row = this.rows[this.rows.length >> 1];
      this.current = row?.cells[row.cells.length >> 1]?.name;
    }
  }

  firstUpdated() {
    const scroller = this.querySelector('.auditorium');
    panZoom(scroller, (factor, point) => this.#zoomBy(factor, point));
    const wanted = (FINGER / CELL) * (SIDE * 2 + this.layout.columns * CELL);
    if (scroller.clientWidth < wanted) {
      this.#zoomBy(wanted / scroller.clientWidth);
    }
  }

  get #width() {
    return SIDE * 2 + this.layout.columns * CELL;
  }

  render() {
    if (!this.layout) {
      return nothing;
    }
    const width = this.#width;
    const height = TOP + this.rows.length * ROW + 10;
    const middle = width / 2;
    return html`
      <div class="zoom" role="toolbar" aria-label="Zoom">
        <button type="button" class="ghost" @click=${() => this.#zoomBy(1 / 1.35)} ?disabled=${this.zoom <= 1} aria-label="Smaller">−</button>
        <button type="button" class="ghost" @click=${() => this.#zoomBy(1.35)} ?disabled=${this.zoom >= LARGEST} aria-label="Larger">+</button>
      </div>
      <div class="auditorium">
        <svg viewBox="0 0 ${width} ${height}" width="${this.zoom * 100}%" role="grid" aria-multiselectable="true"
             aria-label="Seats. Arrow keys walk, Enter chooses." @keydown=${this.#key} @click=${this.#click}>
          <g aria-hidden="true">
            <path class="beam" d="M${width * 0.2} 26L${SIDE - 8} ${height - 6}H${width - SIDE + 8}L${width * 0.8} 26z"/>
            <path class="screen" d="M${width * 0.18} 26Q${middle} 6 ${width * 0.82} 26"/>
            <text class="screen-word" x=${middle} y="44">Screen</text>
            ${this.rows.map((row) => svg`
              <text class="row-name" x="14" y=${TOP + row.r * ROW + 5}>${row.name}</text>
              <text class="row-name" x=${width - 14} y=${TOP + row.r * ROW + 5}>${row.name}</text>`)}
          </g>
          ${this.rows.map((row) => svg`<g role="row" aria-label="Row ${row.name}">${row.cells.map((cell) => this.#seat(cell))}</g>`)}
        </svg>
      </div>`;
  }

  #seat(cell) {
    const state = this.states[cell.name] || 'available';
    const mine = state === 'mine' || state === 'pending';
    return svg`<g class="seat ${state}" role="gridcell" data-seat=${cell.name}
        transform="translate(${SIDE + (cell.column - 0.5) * CELL} ${TOP + cell.r * ROW})"
        tabindex=${cell.name === this.current ? 0 : -1}
        aria-selected=${mine} aria-disabled=${this.locked || !(mine || state === 'available')}
        aria-label=${seatWords(cell, state, this.prices[cell.category])}>
        <rect class="reach" x="-15" y="-17" width="30" height="34"/>
        <circle class="ring" r="15.5"/>
        ${seatShape(cell.category, state)}
      </g>`;
  }

  /** The point stays where it is; without one, the middle of what is seen. */
  #zoomBy(factor, point) {
    const scroller = this.querySelector('.auditorium');
    const box = scroller.getBoundingClientRect();
    const x = point ? point.x - box.left : scroller.clientWidth / 2;
    const y = point ? point.y - box.top : scroller.clientHeight / 2;
    const before = this.zoom;
    const [left, top] = [scroller.scrollLeft + x, scroller.scrollTop + y];
    this.zoom = Math.min(LARGEST, Math.max(1, before * factor));
    this.updateComplete.then(() => scroller.scrollTo(left * (this.zoom / before) - x, top * (this.zoom / before) - y));
  }

  #click(event) {
    const seat = event.target.closest('[data-seat]');
    if (seat) {
      this.current = seat.dataset.seat;
      this.#choose(seat.dataset.seat);
    }
  }

  #choose(name) {
    if (!this.locked) {
      this.dispatchEvent(new CustomEvent('choose', { detail: name }));
    }
  }

  #key(event) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(this.current);
      return;
    }
    const next = this.#neighbour(event);
    if (next) {
      event.preventDefault();
      this.current = next.name;
      this.updateComplete.then(() => this.querySelector(`[data-seat="${CSS.escape(next.name)}"]`)?.focus());
    }
  }

  #neighbour({ key, ctrlKey }) {
    const row = this.rows.find(({ cells }) => cells.some((cell) => cell.name === this.current));
    const place = row.cells.findIndex((cell) => cell.name === this.current);
    switch (key) {
      case 'ArrowLeft': return row.cells[place - 1];
      case 'ArrowRight': return row.cells[place + 1];
      case 'Home': return (ctrlKey ? this.rows[0] : row).cells[0];
      case 'End': return (ctrlKey ? this.rows[this.rows.length - 1] : row).cells.at(-1);
      case 'ArrowUp': return this.#nearest(row.cells[place], row.r - 1);
      case 'ArrowDown': return this.#nearest(row.cells[place], row.r + 1);
      default: return undefined;
    }
  }

  #nearest(at, r) {
    return (this.rows[r]?.cells || [])
      .reduce((best, cell) => (!best || Math.abs(cell.column - at.column) < Math.abs(best.column - at.column) ? cell : best), undefined);
  }
}

customElements.define('seat-map', SeatMap);
