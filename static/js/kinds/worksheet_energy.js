// The energy per route as a picture: made by the server, and asked for anew after a grade was given.

/** @import { Live } from "../board/live.js" */

import { FreshPart } from "../shared/fresh.js";
import { need } from "../shared/page.js";

const PAUSE_MS = 400;
const PART = "[data-energy]";
/** What can change a picture, by kind of event. */
const CHANGES = new Set([
  "scored",
  "revealed",
  "undone",
  "seat_changed",
  "subject_added",
  "innovations_merged",
  "innovation_dropped",
]);

export class EnergyPictures {
  #place;
  #fresh;
  #showing = "";

  /**
   * @param {HTMLElement} root
   * @param {string} url
   */
  constructor(root, url) {
    this.#place = need("[data-energy-place]", root);
    this.#fresh = new FreshPart(PART, PAUSE_MS, {
      urlOf: () => `${url}?${this.#showing}`,
      take: (part) => this.#place.replaceChildren(part),
    });
  }

  /**
   * Follow what is given.
   * @param {Live} live
   */
  start(live) {
    live.onEvents((events) => {
      if (events.some(({ kind }) => CHANGES.has(kind))) this.#fresh.later();
    });
  }

  /**
   * Show these from now on.
   * @param {string} sheet
   * @param {string} innovation  "": only all of them together
   * @param {boolean} isHiddenShown
   */
  show(sheet, innovation, isHiddenShown) {
    const query = new URLSearchParams({ sheet, innovation });
    if (isHiddenShown) query.set("hidden", "1");
    const showing = query.toString();
    if (showing === this.#showing) return;
    const isFirst = this.#showing === "" && this.#place.dataset.showing === innovation;
    const wasHidden = this.#showing.includes("hidden=1");
    this.#showing = showing;
    if (isFirst && !isHiddenShown) return;
    // What showed until now may tell what is not to be seen any more.
    if (wasHidden && !isHiddenShown) this.#place.replaceChildren();
    this.#fresh.now();
  }
}
