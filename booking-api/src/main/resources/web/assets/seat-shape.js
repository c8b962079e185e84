// The picture of one seat, 24 by 24 around the middle. Shape and colour both tell what it is.

import { svg, nothing } from 'lit';

const TICK = svg`<path class="tick" d="M-5 0l3.6 4L5-4.5"/>`;

const SHAPES = {
  standard: [svg`<path d="M-11 9V-6a6 6 0 0 1 6-6H5a6 6 0 0 1 6 6V9a3 3 0 0 1-3 3H-8a3 3 0 0 1-3-3z"/>`, nothing],
  premium: [svg`<path d="M-12 9V-3a9 9 0 0 1 9-9h6a9 9 0 0 1 9 9V9a3 3 0 0 1-3 3H-9a3 3 0 0 1-3-3z"/>`,
    svg`<path class="sign fill" d="M0-7l2 4.4 4.8.5-3.6 3.2 1 4.7L0 3.4l-4.2 2.4 1-4.7-3.6-3.2 4.8-.5z"/>`],
  recliner: [svg`<rect x="-13" y="-12" width="26" height="24" rx="8"/>`, svg`<path class="sign" d="M-7 4h14M-7-2v6M7-2v6"/>`],
  accessible: [svg`<circle r="12"/>`,
    svg`<path class="sign" d="M-1.5-7.5v.1M-1.5-4v5.5h4.5l2.5 4.5M-1.5-1.6h4M-4-.6a4.8 4.8 0 1 0 6 6.2"/>`],
  companion: [svg`<circle r="12"/>`, svg`<path class="sign" d="M0-5v10M-5 0h10"/>`],
};

/**
 * @param category of the layout; one that is not known is drawn as a standard seat
 * @param state `mine`, `pending`, `available`, `held` or `booked`
 */
export function seatShape(category, state) {
  if (state === 'booked') {
    return svg`<g class="seat-art booked"><rect x="-10" y="-10" width="20" height="20" rx="5"/><path d="M-4-4 4 4M4-4-4 4"/></g>`;
  }
  if (state === 'held') {
    return svg`<g class="seat-art held"><rect x="-11" y="-11" width="22" height="22" rx="5"/><path d="M-3-5v10M3-5v10"/></g>`;
  }
  const [shape, sign] = SHAPES[category] || SHAPES.standard;
  return svg`<g class="seat-art ${state} ${category}">${shape}${state === 'available' ? sign : TICK}</g>`;
}

const STATES = { mine: 'yours', pending: 'yours, being confirmed', available: 'available', held: 'held by someone else', booked: 'sold' };

/** A seat in words. */
export const seatWords = (seat, state, price) =>
  `Seat ${seat.name}, ${seat.category}${price ? `, ${price}` : ''}, ${STATES[state]}`;
