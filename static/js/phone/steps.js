// The boards one after another: which one shows, the row of steps, and what comes next.

/** @import { PageData, State } from "../board/protocol.js" */
/** @import { Kept } from "./kept.js" */
/** @import { News } from "./news.js" */
/** @import { Place, Say } from "./place.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { isTyping } from "./still.js";

const FAVOURITE = "favourite";

export class Steps {
  #root;
  #page;
  #places;
  #kept;
  #news;
  #say;
  #current = "";
  /** @type {string | null} where everyone was brought last */
  #gathered;
  /** Whether this phone went along to where it is now. */
  #isBrought = false;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {Place[]} places
   * @param {{kept: Kept, news: News, say: Say}} tools
   */
  constructor(root, page, places, { kept, news, say }) {
    this.#root = root;
    this.#page = page;
    this.#places = places;
    this.#kept = kept;
    this.#news = news;
    this.#say = say;
    this.#gathered = page.state.gathered;
    this.#show(this.#first(page.state));
    root.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("[data-step], [data-next]");
      if (!(link instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      this.#isBrought = false;
      this.go(link.dataset.step ?? link.dataset.next ?? "");
    });
  }

  /** The board that shows; none while one chooses the favourite. */
  get place() {
    return this.#places.find(({ sheet }) => sheet === this.#current);
  }

  /**
   * Show a board, or the choice of a favourite, from its beginning.
   * @param {string} step
   */
  go(step) {
    this.#show(step);
    const part = this.#partOf(step);
    part?.querySelector("h2")?.focus({ preventScroll: true });
    part?.scrollIntoView({ block: "start" });
  }

  /**
   * Follow the facilitator, who brings everyone to a board. Before the rest is drawn, and not within
   * what keeps the page still: that would scroll back to what was read at the former board.
   * @param {State} state
   */
  goAlong(state) {
    if (state.gathered !== this.#gathered) this.gather(state);
  }

  /**
   * The facilitator brings everyone to a board, maybe once more.
   * @param {State} state
   */
  gather({ gathered, phase }) {
    this.#gathered = gathered;
    this.#kept.keep("gathered", gathered ?? "");
    const place = this.#places.find(({ sheet }) => sheet === gathered);
    if (!place || this.#places.length < 2 || gathered === this.#current) {
      this.#isBrought ||= place !== undefined && this.#places.length > 1;
      this.#news.drop("gathered");
      return;
    }
    if (phase === "preparing" || phase === "meaning") {
      this.#show(place.sheet);
      return;
    }
    const line = format(this.#page.texts.gathered, { board: place.title });
    this.#say("gathered", line);
    if (isTyping()) {
      const go = () => this.#follow(place.sheet);
      this.#news.offer("gathered", { line, label: this.#page.texts.go_along, go });
    } else {
      this.#follow(place.sheet);
    }
  }

  /**
   * Draw what is known now.
   * @param {State} state
   */
  draw(state) {
    for (const place of this.#places) {
      const isHere = this.#isBrought && place.sheet === this.#gathered;
      need("[data-gathered-here]", place.root).hidden = !isHere;
      this.#drawStep(place.sheet, place.isAnswered(state));
    }
    this.#drawStep(FAVOURITE, state.mine.favourite !== null);
    this.#drawNext(state);
  }

  // Private

  /**
   * Where a fresh page begins: where one was, but for a board to which everyone was brought since.
   * @param {State} state
   */
  #first(state) {
    const { gathered, phase } = state;
    const there = [...this.#places.map(({ sheet }) => sheet), FAVOURITE];
    const isNew = gathered !== null && this.#kept.get("gathered") !== gathered;
    this.#kept.keep("gathered", gathered ?? "");
    if (isNew && there.includes(gathered)) {
      this.#isBrought = this.#places.length > 1;
      return gathered;
    }
    const before = this.#kept.get("step");
    if (there.includes(before)) return before;
    const open = this.#places.find((place) => !place.isAnswered(state));
    return (phase === "placing" && open ? open : this.#places[0]).sheet;
  }

  /** @param {string} sheet */
  #follow(sheet) {
    this.#isBrought = true;
    this.#news.drop("gathered");
    const isInside = this.#partOf(this.#current)?.contains(document.activeElement);
    this.#show(sheet);
    const place = this.#partOf(sheet);
    if (isInside) place?.querySelector("h2")?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "start" });
    place?.querySelector("[data-gathered-here]")?.removeAttribute("hidden");
  }

  /** @param {string} step */
  #show(step) {
    this.#current = step;
    this.#kept.keep("step", step);
    for (const { root, sheet } of this.#places) root.toggleAttribute("data-away", sheet !== step);
    this.#partOf(FAVOURITE)?.toggleAttribute("data-away", step !== FAVOURITE);
    for (const link of this.#root.querySelectorAll("[data-step]")) {
      if (link.getAttribute("data-step") === step) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }

  /**
   * @param {string} step
   * @returns {HTMLElement | null}
   */
  #partOf(step) {
    const selector = step === FAVOURITE ? "[data-favourite]" : `[data-place="${step}"]`;
    return this.#root.querySelector(selector);
  }

  /**
   * @param {string} step
   * @param {boolean} isDone
   */
  #drawStep(step, isDone) {
    const link = this.#root.querySelector(`[data-step="${step}"]`);
    link?.toggleAttribute("data-done", isDone);
    link?.querySelector("[data-step-done]")?.toggleAttribute("hidden", !isDone);
  }

  /** @param {State} state */
  #drawNext(state) {
    const link = need("[data-next]", this.#root);
    const next = this.#next(state);
    link.hidden = next === "";
    if (next === "") return;
    link.dataset.next = next;
    const { texts } = this.#page;
    const place = this.#places.find(({ sheet }) => sheet === next);
    const name = this.#root.querySelector(`[data-step="${next}"] .step-name`)?.textContent ?? "";
    setText(link, place ? format(texts.next_board, { board: name }) : texts.next_favourite);
  }

  /**
   * What comes after the board that shows, once it is answered: the next one without an answer, and
   * then the favourite.
   * @param {State} state
   */
  #next(state) {
    const at = this.#places.findIndex(({ sheet }) => sheet === this.#current);
    const isOver = state.phase !== "placing" || this.#places.length < 2 || at < 0;
    if (isOver || !this.#places[at].isAnswered(state)) return "";
    const after = [...this.#places.slice(at + 1), ...this.#places.slice(0, at)];
    const open = after.find((place) => !place.isAnswered(state));
    if (open) return open.sheet;
    return state.mine.favourite === null ? FAVOURITE : "";
  }
}
