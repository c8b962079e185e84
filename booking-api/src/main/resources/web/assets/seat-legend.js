// What the pictures on the seat map mean, with prices.

import { html, svg, nothing } from 'lit';
import { seatShape } from './seat-shape.js';

const NAMES = { accessible: 'Wheelchair space', companion: 'Companion' };

const item = (category, state, words, price) => html`<li>
  <svg viewBox="-15 -15 30 30" aria-hidden="true">${svg`<g class="seat ${state}">${seatShape(category, state)}</g>`}</svg>
  <span>${words}${price ? html` <b>${price}</b>` : nothing}</span></li>`;

/**
 * @param categories those that the auditorium has
 * @param prices by category, in words
 */
export const seatLegend = (categories, prices) => html`<ul class="legend" aria-label="Legend">
  ${categories.map((category) => item(category, 'available', NAMES[category] || category[0].toUpperCase() + category.slice(1), prices[category]))}
  ${item('standard', 'mine', 'Yours')}${item('standard', 'held', 'Held by others')}${item('standard', 'booked', 'Sold')}
</ul>`;
