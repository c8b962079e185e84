// Small pieces that several pages use.

import { html, svg } from 'lit';

/** Marks the page's entry in the navigation. */
export function markNavigation() {
  const page = document.body.dataset.page;
  document.querySelector(`nav [data-for="${page === 'book' ? 'home' : page}"]`)?.setAttribute('aria-current', 'page');
}

export const loading = (words = 'Loading…') => html`<p class="loading" aria-busy="true">${words}</p>`;

export const failure = (problem, again) => html`
  <div class="notice error" role="alert">
    <p>${problem.message}</p>
    ${again ? html`<button type="button" class="ghost" @click=${again}>Try again</button>` : ''}
  </div>`;

export const empty = (title, words) => html`
  <div class="empty">
    <svg viewBox="0 0 64 40" aria-hidden="true"><rect x="1" y="1" width="62" height="38" rx="6"/><path d="M20 1v38M20 8h-6M20 16h-6M20 24h-6M20 32h-6"/></svg>
    <h3>${title}</h3>
    <p>${words}</p>
  </div>`;

const STATES = { live: 'Live', connecting: 'Connecting…', lost: 'Offline, trying again…' };

export const liveMark = (state) => html`<span class="live-mark ${state}"><i aria-hidden="true"></i>${STATES[state]}</span>`;

/** A poster drawn from the movie's id, since the catalogue has no pictures. */
export function poster(id, title) {
  const hue = (Number(id) * 47) % 360;
  const kind = Number(id) % 3;
  const initials = title.replace(/^(The|A|An) /i, '').split(/\s+/).slice(0, 2).map((word) => word[0]).join('').toUpperCase();
  return html`<svg class="poster" viewBox="0 0 120 160" aria-hidden="true">
    <rect width="120" height="160" fill="hsl(${hue} 45% 22%)"/>
    ${kind === 0 ? svg`<circle cx="60" cy="66" r="38" fill="hsl(${(hue + 40) % 360} 75% 58%)"/><path d="M0 120Q40 88 120 112V160H0z" fill="hsl(${hue} 50% 12%)"/>` : ''}
    ${kind === 1 ? svg`<path d="M-10 130L60 20 130 130z" fill="hsl(${(hue + 30) % 360} 65% 52%)"/><path d="M-10 160L40 70 90 160z" fill="hsl(${hue} 50% 14%)"/>` : ''}
    ${kind === 2 ? svg`<path d="M0 0H120V50L0 110z" fill="hsl(${(hue + 200) % 360} 50% 45%)"/><circle cx="88" cy="36" r="16" fill="hsl(${(hue + 60) % 360} 85% 68%)"/>` : ''}
    <text x="60" y="148" text-anchor="middle">${initials}</text>
  </svg>`;
}
