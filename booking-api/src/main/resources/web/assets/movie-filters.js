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

  #soon(work) {
    clearTimeout(this.pause);
    this.pause = setTimeout(work, PAUSE);
  }

  async #suggest(text) {
    try {
      this.actors = text.length < 2 ? [] : (await read(`/actors?search=${encodeURIComponent(text)}&limit=8`)).items;
    } catch {
      this.actors = []; // without suggestions a name can still be typed
    }
  }

  render() {
    const { search = '', genre = '', actor = '', theater_id: theater = '', date = '' } = this.wanted;
    const any = search || genre || actor || theater;
    return html`<search><form class="filters" @submit=${(event) => event.preventDefault()}>
      <label class="compact search">Title
        <input type="search" name="search" maxlength="200" placeholder="Search movies" autocomplete="off" .value=${search}
          @input=${({ target }) => this.#soon(() => this.#say({ search: target.value.trim() }))}></label>
      <label class="compact">Genre
        <select name="genre" @change=${(event) => this.#say({ genre: event.target.value })}>
          <option value="" ?selected=${!genre}>All genres</option>
          ${this.genres.map(({ name }) => html`<option ?selected=${name === genre}>${name}</option>`)}
        </select></label>
      <label class="compact">Actor
        <input name="actor" list="actors" maxlength="200" placeholder="Anyone" autocomplete="off" .value=${actor}
          @input=${({ target }) => this.#soon(() => { this.#suggest(target.value.trim()); this.#say({ actor: target.value.trim() }); })}></label>
      <datalist id="actors">${this.actors.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
      <label class="compact">Theater
        ${theaterSelect(this.theaters, theater, 'All theaters', (id) => this.#say({ theater_id: id }))}</label>
      <label class="compact date">Date
        <input type="date" name="date" .value=${date} @change=${(event) => event.target.value && this.#say({ date: event.target.value })}></label>
      ${any ? html`<button type="button" class="link" @click=${() => this.#say({ search: '', genre: '', actor: '', theater_id: '' })}>Clear the filters</button>` : nothing}
    </form></search>`;
  }
}

customElements.define('movie-filters', MovieFilters);
