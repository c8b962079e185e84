// The theaters of a day in order, as a table with bars.

import { html, svg } from 'lit';
import { count, money } from './format.js';

export const theaterName = (theater) => theater.name ?? `Theater ${theater.id}`;

/**
 * @param items as `/top-theaters` has them
 * @param moved ids of those whose totals just changed
 */
export function leaderboard(items, currency, moved, date) {
  const best = items[0]?.revenue_minor || 0;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Leaderboard, table"><table class="board">
    <thead><tr><th scope="col"><span class="unseen">Rank</span>#</th><th scope="col">Theater</th><th scope="col" class="bar-cell"><span class="unseen">Share of the leader</span></th>
      <th scope="col" class="number">Tickets</th><th scope="col" class="number">Revenue</th></tr></thead>
    <tbody>${items.map((item) => {
      const share = best > 0 ? Math.max(0, item.revenue_minor / best) : 0;
      return html`<tr class=${moved.has(item.theater.id) ? 'moved' : ''} data-theater=${item.theater.id}>
        <td class="rank">${item.rank}</td>
        <th scope="row"><a href="/sales/theaters/${item.theater.id}?to=${date}">${theaterName(item.theater)}</a><small>${item.theater.location ?? ''}</small></th>
        <td class="bar-cell"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="track" width="100" height="8"/><rect class="fill" width=${share * 100} height="8"/>`}</svg></td>
        <td class="number">${count(item.tickets)}</td>
        <td class="number revenue">${money(item.revenue_minor, currency)}</td></tr>`;
    })}</tbody></table></div>`;
}
