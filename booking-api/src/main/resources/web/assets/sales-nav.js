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

/** A choice of the currencies that were sold in; nothing where there is but one. */
export const currencySelect = (currencies, chosen, go) => {
  const all = [...new Set([...currencies, chosen])].sort();
  return all.length > 1 ? html`<label class="compact">Currency <select name="currency" @change=${(event) => go(event.target.value)}>
    ${all.map((one) => html`<option value=${one} ?selected=${one === chosen}>${one}</option>`)}</select></label>` : nothing;
};

/** What stands in for a page whose address has a date that is none, with the way back. */
export const badDate = (date, back) => html`
  <div class="page-head"><hgroup><p class="kicker">Box office</p><h1>There is no such day</h1></hgroup></div>
  <div class="notice error" role="alert"><p>${date} is no date of the calendar.</p><a class="ghost" href=${back}>Go on with today</a></div>`;

const FIELDS = [
  [/^(start_date|from):/, 'the first day'], [/^(end_date|to):/, 'the last day'],
  [/\bstart_date\b/g, 'the first day'], [/\bend_date\b/g, 'the last day'], [/\b(after|before) to$/, '$1 the last day'],
];

/** A problem whose words are those of the page, where the API names its parameters. */
export const inWords = (problem) => {
  const words = FIELDS.reduce((text, [field, name]) => text.replace(field, name), problem.message.replace(/\.$/, ''));
  return { message: `${words[0].toUpperCase()}${words.slice(1)}.`, status: problem.status };
};
