// Wheels on the shared screen (wheel_screen.html): of whom the room talks about, large.

/** @import { State } from "../board/protocol.js" */
/** @import { Around } from "./parts.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { drawLegend, drawWheel } from "./wheel_drawing.js";
import { wheelOf, wheelsOn } from "./wheel_values.js";

export class WheelWall {
  #root;
  #sheet;
  #around;

  /**
   * @param {HTMLElement} root
   * @param {Around} around
   */
  constructor(root, around) {
    this.#root = root;
    this.#sheet = root.dataset.wheelWall ?? "";
    this.#around = around;
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#around.live;
    const { boards, texts } = this.#around.page;
    const subject = this.#subject(state);
    const name = subject && !state.names_hidden ? state.subjects[subject].name : "";
    const { open } = state.sheets[this.#sheet];
    const wheels = wheelsOn(state, this.#sheet, open).filter((each) => each.subject === subject);
    const shown = wheels.length > 0 ? wheels : [{ subject: subject ?? "", about: null }];
    const who = need("[data-wheel-who]", this.#root);
    who.hidden = name === "";
    setText(who, name);
    this.#root.dataset.shown = String(shown.length);
    const values = shown.map(({ subject: of, about }) =>
      wheelOf(state, { sheet: this.#sheet, subject: of, about }, open),
    );
    showList(
      need("[data-wheels]", this.#root),
      shown.map((each, index) => ({ ...each, values: values[index] })),
      ({ about }) => about ?? "",
      () => cloneOf(need("[data-wheel-template]", this.#root)),
      (node, { about, values: of }) => {
        const svg = need("[data-wheel-drawing]", node);
        drawWheel(svg, boards[this.#sheet], { values: of, name }, texts);
        const line = need("[data-wheel-about]", node);
        line.hidden = about === null && shown.length < 2;
        setText(line, about === null ? texts.wheel_general : state.subjects[about].name);
      },
    );
    drawLegend(this.#root, new Map(values.flatMap((of, at) => keyed(of, at))));
  }

  // Private

  /**
   * Whom the facilitators brought there, else the first of whom something shows: as `on_screen` of
   * boards/kinds/wheel.py.
   * @param {State} state
   * @returns {string | null}
   */
  #subject(state) {
    const { about } = /** @type {{about?: string | null}} */ (state);
    const places = this.#around.page.boards[this.#sheet].filling.places;
    const named = about ? state.subjects[about] : undefined;
    if (named && named.what === places && !named.gone) return named.id;
    return wheelsOn(state, this.#sheet, state.sheets[this.#sheet].open)[0]?.subject ?? null;
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * Values of several wheels, told apart.
 * @template Value
 * @param {Map<string, Value>} values
 * @param {number} at
 * @returns {[string, Value][]}
 */
function keyed(values, at) {
  return [...values].map(([aspect, value]) => [`${at} ${aspect}`, value]);
}
