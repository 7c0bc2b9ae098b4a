// A part of a page that the server makes, asked for anew after a change.

import { fetchPart } from "./dialogs.js";

export class FreshPart {
  #selector;
  #pauseMs;
  #urlOf;
  #take;
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} selector
   * @param {number} pauseMs  how long more changes are waited for
   * @param {{urlOf: () => string, take: (part: Element) => void}} parts
   */
  constructor(selector, pauseMs, { urlOf, take }) {
    this.#selector = selector;
    this.#pauseMs = pauseMs;
    this.#urlOf = urlOf;
    this.#take = take;
  }

  /** Ask for it, but not for every change of many. */
  later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), this.#pauseMs);
  }

  /** An answer that was overtaken is not taken: it may tell what is not to be seen by now. */
  async now() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    const part = await fetchPart(this.#urlOf(), this.#selector);
    if (part && asked === this.#asked) this.#take(part);
  }
}
