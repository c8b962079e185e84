// Search and filters of the programme. Says `filter` with what was changed; the page keeps the values.

import { LitElement, html, nothing } from 'lit';
import { read } from './api.js';
import { theaterSelect } from './theaters.js';

const PAUSE = 250; // between the last key and the question

class MovieFilters extends LitElement {
  static properties = {
    wanted: { attribute: false }, genres: { attribute: false }, theaters: { attribute: false }, actors: { state: true },
  };

  constructor() {
    super();
    this.genres = [];
    this.theaters = [];
    this.actors = [];
    this.typed = {};
    this.unsaid = {};
  }

  createRenderRoot() {
    return this;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.pause);
  }

  #say(change) {
    this.dispatchEvent(new CustomEvent('filter', { detail: change }));
  }

  // Both fields may have been typed in before the pause is over.
  #type(name, text) {
    this.typed[name] = text;
    this.unsaid[name] = text.trim();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      const said = this.unsaid;
      this.unsaid = {};
      if ('actor' in said) {
        this.#suggest(said.actor);
      }
      this.#say(said);
    }, PAUSE);
  }

  #clear() {
    clearTimeout(this.pause);
    this.unsaid = {};
    this.querySelector('input[name=search]').focus(); // the button goes
    this.#say({ search: '', genre: '', actor: '', theater_id: '' });
  }

  // What is typed stays as it is, with the space that the next word will follow, as long as it means what is wanted.
  #text(name) {
    const wanted = this.wanted[name] || '';
    return this.typed[name]?.trim() === wanted ? this.typed[name] : wanted;
  }

  async #suggest(text) {
    try {
      this.actors = text.length < 2 ? [] : (await read(`/actors?search=${encodeURIComponent(text)}&limit=8`)).items;
    } catch {
      this.actors = []; // without suggestions a name can still be typed
    }
  }

  render() {
    const { search, genre = '', actor, theater_id: theater = '', date = '' } = this.wanted;
    const any = search || genre || actor || theater;
    return html`<search><form class="filters" @submit=${(event) => event.preventDefault()}>
      <label class="compact search">Title
        <input type="search" name="search" maxlength="200" placeholder="Search movies" autocomplete="off" .value=${this.#text('search')}
          @input=${({ target }) => this.#type('search', target.value)}></label>
      <label class="compact">Genre
        <select name="genre" @change=${(event) => this.#say({ genre: event.target.value })}>
          <option value="" ?selected=${!genre}>All genres</option>
          ${this.genres.map(({ name }) => html`<option ?selected=${name === genre}>${name}</option>`)}
        </select></label>
      <label class="compact">Actor
        <input name="actor" list="actors" maxlength="200" placeholder="Anyone" autocomplete="off" .value=${this.#text('actor')}
          @input=${({ target }) => this.#type('actor', target.value)}></label>
      <datalist id="actors">${this.actors.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
      <label class="compact">Theater
        ${theaterSelect(this.theaters, theater, 'All theaters', (id) => this.#say({ theater_id: id }))}</label>
      <label class="compact date">Date
        <input type="date" name="date" .value=${date} @change=${(event) => event.target.value && this.#say({ date: event.target.value })}></label>
      ${any ? html`<button type="button" class="link" @click=${() => this.#clear()}>Clear the filters</button>` : nothing}
    </form></search>`;
  }
}

customElements.define('movie-filters', MovieFilters);
