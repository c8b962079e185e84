// A movie, and where and when it is shown.

import { html, nothing } from 'lit';
import { read, serverNow } from './api.js';
import { dateIn, longDate, runtime } from './format.js';
import { PageElement } from './page-element.js';
import { readAll } from './pages.js';
import { poster } from './poster.js';
import { groupBy, times } from './showtimes.js';
import { rememberedTheater } from './theaters.js';
import { dayStrip, empty, failure, failurePage, isDate, loading } from './ui.js';

const DAYS = 8;

class Movie extends PageElement {
  static properties = {
    movie: { state: true }, regions: { state: true }, region: { state: true }, date: { state: true },
    showtimes: { state: true }, problem: { state: true },
  };

  async start() {
    this.problem = undefined;
    const id = location.pathname.split('/').pop();
    const asked = new URLSearchParams(location.search);
    this.region = asked.get('region') || '';
    this.date = isDate(asked.get('date')) ? asked.get('date') : dateIn(serverNow());
    try {
      if (!this.movie) {
        const [movie, theaters] = await Promise.all([read(`/movies/${id}`), readAll('/theaters')]);
        this.places = new Map(theaters.map((theater) => [theater.id, theater]));
        this.regions = [...new Set(theaters.map((theater) => theater.region))];
        this.movie = movie;
        document.title = `${movie.title} · Marquee`;
      }
      await this.#load();
    } catch (problem) {
      this.problem = problem;
    }
  }

  async #load() {
    const { date } = this;
    this.showtimes = undefined;
    const showtimes = await readAll(`/showtimes?movie_id=${this.movie.id}&date=${date}`);
    if (date === this.date) { // else someone has clicked on meanwhile
      this.showtimes = showtimes;
    }
  }

  #go(change) {
    Object.assign(this, change);
    const query = new URLSearchParams({ date: this.date });
    if (this.region) {
      query.set('region', this.region);
    }
    history.pushState(null, '', `${location.pathname}?${query}`);
    if ('date' in change) {
      this.problem = undefined;
      this.#load().catch((problem) => {
        this.problem = problem;
      });
    }
  }

  render() {
    if (!this.movie) {
      return this.problem
        ? html`${failurePage(this.problem, () => this.start())}<p><a href="/">See what is showing</a></p>`
        : loading('Finding the reel…');
    }
    const { movie } = this;
    return html`
      <article class="feature">
        <div class="picture">${poster(movie)}</div>
        <div>
          <p class="kicker">${movie.genres.join(' · ')}</p>
          <h1>${movie.title}</h1>
          <p class="facts">${[runtime(movie.runtime_minutes), movie.rating, movie.release_date && `from ${longDate(movie.release_date)}`].filter(Boolean).join(' · ')}</p>
          <p class="synopsis">${movie.synopsis}</p>
          ${movie.actors.length ? html`<p class="cast"><b>With</b> ${movie.actors.map((actor, n) => html`${n ? ', ' : ''}<a href="/?actor=${encodeURIComponent(actor)}&date=${this.date}">${actor}</a>`)}</p>` : nothing}
        </div>
      </article>
      <section aria-labelledby="when">
        <div class="page-head">
          <h2 id="when">Showtimes</h2>
          <label class="compact">Region
            <select name="region" @change=${(event) => this.#go({ region: event.target.value })}>
              <option value="">Everywhere</option>
              ${this.regions.map((region) => html`<option ?selected=${region === this.region}>${region}</option>`)}
            </select></label>
        </div>
        ${dayStrip(dateIn(serverNow()), DAYS, this.date, (date) => this.#go({ date }))}
        ${this.problem ? failure(this.problem, () => this.start()) : this.#theaters()}
      </section>`;
  }

  #theaters() {
    if (!this.showtimes) {
      return loading('Looking up the programme…');
    }
    const favourite = rememberedTheater();
    const shown = this.showtimes.filter((showtime) => !this.region || this.places.get(showtime.theater_id)?.region === this.region);
    const theaters = [...groupBy(shown, (showtime) => showtime.theater_id)]
      .sort(([one, [a]], [other, [b]]) => (String(other) === favourite) - (String(one) === favourite)
        || a.theater_name.localeCompare(b.theater_name));
    if (theaters.length === 0) {
      return empty('Not shown then', 'Try another day or another region.');
    }
    return html`<ul class="houses">${theaters.map(([id, showtimes]) => html`<li>
      <div><h3>${showtimes[0].theater_name}</h3><p class="muted small">${this.places.get(id)?.location ?? ''}${String(id) === favourite ? ' · your theater' : ''}</p></div>
      ${times(showtimes)}</li>`)}</ul>`;
  }
}

customElements.define('marquee-movie', Movie);
