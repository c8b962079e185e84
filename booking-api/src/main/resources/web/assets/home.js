// Now showing: a theater, a day, and what is on.

import { LitElement, html } from 'lit';
import { read, serverNow } from './api.js';
import { addDays, dateIn, money, shortDate, timeIn } from './format.js';
import { empty, failure, loading, markNavigation, poster } from './ui.js';

const THEATER = 'marquee.theater';
const DAYS = 7;

class Home extends LitElement {
  static properties = {
    theaters: { state: true }, theater: { state: true }, date: { state: true }, showtimes: { state: true },
    movies: { state: true }, problem: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.movies = new Map();
    this.pop = () => this.#start();
    addEventListener('popstate', this.pop);
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.pop);
  }

  async #start() {
    this.problem = undefined;
    try {
      if (!this.theaters) {
        this.theaters = (await read('/theaters?limit=200')).items;
      }
      const asked = new URLSearchParams(location.search);
      const wanted = asked.get('theater_id') || localStorage.getItem(THEATER);
      this.theater = this.theaters.find((theater) => String(theater.id) === wanted) || this.theaters[0];
      if (!this.theater) {
        return;
      }
      const first = dateIn(serverNow(), this.theater.time_zone);
      this.date = /^\d{4}-\d\d-\d\d$/.test(asked.get('date') || '') ? asked.get('date') : first;
      await this.#load();
    } catch (problem) {
      this.problem = problem;
    }
  }

  async #load() {
    const wanted = `${this.theater.id} ${this.date}`;
    this.wanted = wanted;
    this.showtimes = undefined;
    const [showtimes, movies] = await Promise.all([
      read(`/showtimes?theater_id=${this.theater.id}&date=${this.date}&limit=200`),
      read(`/movies?date=${this.date}&limit=200`).catch(() => ({ items: [] })), // without it only the genres are missing
    ]);
    if (this.wanted === wanted) { // else someone has clicked on meanwhile
      this.movies = new Map(movies.items.map((movie) => [movie.id, movie]));
      this.showtimes = showtimes.items;
    }
  }

  #go(change) {
    Object.assign(this, change);
    localStorage.setItem(THEATER, this.theater.id);
    history.pushState(null, '', `/?theater_id=${this.theater.id}&date=${this.date}`);
    this.problem = undefined;
    this.#load().catch((problem) => {
      this.problem = problem;
    });
  }

  render() {
    if (this.problem && !this.theaters) {
      return failure(this.problem, () => this.#start());
    }
    if (!this.theaters) {
      return loading('Dimming the lights…');
    }
    if (!this.theater) {
      return empty('No theaters yet', 'Put some in with ./marquee seed --demo.');
    }
    const regions = Map.groupBy ? Map.groupBy(this.theaters, (theater) => theater.region) : group(this.theaters);
    const first = dateIn(serverNow(), this.theater.time_zone);
    const days = Array.from({ length: DAYS }, (_, n) => addDays(first, n));
    return html`
      <div class="page-head">
        <hgroup>
          <h1>Now showing</h1>
          <p>${this.theater.name}, ${this.theater.location}</p>
        </hgroup>
        <label class="compact">Theater
          <select @change=${(event) => this.#go({ theater: this.theaters.find((theater) => String(theater.id) === event.target.value) })}>
            ${[...regions].map(([region, theaters]) => html`<optgroup label=${region}>
              ${theaters.map((theater) => html`<option value=${theater.id} ?selected=${theater === this.theater}>${theater.name} · ${theater.location}</option>`)}
            </optgroup>`)}
          </select>
        </label>
      </div>
      <div class="days" role="toolbar" aria-label="Day">
        ${days.map((date, n) => {
          const words = shortDate(date);
          return html`<button type="button" class="day" aria-pressed=${date === this.date} @click=${() => this.#go({ date })}>
            <small>${n === 0 ? 'Today' : words.weekday}</small><strong>${words.day}</strong><small>${words.month}</small></button>`;
        })}
      </div>
      ${this.problem ? failure(this.problem, () => this.#start()) : this.#listing()}`;
  }

  #listing() {
    if (!this.showtimes) {
      return loading('Looking up the programme…');
    }
    if (this.showtimes.length === 0) {
      return empty('Nothing on that day', 'Try another day or another theater.');
    }
    const byMovie = new Map();
    for (const showtime of this.showtimes) {
      byMovie.set(showtime.movie_id, [...(byMovie.get(showtime.movie_id) || []), showtime]);
    }
    return html`<div class="movies">${[...byMovie].map(([id, showtimes]) => this.#movie(id, showtimes))}</div>`;
  }

  #movie(id, showtimes) {
    const movie = this.movies.get(id);
    const { movie_title: title, runtime_minutes: minutes } = showtimes[0];
    const runtime = movie?.runtime_minutes ?? minutes;
    const facts = [movie?.genres?.slice(0, 2).join(', '), runtime && `${runtime} min`, movie?.rating].filter(Boolean);
    return html`<article class="movie">
      ${poster(id, title)}
      <div>
        <h2>${title}</h2>
        <p class="facts">${facts.join(' · ')}</p>
        <ul class="times">${showtimes.map((showtime) => this.#time(showtime))}</ul>
      </div>
    </article>`;
  }

  #time(showtime) {
    const time = timeIn(showtime.starts_at, showtime.time_zone);
    const full = showtime.seats_available === 0;
    const few = !full && showtime.seats_available <= showtime.seats_total * 0.15;
    const cheapest = Math.min(...Object.values(showtime.prices));
    if (showtime.status === 'cancelled' || Date.parse(showtime.starts_at) <= serverNow()) {
      return html`<li><span class="time past"><strong>${time}</strong><small>${showtime.status === 'cancelled' ? 'cancelled' : 'started'}</small></span></li>`;
    }
    return html`<li><a class="time ${full ? 'full' : few ? 'few' : ''}" href="/book/${showtime.id}">
      <strong>${time}</strong>
      <small>${showtime.auditorium} · ${full ? 'sold out' : few ? `${showtime.seats_available} left` : `from ${money(cheapest, showtime.currency)}`}</small></a></li>`;
  }
}

function group(theaters) {
  const regions = new Map();
  theaters.forEach((theater) => regions.set(theater.region, [...(regions.get(theater.region) || []), theater]));
  return regions;
}

customElements.define('marquee-home', Home);
