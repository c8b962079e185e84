// The auditorium, drawn. Shape and colour both tell the state; arrow keys walk, Enter or space chooses.

import { LitElement, html, svg, nothing } from 'lit';

const CELL = 30;
const ROW = 34;
const SIDE = 34;
const TOP = 62;
const FINGER = 23; // least width of a seat's place on the screen; below it the map is wider than the page and scrolls
const LARGEST = 2.4;

const WORDS = { mine: 'yours', chosen: 'chosen', available: 'available', held: 'held by someone else', booked: 'sold' };

/** The picture of one seat, 24 by 24 around the middle; also used by the legend. */
export function seatShape(category, state) {
  if (state === 'booked') {
    return svg`<g class="seat-art booked"><rect x="-10" y="-10" width="20" height="20" rx="5"/><path d="M-4-4 4 4M4-4-4 4"/></g>`;
  }
  if (state === 'held') {
    return svg`<g class="seat-art held"><rect x="-11" y="-11" width="22" height="22" rx="5"/><path d="M-3-5v10M3-5v10"/></g>`;
  }
  const tick = state === 'mine' || state === 'chosen' ? svg`<path class="tick" d="M-5 0l3.6 4L5-4.5"/>` : nothing;
  const kind = `seat-art ${state} ${category}`;
  switch (category) {
    case 'accessible':
      return svg`<g class=${kind}><circle r="12"/>${tick === nothing
        ? svg`<path class="sign" d="M-1.5-7.5v.1M-1.5-4v5.5h4.5l2.5 4.5M-1.5-1.6h4M-4-.6a4.8 4.8 0 1 0 6 6.2"/>` : tick}</g>`;
    case 'companion':
      return svg`<g class=${kind}><circle r="12"/>${tick === nothing ? svg`<path class="sign" d="M0-5v10M-5 0h10"/>` : tick}</g>`;
    case 'premium':
      return svg`<g class=${kind}><path d="M-12 9V-3a9 9 0 0 1 9-9h6a9 9 0 0 1 9 9V9a3 3 0 0 1-3 3H-9a3 3 0 0 1-3-3z"/>${tick === nothing
        ? svg`<path class="sign fill" d="M0-7l2 4.4 4.8.5-3.6 3.2 1 4.7L0 3.4l-4.2 2.4 1-4.7-3.6-3.2 4.8-.5z"/>` : tick}</g>`;
    case 'recliner':
      return svg`<g class=${kind}><rect x="-13" y="-12" width="26" height="24" rx="8"/>${tick === nothing
        ? svg`<path class="sign" d="M-7 4h14M-7-2v6M7-2v6"/>` : tick}</g>`;
    default:
      return svg`<g class=${kind}><path d="M-11 9V-6a6 6 0 0 1 6-6H5a6 6 0 0 1 6 6V9a3 3 0 0 1-3 3H-8a3 3 0 0 1-3-3z"/>${tick}</g>`;
  }
}

class SeatMap extends LitElement {
  static properties = {
    layout: { attribute: false },
    states: { attribute: false },
    prices: { attribute: false },
    locked: { type: Boolean },
    zoom: { state: true },
    current: { state: true },
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
      this.cells = [];
      this.layout.rows.forEach((row, r) => row.seats.forEach((seat) => this.cells.push({ ...seat, r, row: row.name })));
      const first = this.layout.rows.length >> 1;
      this.current = (this.cells.find((cell) => cell.r >= first) || this.cells[0])?.name;
    }
  }

  firstUpdated() {
    const scroller = this.querySelector('.auditorium');
    const wanted = (FINGER / CELL) * (SIDE * 2 + this.layout.columns * CELL);
    if (scroller && scroller.clientWidth < wanted) {
      this.#zoomBy(wanted / scroller.clientWidth - 1);
    }
  }

  render() {
    if (!this.layout) {
      return nothing;
    }
    const width = SIDE * 2 + this.layout.columns * CELL;
    const height = TOP + this.layout.rows.length * ROW + 10;
    const middle = width / 2;
    return html`
      <div class="zoom" role="toolbar" aria-label="Zoom">
        <button type="button" class="ghost" @click=${() => this.#zoomBy(-0.35)} ?disabled=${this.zoom <= 1} aria-label="Smaller">−</button>
        <button type="button" class="ghost" @click=${() => this.#zoomBy(0.35)} ?disabled=${this.zoom >= LARGEST} aria-label="Larger">+</button>
      </div>
      <div class="auditorium">
        <svg viewBox="0 0 ${width} ${height}" width="${this.zoom * 100}%" role="listbox" aria-multiselectable="true"
             aria-label="Seats. Arrow keys walk, Enter chooses." @keydown=${this.#key} @click=${this.#click}>
          <path class="beam" d="M${width * 0.2} 24L${SIDE - 8} ${height - 6}H${width - SIDE + 8}L${width * 0.8} 24z"/>
          <path class="screen" d="M${width * 0.2} 24Q${middle} 6 ${width * 0.8} 24"/>
          <text class="screen-word" x=${middle} y="40">Screen</text>
          ${this.layout.rows.map((row, r) => svg`
            <text class="row-name" x="14" y=${TOP + r * ROW + 5}>${row.name}</text>
            <text class="row-name" x=${width - 14} y=${TOP + r * ROW + 5}>${row.name}</text>`)}
          ${this.cells.map((cell) => this.#seat(cell))}
        </svg>
      </div>`;
  }

  #seat(cell) {
    const state = this.states[cell.name] || 'available';
    const free = state === 'available' || state === 'chosen';
    const price = this.prices[cell.category];
    return svg`<g class="seat ${state}" role="option" data-seat=${cell.name}
        transform="translate(${SIDE + (cell.column - 0.5) * CELL} ${TOP + cell.r * ROW})"
        tabindex=${cell.name === this.current ? 0 : -1}
        aria-selected=${state === 'chosen' || state === 'mine'} aria-disabled=${!free || this.locked}
        aria-label="Row ${cell.row}, seat ${cell.name}, ${cell.category}${price ? `, ${price}` : ''}, ${WORDS[state]}">
        <rect class="reach" x="-15" y="-17" width="30" height="34"/>
        <circle class="ring" r="15.5"/>
        ${seatShape(cell.category, state)}
      </g>`;
  }

  #zoomBy(step) {
    const scroller = this.querySelector('.auditorium');
    const share = (scroller.scrollLeft + scroller.clientWidth / 2) / scroller.scrollWidth;
    this.zoom = Math.min(LARGEST, Math.max(1, this.zoom + step));
    this.updateComplete.then(() => {
      scroller.scrollLeft = share * scroller.scrollWidth - scroller.clientWidth / 2;
    });
  }

  #click(event) {
    const seat = event.target.closest('[data-seat]');
    if (seat) {
      this.current = seat.dataset.seat;
      this.#choose(seat.dataset.seat);
    }
  }

  #choose(name) {
    const state = this.states[name] || 'available';
    if (!this.locked && (state === 'available' || state === 'chosen')) {
      this.dispatchEvent(new CustomEvent('choose', { detail: name }));
    } else if (!this.locked) {
      this.dispatchEvent(new CustomEvent('taken', { detail: { name, state } }));
    }
  }

  #key(event) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(this.current);
      return;
    }
    const next = this.#neighbour(event.key);
    if (next) {
      event.preventDefault();
      this.current = next.name;
      this.updateComplete.then(() => this.querySelector(`[data-seat="${CSS.escape(next.name)}"]`)?.focus());
    }
  }

  #neighbour(key) {
    const at = this.cells.find((cell) => cell.name === this.current);
    const row = this.cells.filter((cell) => cell.r === at.r).sort((a, b) => a.column - b.column);
    const place = row.indexOf(at);
    switch (key) {
      case 'ArrowLeft': return row[place - 1];
      case 'ArrowRight': return row[place + 1];
      case 'Home': return row[0];
      case 'End': return row[row.length - 1];
      case 'ArrowUp': return this.#nearest(at, at.r - 1);
      case 'ArrowDown': return this.#nearest(at, at.r + 1);
      default: return undefined;
    }
  }

  #nearest(at, r) {
    return this.cells.filter((cell) => cell.r === r)
      .reduce((best, cell) => (!best || Math.abs(cell.column - at.column) < Math.abs(best.column - at.column) ? cell : best), undefined);
  }
}

customElements.define('seat-map', SeatMap);
