// A worksheet on a phone: the one that the facilitators show first, others by choice.

/** @import { PageData } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */

import { scoreOf } from "../board/journal.js";
import { noteAt } from "../board/note_writer.js";
import { visibilityOf } from "../phone/own.js";
import { isTyping } from "../phone/still.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { doersOf, Sheets, showDoers, toldAbout } from "./worksheet_sheets.js";

export class WorksheetPhone {
  #root;
  #page;
  #live;
  #sheets;
  /** The innovation that the facilitators showed last, as far as this phone followed. */
  #followed;

  /**
   * @param {HTMLElement} root
   * @param {{page: PageData, live: Live, writer: NoteWriter}} around
   */
  constructor(root, { page, live, writer }) {
    this.#root = root;
    this.#page = page;
    this.#live = live;
    this.#sheets = new Sheets(root, { page, live, writer }, (node) => this.#follow(node));
    this.#followed = toldAbout(live.state, this.#sheets.sheet)?.id ?? "";
  }

  /** Follow choosing and presses. */
  start() {
    this.#sheets.start();
    this.#root.addEventListener("sheet", () => this.draw());
    need("[data-worksheet-go]", this.#root).addEventListener("click", () => this.#goToTold());
  }

  /** Draw what is known now. */
  draw() {
    this.#followFacilitators();
    this.#sheets.draw();
    const { node } = this.#sheets;
    if (!node) return;
    const routes = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("[data-route]"));
    for (const route of routes) this.#drawRoute(route);
  }

  // Private

  /** Another sheet comes before us, but not under somebody who is typing. */
  #followFacilitators() {
    const told = toldAbout(this.#live.state, this.#sheets.sheet);
    if ((told?.id ?? "") !== this.#followed && !isTyping()) {
      this.#followed = told?.id ?? "";
      if (told) this.#sheets.choose(told.id);
    }
    const line = need("[data-worksheet-told]", this.#root);
    line.hidden = !told || told.id === this.#sheets.subject;
    const text = format(this.#page.texts.worksheet_told, { name: told?.name ?? "" });
    setText(need("[data-worksheet-told-line]", line), text);
  }

  #goToTold() {
    const told = toldAbout(this.#live.state, this.#sheets.sheet);
    if (!told) return;
    this.#followed = told.id;
    this.#sheets.choose(told.id);
    const title = this.#sheets.node?.querySelector("[data-worksheet-name]");
    if (title instanceof HTMLElement) title.focus();
  }

  /** @param {HTMLElement} node */
  #follow(node) {
    node.addEventListener("change", ({ target }) => {
      const form = target instanceof HTMLInputElement ? target.closest("[data-own-grade]") : null;
      const route = form?.closest("[data-route]")?.getAttribute("data-route");
      const subject = node.dataset.worksheetSheet ?? "";
      if (route) this.#give(subject, route, /** @type {HTMLInputElement} */ (target).value);
    });
    node.addEventListener("submit", (event) => {
      if (event.target instanceof Element && event.target.matches("[data-own-grade]"))
        event.preventDefault();
    });
  }

  /**
   * @param {string} subject
   * @param {string} aspect
   * @param {string} value  "": none
   */
  #give(subject, aspect, value) {
    const { sheet } = this.#sheets;
    this.#live.send({
      kind: "give_score",
      sheet,
      subject,
      layer: "self",
      aspect,
      visibility: visibilityOf(this.#live.state, sheet),
      ...(value === "" ? {} : { value: Number(value) }),
    });
  }

  /** @param {HTMLElement} route */
  #drawRoute(route) {
    const { state } = this.#live;
    const { sheet, subject } = this.#sheets;
    const element = route.dataset.route ?? "";
    const list = route.querySelector("[data-doers]");
    const doers = doersOf(state, { sheet, subject, element });
    if (list) showDoers(list, doers, need("[data-worksheet-doer]", this.#root));
    const rows = [...route.querySelectorAll("[data-cell]")].map((cell) => {
      const question = cell.getAttribute("data-cell") ?? "";
      const place = { sheet, about: /** @type {const} */ ("cell"), element, question, subject };
      return noteAt(state, { ...place, seat: null })?.text ?? "";
    });
    const filled = rows.filter((text) => text !== "").length;
    const line = format(this.#page.texts.cells_filled, { filled, all: rows.length });
    setText(need("[data-filled]", route), line);
    const seat = this.#page.me?.seat ?? null;
    const of = { sheet, subject, about: null, seat, aspect: element };
    const given = scoreOf(state.scores, { ...of, layer: "self" });
    for (const field of route.querySelectorAll('[data-own-grade] [name="value"]')) {
      const choice = /** @type {HTMLInputElement} */ (field);
      // Who has not answered yet has not said "I don't know" either.
      choice.checked = given !== undefined && choice.value === String(given.value ?? "");
    }
    const choices = /** @type {HTMLFieldSetElement} */ (need("[data-own-choices]", route));
    const isGone = state.subjects[subject]?.gone ?? true;
    choices.disabled = state.phase !== "placing" || state.paused || isGone;
  }
}
