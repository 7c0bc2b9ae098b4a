// Quick placing: a name, Enter, an element, Enter, and on to the next; hands stay on the keyboard.

/** @import { Desk } from "./desk.js" */
/** @import { Subject } from "./protocol.js" */

import { Combobox } from "../shared/combobox.js";
import { need } from "../shared/page.js";
import { areasFor } from "./geometry.js";
import { elementsFor, standsIn, withName } from "./search.js";
import { fullName } from "./words.js";

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
      optionsFor: (text) => elementsFor(this.#places(), text),
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
    const { state, view, texts, waiting } = this.#desk;
    const isWaiting = new Set(waiting);
    const there = Object.values(state.subjects).filter(
      (subject) => !isWaiting.has(subject) && areasFor(view.board, subject).length > 0,
    );
    const named = (/** @type {Subject[]} */ subjects) =>
      subjects.map((subject) => ({ subject, name: fullName(subject, state.subjects) }));
    return [...withName(named(waiting), text), ...withName(named(there), text)].map(
      ({ subject, name }) => ({
        id: subject.id,
        title: name,
        hint: standsIn(subject, view.postits, view.board.elements, texts),
      }),
    );
  }

  /** Where the one who was chosen can be put. */
  #places() {
    const subject = this.#named();
    if (!subject) return this.#desk.view.board.elements;
    const places = this.#desk.placesFor(this.#desk.thingFor(subject));
    // A person before their organisation: all their places, and the server says what comes first.
    return places.length > 0 ? places : areasFor(this.#desk.view.board, subject);
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
    const { subjects } = this.#desk.state;
    if (this.#subject && fullName(this.#subject, subjects) === text) return this.#subject;
    return subjects[this.#namesFor(text)[0]?.id];
  }
}
