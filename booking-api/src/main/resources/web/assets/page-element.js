// What the pages share whose address says what they show: they begin with it, and anew when it changes by the way back.

import { LitElement } from 'lit';
import { markNavigation } from './ui.js';

/** A page; `start` reads the address, and is called again for each address that the way back leads to. */
export class PageElement extends LitElement {
  createRenderRoot() {
    return this; // in the document itself, for its styles are those of all pages
  }

  connectedCallback() {
    this.replaceChildren(); // the words that stood here while the page loaded
    super.connectedCallback();
    markNavigation();
    this.pop = () => this.start();
    addEventListener('popstate', this.pop);
    this.start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.pop);
  }
}
