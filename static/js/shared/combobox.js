// A field with a list of suggestions under it: the combobox of the ARIA practices. The focus stays
// in the field; arrows walk through the list, Enter or a press chooses, Escape clears.

import { cloneOf } from "./list.js";
import { need } from "./page.js";

/**
 * @typedef {object} Option
 * @property {string} id
 * @property {string} title
 * @property {string} [hint]
 * @property {string} [mark]  what stands before it, such as a number
 */
/**
 * `optionsFor`: what a text finds. `onActive`: an option is pointed out; null: none any more.
 * `onEmpty`: Escape was pressed in a field that is empty.
 * @typedef {object} Listeners
 * @property {(text: string) => Option[]} optionsFor
 * @property {(option: Option) => void} onChoose
 * @property {(option: Option | null) => void} [onActive]
 * @property {(count: number, text: string) => void} [onFound]
 * @property {() => void} [onEmpty]
 */

// Whether a pointer is held down somewhere on the page.
/** @type {[string, boolean][]} */
const PRESSES = [
  ["pointerdown", true],
  ["pointerup", false],
  ["pointercancel", false],
];

export class Combobox {
  #input;
  #list;
  #listeners;
  /** @type {Option[]} */
  #options = [];
  #at = -1;
  #isPressed = false;

  /**
   * @param {HTMLElement} root  holds a field, a list and the template of an option
   * @param {Listeners} listeners
   */
  constructor(root, listeners) {
    this.#input = /** @type {HTMLInputElement} */ (need("[role=combobox]", root));
    this.#list = need("[role=listbox]", root);
    this.#listeners = listeners;
    this.#input.addEventListener("input", () => this.#open());
    this.#input.addEventListener("keydown", (event) => this.#press(event));
    this.#input.addEventListener("blur", () => this.#leave());
    for (const [name, isPressed] of PRESSES) {
      const note = () => {
        this.#isPressed = isPressed;
      };
      document.addEventListener(name, note, { capture: true });
    }
    // A press on an option would take the focus from the field, and close the list under it.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#pick(event));
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  get text() {
    return this.#input.value;
  }

  /** Go to the field, with its list open. */
  enter() {
    this.#input.focus();
    this.#input.select();
    this.#open();
  }

  /**
   * Put a text in the field, without a search.
   * @param {string} text
   */
  write(text) {
    this.#input.value = text;
    this.close();
  }

  /** Show again what the text finds, when that may have changed. */
  renew() {
    if (this.isOpen) this.#show(this.#options[this.#at]?.id);
  }

  close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.#at = -1;
  }

  // Private

  #open() {
    this.#show();
    this.#listeners.onFound?.(this.#options.length, this.text);
  }

  /**
   * Close, but not under a press: what moves up then is no longer under the pointer when it comes up,
   * and the press is lost.
   */
  #leave() {
    if (!this.#isPressed) {
      this.close();
      return;
    }
    const closeAfterClick = () => setTimeout(() => this.close());
    document.addEventListener("pointerup", closeAfterClick, { capture: true, once: true });
  }

  /** @param {string} [active]  the option that stays pointed out */
  #show(active) {
    this.#options = this.#listeners.optionsFor(this.text);
    const template = need("template", this.#list.parentElement ?? undefined);
    this.#list.replaceChildren(
      ...this.#options.map((option, index) => {
        const node = cloneOf(template);
        node.id = `${this.#list.id}-${index}`;
        need("[data-title]", node).textContent = option.title;
        need("[data-hint]", node).textContent = option.hint ?? "";
        need("[data-mark]", node).textContent = option.mark ?? "";
        return node;
      }),
    );
    this.#list.hidden = this.#options.length === 0;
    this.#input.setAttribute("aria-expanded", String(this.isOpen));
    const kept = this.#options.findIndex(({ id }) => id === active);
    this.#point(Math.max(kept, this.text.trim() && this.isOpen ? 0 : -1));
  }

  /** @param {number} at */
  #point(at) {
    this.#at = at;
    [...this.#list.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === at));
      if (index === at) node.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${at}`);
    this.#listeners.onActive?.(this.#options[at] ?? null);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#walk(step);
    else if (event.key === "Enter") this.#choose(this.#at);
    else if (event.key === "Escape") this.#escape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} step */
  #walk(step) {
    if (!this.isOpen) return this.#open();
    const count = this.#options.length;
    this.#point((this.#at + step + count + (this.#at < 0 && step < 0 ? 1 : 0)) % count);
  }

  #escape() {
    if (!this.text) this.#listeners.onEmpty?.();
    this.write("");
    this.#options = [];
    this.#listeners.onActive?.(null);
    this.#listeners.onFound?.(0, "");
  }

  /** @param {MouseEvent} event */
  #pick(event) {
    const node = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (node) this.#choose([...this.#list.children].indexOf(node));
  }

  /** @param {number} at */
  #choose(at) {
    const option = this.#options[at];
    if (!option) return;
    this.write(option.title);
    this.#listeners.onChoose(option);
  }
}
