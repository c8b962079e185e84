// Small pieces that several pages use.

import { html } from 'lit';
import { shortDate, addDays } from './format.js';

const SECTIONS = { movie: 'home', book: 'home', ticket: 'my-bookings', 'sales-theater': 'sales', 'sales-breakdown': 'sales' };

/** Marks the page's entry in the navigation. */
export function markNavigation() {
  const { page } = document.body.dataset;
  document.querySelector(`nav [data-for="${SECTIONS[page] || page}"]`)?.setAttribute('aria-current', SECTIONS[page] ? 'true' : 'page');
}

export const loading = (words = 'Loading…') => html`<p class="loading" aria-busy="true">${words}</p>`;

export const failure = (problem, again) => html`
  <div class="notice error" role="alert">
    <p>${problem.message}</p>
    ${again ? html`<button type="button" class="ghost" @click=${again}>Try again</button>` : ''}
  </div>`;

/** Instead of a page that cannot be shown; what was not found is not tried again. */
export function failurePage(problem, again) {
  const impossible = problem.status === 400; // the address has an id that cannot be
  const missing = impossible || problem.status === 404;
  return html`<h1>${missing ? 'Not found' : 'Something went wrong'}</h1>
    ${failure(impossible ? { message: 'There is nothing at this address.' } : problem, missing ? undefined : again)}`;
}

export const empty = (title, words) => html`
  <div class="empty">
    <svg viewBox="0 0 64 40" aria-hidden="true"><rect x="1" y="1" width="62" height="38" rx="6"/><path d="M20 1v38M20 8h-6M20 16h-6M20 24h-6M20 32h-6"/></svg>
    <h2>${title}</h2>
    <p>${words}</p>
  </div>`;

const STATES = { live: 'Live', connecting: 'Connecting…', lost: 'Offline, trying again…', closed: 'Not live any more' };

export const liveMark = (state) => html`<span class="live-mark ${state}" role="status"><i aria-hidden="true"></i>${STATES[state]}</span>`;

/** A strip of days to choose from; a chosen day outside of it comes first. */
export function dayStrip(first, count, chosen, choose) {
  const days = Array.from({ length: count }, (_, n) => addDays(first, n));
  return html`<div class="days" role="toolbar" aria-label="Day">
    ${(days.includes(chosen) ? days : [chosen, ...days]).map((date) => {
      const words = shortDate(date);
      return html`<button type="button" class="day" aria-pressed=${date === chosen} @click=${() => choose(date)}>
        <small>${date === first ? 'Today' : words.weekday}</small><strong>${words.day}</strong><small>${words.month}</small></button>`;
    })}
  </div>`;
}

/** Whether it is a day of the calendar, as `2026-02-28` is; Date.parse alone takes the 31st of any month. */
export function isDate(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text || '') ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
