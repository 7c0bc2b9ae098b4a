// Quick placing: a name, Enter, an element, Enter, and on to the next; hands stay on the keyboard.

/** @import { Desk } from "./desk.js" */
/** @import { Subject } from "./protocol.js" */

import { Combobox } from "../shared/combobox.js";
import { need } from "../shared/page.js";
import { unplacedOf } from "./drawing.js";
import { elementsFor, standsIn, withName } from "./search.js";

export class QuickPlacing {
  #desk;
  #names;
  #elements;
  /** @type {Subject | null} */
  #subject = null;

  /**
   * @param {Desk} desk
   * @param {HTMLElement} root
   */
  constructor(desk, root) {
    this.#desk = desk;
    this.#names = new Combobox(need("[data-quick-name]", root), {
      optionsFor: (text) => this.#namesFor(text),
      onChoose: ({ id }) => this.#choose(id),
    });
    this.#elements = new Combobox(need("[data-quick-element]", root), {
      optionsFor: (text) => elementsFor(desk.view.board.elements, text),
      onChoose: ({ id }) => this.#place(id),
      onEmpty: () => this.#names.enter(),
    });
  }

  /** Draw what is known now. */
  draw() {
    this.#names.renew();
  }

  // Private

  /**
   * What still lies on the table first, then what can be moved.
   * @param {string} text
   */
  #namesFor(text) {
    if (!text.trim()) return [];
    const { state, view, texts } = this.#desk;
    const waiting = unplacedOf(state, view.sheet, view.postits);
    const there = Object.values(state.subjects).filter((subject) => !waiting.includes(subject));
    return [...withName(waiting, text), ...withName(there, text)].map((subject) => ({
      id: subject.id,
      title: subject.name,
      hint: standsIn(subject, view.postits, view.board.elements, texts),
    }));
  }

  /** @param {string} id */
  #choose(id) {
    this.#subject = this.#desk.state.subjects[id] ?? null;
    this.#elements.write("");
    this.#elements.enter();
  }

  /** @param {string} element */
  #place(element) {
    const subject = this.#named();
    if (subject) {
      this.#desk.place(this.#desk.thingFor(subject), { element });
      this.#subject = null;
      this.#elements.write("");
      this.#names.write("");
    }
    this.#names.enter();
  }

  /** Who was chosen; whoever goes on without choosing means the first that the text finds. */
  #named() {
    const { text } = this.#names;
    if (this.#subject?.name === text) return this.#subject;
    return this.#desk.state.subjects[this.#namesFor(text)[0]?.id];
  }
}
