// What the sales pages share: the way between them, tiles, and periods.

import { html, nothing } from 'lit';
import { change } from './format.js';

const PAGES = [['day', '/sales', 'Day'], ['breakdown', '/sales/breakdown', 'Breakdown']];

export const salesNav = (page) => html`<nav class="segments" aria-label="Box office">
  ${PAGES.map(([key, href, words]) => html`<a href=${href} aria-current=${key === page ? 'page' : nothing}>${words}</a>`)}</nav>`;

/** One figure; with the one before, how it changed. */
export const tile = (name, value, { before, now, note } = {}) => {
  const by = before === undefined ? '' : change(now, before);
  const way = before === undefined || now === before ? '' : now > before ? 'up' : 'down';
  return html`<div class="tile"><dt>${name}</dt><dd>${value}${by ? html` <small class="change ${way}">${by}</small>` : nothing}
    ${note ? html`<small class="note">${note}</small>` : nothing}</dd></div>`;
};

export const STATUS = {
  provisional: 'The day is still being counted',
  final: 'The day is counted',
  restated: 'Corrected after it was counted',
};

export const statusMark = (status) => (status ? html`<mark class="status ${status}" title=${STATUS[status]}>${status}</mark>` : nothing);

/** From and to, by hand. */
export const range = (from, to, go) => html`<div class="range">
  <label class="compact">From <input type="date" name="from" .value=${from} max=${to} @change=${(event) => event.target.value && go({ from: event.target.value })}></label>
  <label class="compact">To <input type="date" name="to" .value=${to} min=${from} @change=${(event) => event.target.value && go({ to: event.target.value })}></label></div>`;
