// Now showing: the movies of a day, to search and filter; with a theater chosen, its times.

import { html, nothing } from 'lit';
import { read, serverNow } from './api.js';
import { dateIn, longDate, runtime } from './format.js';
import { PageElement } from './page-element.js';
import { readAll } from './pages.js';
import { poster } from './poster.js';
import { groupBy, times } from './showtimes.js';
import { rememberTheater, rememberedTheater } from './theaters.js';
import { dayStrip, empty, failure, isDate, loading } from './ui.js';
import './movie-filters.js';

const DAYS = 8;
const PAGE = 60;
const FILTERS = ['search', 'genre', 'actor', 'theater_id'];

class Home extends PageElement {
  static properties = {
    theaters: { state: true }, genres: { state: true }, wanted: { state: true }, movies: { state: true },
    cursor: { state: true }, showtimes: { state: true }, problem: { state: true },
  };

  constructor() {
    super();
    this.theaters = [];
    this.genres = [];
  }

  async start() {
    this.problem = undefined;
    try {
      if (this.theaters.length === 0) {
        const [theaters, genres] = await Promise.all([readAll('/theaters'), read('/genres?limit=200')]);
        this.theaters = theaters;
        this.genres = genres.items;
      }
      const asked = new URLSearchParams(location.search);
      const wanted = Object.fromEntries(FILTERS.map((name) => [name, asked.get(name) || '']));
      wanted.theater_id = await this.#known(wanted.theater_id || (asked.has('date') ? '' : rememberedTheater()));
      this.unknown = asked.get('theater_id') && !wanted.theater_id;
      wanted.date = isDate(asked.get('date')) ? asked.get('date') : this.#today(wanted);
      this.wanted = wanted;
      await this.#load();
    } catch (problem) {
      this.problem = problem;
    }
  }

  // A theater may be newer than the list.
  async #known(id) {
    if (/^\d+$/.test(id) && !this.#theater({ theater_id: id })) {
      try {
        this.theaters = [...this.theaters, await read(`/theaters/${id}`)];
      } catch (problem) {
        if (problem.status === 404 || problem.status === 400) {
          return '';
        }
        throw problem;
      }
    }
    return this.#theater({ theater_id: id }) ? id : '';
  }

  #theater(wanted = this.wanted) {
    return this.theaters.find((theater) => String(theater.id) === wanted.theater_id);
  }

  #today(wanted = this.wanted) {
    return dateIn(serverNow(), this.#theater(wanted)?.time_zone);
  }

  #query(cursor) {
    const query = new URLSearchParams({ showing_on: this.wanted.date, limit: PAGE });
    FILTERS.forEach((name) => this.wanted[name] && query.set(name, this.wanted[name]));
    if (cursor) {
      query.set('cursor', cursor);
    }
    return query;
  }

  async #load(cursor) {
    const { wanted } = this;
    if (!cursor) {
      this.movies = undefined;
    }
    const theater = this.#theater();
    const [movies, showtimes] = await Promise.all([
      read(`/movies?${this.#query(cursor)}`),
      theater ? (cursor && this.showtimes) || readAll(`/showtimes?theater_id=${theater.id}&date=${wanted.date}`) : undefined,
    ]);
    if (wanted === this.wanted) { // else someone has clicked on meanwhile
      this.movies = cursor ? [...this.movies, ...movies.items] : movies.items;
      this.cursor = movies.next_cursor;
      this.showtimes = showtimes;
    }
  }

  #go(change) {
    this.wanted = { ...this.wanted, ...change };
    this.unknown = false;
    if ('theater_id' in change) {
      rememberTheater(change.theater_id);
    }
    const query = new URLSearchParams({ date: this.wanted.date });
    FILTERS.forEach((name) => this.wanted[name] && query.set(name, this.wanted[name]));
    history[('search' in change || 'actor' in change) ? 'replaceState' : 'pushState'](null, '', `/?${query}`);
    this.#try();
  }

  #try(cursor) {
    this.problem = undefined;
    this.#load(cursor).catch((problem) => {
      this.problem = problem;
    });
  }

  render() {
    if (!this.wanted) {
      return this.problem ? failure(this.problem, () => this.start()) : loading('Dimming the lights…');
    }
    const theater = this.#theater();
    return html`
      <div class="page-head">
        <hgroup>
          <p class="kicker">${longDate(this.wanted.date)}</p>
          <h1>Now showing</h1>
          <p>${theater ? `${theater.name}, ${theater.location}` : `In ${this.theaters.length} theaters`}</p>
        </hgroup>
      </div>
      ${dayStrip(this.#today(), DAYS, this.wanted.date, (date) => this.#go({ date }))}
      <movie-filters .wanted=${this.wanted} .genres=${this.genres} .theaters=${this.theaters} @filter=${(event) => this.#go(event.detail)}></movie-filters>
      ${this.unknown ? html`<p class="notice warning" role="status">There is no such theater. Here is what all of them show.</p>` : nothing}
      ${this.problem ? failure(this.problem, () => this.#try()) : this.#listing(theater)}`;
  }

  #listing(theater) {
    if (!this.movies) {
      return loading('Looking up the programme…');
    }
    const byMovie = groupBy(this.showtimes || [], (showtime) => showtime.movie_id);
    const shown = this.movies;
    return html`
      <p class="unseen" role="status">${shown.length} ${shown.length === 1 ? 'movie' : 'movies'}</p>
      ${shown.length === 0
        ? empty(this.theaters.length === 0 ? 'No theaters yet' : 'Nothing found', this.theaters.length === 0
          ? 'Put some in with ./marquee seed --demo.' : 'Try another day, another theater, or fewer filters.')
        : html`<ul class="movies ${theater ? 'with-times' : ''}">${shown.map((movie) => this.#movie(movie, byMovie.get(movie.id)))}</ul>`}
      ${this.cursor ? html`<p class="centre"><button type="button" class="ghost" @click=${() => this.#try(this.cursor)}>More movies</button></p>` : nothing}`;
  }

  #movie(movie, showtimes) {
    const facts = [runtime(movie.runtime_minutes), movie.rating].filter(Boolean).join(' · ');
    const link = `/movie/${movie.id}?date=${this.wanted.date}`;
    return html`<li class="movie">
      <a class="picture" href=${link} tabindex="-1" aria-hidden="true">${poster(movie)}</a>
      <div>
        <h2><a href=${link}>${movie.title}</a></h2>
        <p class="facts">${movie.genres.slice(0, 2).join(', ')}<br>${facts}</p>
        ${showtimes ? times(showtimes) : nothing}
      </div>
    </li>`;
  }
}

customElements.define('marquee-home', Home);
