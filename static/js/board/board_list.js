// A board as a list on a phone: every element with the names in it, as far as the room sees them.

/** @import { Board, State } from "./protocol.js" */
/** @import { Postit } from "./drawing.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { byElement, postitsOf } from "./drawing.js";
import { withName } from "./search.js";
import { fullName, marksOf } from "./words.js";

export class BoardList {
  #root;
  #sheet;
  #board;
  #texts;
  #search;
  /** @type {State | null} */
  #state = null;

  /**
   * @param {HTMLElement} root  a folded list
   * @param {Board} board
   * @param {Record<string, string>} texts
   */
  constructor(root, board, texts) {
    this.#root = /** @type {HTMLDetailsElement} */ (root);
    this.#sheet = root.dataset.boardList ?? "";
    this.#board = board;
    this.#texts = texts;
    this.#search = /** @type {HTMLInputElement} */ (need("[data-list-search]", root));
    this.#search.addEventListener("input", () => this.#show());
    this.#search.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#clear();
    });
    root.addEventListener("toggle", () => this.#show());
  }

  /**
   * Draw what is known now; a folded list waits until it opens.
   * @param {State} state
   */
  draw(state) {
    this.#state = state;
    this.#show();
  }

  // Private

  #show() {
    if (!this.#state || !this.#root.open) return;
    const { elements } = this.#board;
    const all = postitsOf(this.#state, this.#sheet, elements, { showHidden: false });
    const found = this.#found(all);
    for (const [element, postits] of byElement(found, elements)) {
      this.#showPart(need(`[data-part="${element ?? ""}"]`, this.#root), postits, element === null);
    }
    this.#sayCount(found.length);
  }

  /** @param {readonly Postit[]} all */
  #found(all) {
    const text = this.#search.value;
    if (!text.trim()) return all;
    const named = all.map((postit) => ({ name: this.#nameOf(postit), postit }));
    return withName(named, text).map(({ postit }) => postit);
  }

  /**
   * @param {HTMLElement} part
   * @param {Postit[]} postits
   * @param {boolean} isBetween
   */
  #showPart(part, postits, isBetween) {
    const isSearching = this.#search.value.trim() !== "";
    part.hidden = postits.length === 0 && (isBetween || isSearching);
    setText(need("[data-count]", part), String(postits.length));
    need("[data-empty]", part).hidden = postits.length > 0;
    showList(
      need("[data-entries]", part),
      postits,
      ({ key }) => key,
      () => cloneOf(need("#place-list-entry")),
      (node, postit) => {
        setText(need("[data-name]", node), this.#nameOf(postit));
        setText(need("[data-marks]", node), marksOf(postit, this.#texts).join(", "));
      },
    );
  }

  /** @param {Postit} postit */
  #nameOf({ subject }) {
    return fullName(subject, this.#state?.subjects ?? {});
  }

  /** @param {number} count */
  #sayCount(count) {
    const said = count > 0 ? format(this.#texts.names_found, { count }) : this.#texts.nobody_found;
    setText(need("[data-list-found]", this.#root), this.#search.value.trim() ? said : "");
  }

  #clear() {
    this.#search.value = "";
    this.#show();
  }
}
