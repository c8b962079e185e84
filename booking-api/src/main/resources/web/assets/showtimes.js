// Showings as times to click.

import { html } from 'lit';
import { serverNow } from './api.js';
import { money, timeIn } from './format.js';

const FEW = 0.15; // of the seats

function time(showtime) {
  const at = timeIn(showtime.starts_at, showtime.time_zone);
  const { auditorium, seats_available: free, seats_total: all } = showtime;
  if (showtime.status === 'cancelled' || Date.parse(showtime.starts_at) <= serverNow()) {
    return html`<li><span class="time past"><strong>${at}</strong><small>${showtime.status === 'cancelled' ? 'cancelled' : 'started'}</small></span></li>`;
  }
  const cheapest = Math.min(...Object.values(showtime.prices));
  const full = free === 0;
  const few = !full && free <= all * FEW;
  const words = full ? 'sold out' : few ? `${free} left` : `from ${money(cheapest, showtime.currency)}`;
  return html`<li><a class="time ${full ? 'full' : few ? 'few' : ''}" href="/book/${showtime.id}">
    <strong>${at}</strong><small>${auditorium}</small><small>${words}</small></a></li>`;
}

export const times = (showtimes) => html`<ul class="times">${showtimes.map(time)}</ul>`;

/** Values by key, in the order in which the keys come first. */
export function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    groups.has(name) ? groups.get(name).push(item) : groups.set(name, [item]);
  }
  return groups;
}
