// A participant's own wheel (wheel_seat.html): to colour, and afterwards beside how the facilitators
// see it.

/** @import { State } from "../board/protocol.js" */
/** @import { Around } from "./parts.js" */

import { saw, visibilityOf } from "../phone/own.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { drawLegend, drawWheel, resultsOn, showOptions } from "./wheel_drawing.js";
import { colour, drawFields, followFields } from "./wheel_fields.js";
import { NOTHING, valueIn, wheelOf } from "./wheel_values.js";
import { wordsOf } from "./wheel_words.js";

export class WheelPhone {
  #root;
  #sheet;
  #around;
  #subject;
  #me;
  /** @type {string | null} */
  #about;
  /** Whether the facilitators' view was there before; null before the first drawing. */
  #wasShown = /** @type {boolean | null} */ (null);

  /**
   * @param {HTMLElement} root
   * @param {Around} around
   */
  constructor(root, around) {
    this.#root = root;
    this.#sheet = root.dataset.wheelPhone ?? "";
    this.#around = around;
    this.#subject = around.page.me?.subject ?? "";
    this.#me = around.page.me?.seat ?? "";
    this.#about = new URLSearchParams(location.search).get("result") || null;
  }

  /** Follow choices. */
  start() {
    const choose = need("[data-wheel-choose]", this.#root);
    choose.addEventListener("submit", (event) => event.preventDefault());
    choose.addEventListener("change", () => {
      this.#about = this.#select.value || null;
      const address = new URL(location.href);
      address.searchParams.set("result", this.#about ?? "");
      history.replaceState(null, "", address);
      this.draw();
    });
    followFields(this.#root, (aspect, value) => this.#colour(aspect, value));
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#around.live;
    const { boards, texts } = this.#around.page;
    this.#drawResults(state);
    const values = wheelOf(state, this.#wheel);
    const name = state.subjects[this.#subject]?.name ?? "";
    const svg = need("[data-wheel-drawing]", this.#root);
    drawWheel(svg, boards[this.#sheet], { values, name, me: this.#me }, texts);
    drawLegend(this.#root, values, this.#me);
    const own = (/** @type {string} */ aspect) =>
      valueIn(values.get(aspect) ?? NOTHING, "self", this.#me);
    drawFields(this.#root, own, state.paused);
    for (const line of this.#root.querySelectorAll("[data-wheel-said]")) {
      const aspect = line.getAttribute("data-wheel-said") ?? "";
      const words = wordsOf(values.get(aspect) ?? NOTHING, texts, {
        you: own(aspect),
        isPhone: true,
      });
      setText(need("[data-wheel-words]", line), words);
    }
    const visible = texts[`wheel_visible_${visibilityOf(state, this.#sheet)}`];
    setText(need("[data-wheel-visible]", this.#root), visible);
    this.#drawReaction(state);
  }

  // Private

  get #select() {
    return /** @type {HTMLSelectElement} */ (need("[data-wheel-about]", this.#root));
  }

  get #wheel() {
    return { sheet: this.#sheet, subject: this.#subject, about: this.#about };
  }

  /**
   * @param {string} aspect
   * @param {number | null} value
   */
  #colour(aspect, value) {
    const { live } = this.#around;
    const isLocked = live.state.paused || live.state.phase !== "placing";
    colour(live, { ...this.#wheel, layer: "self", seat: null, isLocked }, aspect, value);
    this.draw();
  }

  /** @param {State} state */
  #drawResults(state) {
    const results = resultsOn(state, this.#around.page.boards[this.#sheet]);
    if (!results.some(({ id }) => id === this.#about)) this.#about = null;
    need("[data-wheel-choose]", this.#root).hidden = results.length === 0;
    const general = { value: "", text: this.#select.options[0].text };
    const rows = results.map(({ id, name }) => ({ value: id, text: name }));
    showOptions(this.#select, [general, ...rows]);
    this.#select.value = this.#about ?? "";
  }

  /**
   * What the facilitators showed asks for a reaction, and is said once.
   * @param {State} state
   */
  #drawReaction(state) {
    const part = need("[data-wheel-reaction]", this.#root);
    const isShown = Object.values(state.scores).some(
      ({ sheet, subject, layer, value }) =>
        sheet === this.#sheet && subject === this.#subject && layer === "team" && value !== null,
    );
    const isWritten = /** @type {HTMLTextAreaElement} */ (need("textarea", part)).value !== "";
    const isSeen = saw(state, this.#sheet);
    const isOn = isSeen && (isShown || isWritten);
    if (!part.contains(document.activeElement)) part.hidden = !isOn;
    if (this.#wasShown === false && isSeen && isShown) {
      this.#around.say?.(`wheel:${this.#sheet}`, this.#around.page.texts.wheel_shown);
    }
    this.#wasShown = isSeen && isShown;
  }
}
