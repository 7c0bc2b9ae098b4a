// "Find a partner": one search over the table and the board that shows.

/** @import { Desk, Thing } from "./desk.js" */

import { Combobox } from "../shared/combobox.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { areasFor } from "./geometry.js";
import { standsIn, withName } from "./search.js";
import { fullName } from "./words.js";

export class Finder {
  #desk;
  #box;
  #count = need("[data-find-count]");
  #openMenu;
  #isMarked = false;

  /**
   * @param {Desk} desk
   * @param {(thing: Thing) => void} openMenu
   */
  constructor(desk, openMenu) {
    this.#desk = desk;
    this.#openMenu = openMenu;
    this.#box = new Combobox(need("[data-find]"), {
      optionsFor: (text) => this.#find(text),
      onActive: (option) => this.#mark(option?.id ?? ""),
      onFound: (count, text) => this.#sayCount(count, text),
      onChoose: ({ id }) => this.#goTo(id),
    });
  }

  /** Follow the keys that lead to the field, and Escape on the board. */
  start() {
    document.addEventListener("keydown", (event) => {
      if (document.querySelector("dialog[open]")) return;
      if (isShortcut(event)) {
        event.preventDefault();
        this.#box.enter();
      } else if (event.key === "Escape" && this.#isMarked) {
        this.clear();
      }
    });
  }

  /** Draw what is known now. */
  draw() {
    this.#box.renew();
  }

  /** Look for nobody any more. */
  clear() {
    this.#box.write("");
    this.#count.textContent = "";
    this.#mark("");
  }

  // Private

  /** @param {string} text */
  #find(text) {
    if (!text.trim()) return [];
    const { state, view } = this.#desk;
    const waiting = new Set(this.#desk.waiting);
    const named = Object.values(state.subjects)
      .filter((subject) => areasFor(view.board, subject).length > 0)
      .map((subject) => ({ subject, name: fullName(subject, state.subjects) }));
    return withName(named, text).map(({ subject, name }) => ({
      id: subject.id,
      title: name,
      hint: this.#where(subject, waiting.has(subject)),
    }));
  }

  /**
   * @param {import("./protocol.js").Subject} subject
   * @param {boolean} isWaiting
   */
  #where(subject, isWaiting) {
    const { view, texts } = this.#desk;
    const where = standsIn(subject, view.postits, view.board.elements, texts);
    return where || (isWaiting ? texts.stands_nowhere : texts.stands_unseen);
  }

  /** @param {string} subject */
  #mark(subject) {
    this.#isMarked = subject !== "";
    this.#desk.find(subject);
  }

  /**
   * @param {number} count
   * @param {string} text
   */
  #sayCount(count, text) {
    const { texts } = this.#desk;
    const said = count > 0 ? format(texts.names_found, { count }) : texts.nobody_found;
    this.#count.textContent = text.trim() ? said : "";
  }

  /**
   * To the post-it; a name that still lies on the table is asked for its place.
   * @param {string} id
   */
  #goTo(id) {
    const { view, state } = this.#desk;
    this.#mark(id);
    this.#count.textContent = "";
    const postit = view.postits.find(({ subject }) => subject.id === id);
    if (postit) view.node(postit.key)?.focus();
    else if (state.subjects[id]) this.#openMenu(this.#desk.thingFor(state.subjects[id]));
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * Ctrl or ⌘ with K anywhere; a plain slash only on the board, for who dictates types letters.
 * @param {KeyboardEvent} event
 */
function isShortcut({ key, ctrlKey, metaKey, altKey, target }) {
  if (altKey) return false;
  if (ctrlKey || metaKey) return key.toLowerCase() === "k";
  return key === "/" && target instanceof SVGElement;
}
