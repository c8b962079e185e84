// The theater that the reader goes to: remembered on this device.

import { html } from 'lit';
import { groupBy } from './showtimes.js';

const KEY = 'marquee.theater';

export const rememberedTheater = () => localStorage.getItem(KEY) || '';

export function rememberTheater(id) {
  if (id) {
    localStorage.setItem(KEY, id);
  } else {
    localStorage.removeItem(KEY);
  }
}

/** A choice of theaters by region; `all` is the first entry's words, for none in particular. */
export const theaterSelect = (theaters, chosen, all, choose) => html`
  <select name="theater" @change=${(event) => choose(event.target.value)}>
    ${all ? html`<option value="" ?selected=${!chosen}>${all}</option>` : ''}
    ${[...groupBy(theaters, (theater) => theater.region)].map(([region, some]) => html`<optgroup label=${region}>
      ${some.map((theater) => html`<option value=${theater.id} ?selected=${String(theater.id) === String(chosen)}>${theater.name} · ${theater.location}</option>`)}
    </optgroup>`)}
  </select>`;
