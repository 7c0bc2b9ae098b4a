// What a participant says beside placing: ready, which board speaks to them, and enough said.

/** @import { PageData, State } from "../board/protocol.js" */
/** @import { News } from "./news.js" */
/** @import { Say } from "./place.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";

export class Voices {
  #root;
  #texts;
  #news;
  #say;
  /** @type {boolean | null} whether the check was open at the last telling; null before the first */
  #wasChecking = null;
  /** @type {boolean | null} whether placing was paused then */
  #wasPaused = null;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {{news: News, say: Say}} tools
   */
  constructor(root, { texts }, { news, say }) {
    this.#root = root;
    this.#texts = texts;
    this.#news = news;
    this.#say = say;
  }

  /**
   * Draw what is known now.
   * @param {State} state
   */
  draw({ mine, phase, checking }) {
    this.#drawReady(mine.ready_in === phase);
    for (const card of this.#root.querySelectorAll("[data-board-choice]")) {
      const isChosen = card.getAttribute("data-board-choice") === mine.favourite;
      card.classList.toggle("seat-card--chosen", isChosen);
      press(need("button", card), isChosen);
      need("[data-mark]", card).hidden = !isChosen;
    }
    const check = need("[data-check]", this.#root);
    check.hidden = !checking;
    for (const button of check.querySelectorAll("button"))
      press(button, button.value === mine.enough);
    need("[data-thanks]", check).hidden = mine.enough === "";
  }

  /**
   * Say it when the check opens, and when placing is paused or goes on.
   * @param {State} state
   */
  tell({ checking, mine, paused, phase }) {
    const isOther = this.#wasPaused !== null && paused !== this.#wasPaused;
    this.#wasPaused = paused;
    if (isOther && phase === "placing")
      this.#say("paused", this.#texts[paused ? "paused" : "goes"]);
    const isNew = this.#wasChecking === false && checking;
    this.#wasChecking = checking;
    if (!checking || mine.enough !== "") this.#news.drop("check");
    if (!isNew) return;
    const title = need("[data-check] h2", this.#root);
    this.#say("check", title.textContent ?? "");
    const go = () => title.scrollIntoView({ block: "start" });
    const { check_line: line, look: label } = this.#texts;
    this.#news.offer("check", { line, label, go, target: title });
  }

  // Private

  /** @param {boolean} isReady */
  #drawReady(isReady) {
    const part = need("[data-ready]", this.#root);
    press(need("button", part), isReady);
    /** @type {HTMLInputElement} */ (need('[name="ready"]', part)).value = String(!isReady);
    setText(need("[data-ready-state]", part), this.#texts[isReady ? "ready" : "not_ready"]);
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Element} button
 * @param {boolean} isPressed
 */
function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}
