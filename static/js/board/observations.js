// What there is to see on the board, in words: made by the server, and asked for anew after a change.

/** @import { Desk } from "./desk.js" */
/** @import { Live } from "./live.js" */

import { FreshPart } from "../shared/fresh.js";

const PAUSE_MS = 500;
const PART = "[data-observations]";

export class Observations {
  #desk;
  #fresh;
  /** @type {boolean | null} as the page came, until it is drawn */
  #showsHidden = null;

  /**
   * @param {string} url
   * @param {Desk} desk
   */
  constructor(url, desk) {
    this.#desk = desk;
    this.#fresh = new FreshPart(PART, PAUSE_MS, {
      urlOf: () => url + (this.#showsHidden ? "?hidden=1" : ""),
      take: (part) => this.#show(part),
    });
  }

  /**
   * Follow what happens on the board.
   * @param {Live} live
   */
  start(live) {
    live.onEvents(() => this.#fresh.later());
  }

  /** Hidden things are shown from now on, or not any more: what is there now tells too much, or less. */
  draw() {
    const { showHidden } = this.#desk.view;
    const isAsMade = this.#showsHidden === null || this.#showsHidden === showHidden;
    this.#showsHidden = showHidden;
    if (isAsMade) return;
    if (!showHidden) document.querySelector(PART)?.toggleAttribute("hidden", true);
    this.#fresh.now();
  }

  // Private

  /** @param {Element} part */
  #show(part) {
    const shown = document.querySelector(PART);
    if (!shown) return;
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
