// Two ways of filling in one board, on one picture: who lies somewhere else in the second? Nothing
// can be moved on it.

/** @import { PageData, State } from "./protocol.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { BoardView } from "./render.js";

export class Comparison {
  /** Of its tab, its picture and its list: both sheets. */
  id;
  #page;
  #view;
  #list;
  #first;
  #second;

  /**
   * @param {HTMLElement} stage  holds the picture
   * @param {PageData} page
   */
  constructor(stage, page) {
    this.id = stage.dataset.stage ?? "";
    [this.#first, this.#second] = this.id.split(" ");
    this.#page = page;
    const svg = /** @type {SVGSVGElement} */ (stage.querySelector("svg.board"));
    this.#view = new BoardView(svg, page, { sheet: this.#first, beside: this.#second });
    this.#list = need(`[data-compare-list="${this.id}"]`);
  }

  /**
   * Draw what is known now.
   * @param {State} state
   * @param {boolean} showsHidden
   */
  draw(state, showsHidden) {
    this.#view.showHidden = showsHidden;
    this.#view.draw(state);
    this.#drawList();
    this.#drawOnScreen(state);
  }

  // Private

  #drawList() {
    const { compared } = this.#view;
    const moving = compared.filter(({ moves }) => moves);
    showList(
      need("[data-entries]", this.#list),
      moving,
      ({ subject }) => subject.id,
      () => cloneOf(need("[data-compare-entry]")),
      (node, { subject, first, second }) => {
        const places = {
          first: this.#title(this.#first, first?.element),
          second: this.#title(this.#second, second?.element),
        };
        setText(node, format(this.#page.texts.goes_to, { name: subject.name, ...places }));
      },
    );
    need("[data-none]", this.#list).hidden = moving.length > 0;
    const both = compared.filter(({ first, second }) => first && second);
    this.#say("same", "same_in_both", both.length - moving.length);
    this.#say("only", "only_in_one", compared.length - both.length);
  }

  /**
   * @param {string} part
   * @param {string} text
   * @param {number} count
   */
  #say(part, text, count) {
    const line = need(`[data-${part}]`, this.#list);
    line.hidden = count === 0;
    setText(line, format(this.#page.texts[text], { count }));
  }

  /**
   * @param {string} sheet
   * @param {string | null | undefined} element
   */
  #title(sheet, element) {
    const found = this.#page.boards[sheet].elements.find(({ id }) => id === element);
    return found?.title ?? this.#page.texts.between;
  }

  /**
   * The button that shows it on the shared screen, or the board alone again.
   * @param {State} state
   */
  #drawOnScreen({ shown, beside }) {
    const form = this.#list.querySelector("[data-compare-show]");
    if (!form) return;
    const isShown = shown === this.#first && beside === this.#second;
    const field = /** @type {HTMLInputElement} */ (need('[name="beside"]', form));
    field.value = isShown ? "" : this.#second;
    need("button", form).setAttribute("aria-pressed", String(isShown));
  }
}
