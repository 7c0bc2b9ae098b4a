// What there is to see on the board, in words: made by the server, and asked for anew after a change.

/** @import { Desk } from "./desk.js" */
/** @import { Live } from "./live.js" */

import { fetchPart } from "../shared/dialogs.js";

const PAUSE_MS = 500;
const PART = "[data-observations]";

export class Observations {
  #url;
  #desk;
  #asked = 0;
  /** @type {boolean | null} as the page came, until it is drawn */
  #showsHidden = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} url
   * @param {Desk} desk
   */
  constructor(url, desk) {
    this.#url = url;
    this.#desk = desk;
  }

  /**
   * Follow what happens on the board.
   * @param {Live} live
   */
  start(live) {
    live.onEvents(() => this.#refreshLater());
  }

  /** Hidden things are shown from now on, or not any more: what is there now tells too much, or less. */
  draw() {
    const { showHidden } = this.#desk.view;
    const isAsMade = this.#showsHidden === null || this.#showsHidden === showHidden;
    this.#showsHidden = showHidden;
    if (isAsMade) return;
    if (!showHidden) document.querySelector(PART)?.toggleAttribute("hidden", true);
    clearTimeout(this.#timer);
    this.#refresh();
  }

  // Private

  #refreshLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), PAUSE_MS);
  }

  async #refresh() {
    this.#asked += 1;
    const asked = this.#asked;
    const part = await fetchPart(this.#url + (this.#showsHidden ? "?hidden=1" : ""), PART);
    const shown = document.querySelector(PART);
    // An answer that was overtaken may tell what is not to be seen by now.
    if (!part || !shown || asked !== this.#asked) return;
    for (const sheet of part.querySelectorAll("[data-panel-sheet]")) {
      const isHere = sheet.getAttribute("data-panel-sheet") === this.#desk.view.sheet;
      sheet.toggleAttribute("hidden", !isHere);
    }
    const href = document.activeElement?.getAttribute("href");
    const hadFocus = shown.contains(document.activeElement);
    shown.replaceWith(part);
    if (!hadFocus) return;
    const link = href ? part.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
    const target = link ?? document.querySelector("#tab-talk");
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  }
}
