// A worksheet on the shared screen: the sheet that the facilitators show, as large as it fits;
// without one, which innovations there are and how much energy their routes give.

/** @import { PageData } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */

import { noteAt } from "../board/note_writer.js";
import { fitInto } from "../pages/fit.js";
import { setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { EnergyPictures } from "./worksheet_energy.js";
import { energyOf, meanOf, wallLine, written } from "./worksheet_numbers.js";
import { doersOf, showDoers, subjectsOf, toldAbout } from "./worksheet_sheets.js";

export class WorksheetWall {
  #root;
  #page;
  #live;
  #sheet;
  #pictures;
  /** What the sheet, or what stands there without one, was fitted with. */
  #fitted = "";

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {Live} live
   */
  constructor(root, page, live) {
    this.#root = root;
    this.#page = page;
    this.#live = live;
    this.#sheet = root.dataset.worksheet ?? "";
    this.#pictures = new EnergyPictures(root, page.urls.energy);
    this.#pictures.start(live);
    new ResizeObserver(() => this.#fit(true)).observe(root);
  }

  start() {}

  /** Draw what is known now. */
  draw() {
    const { state } = this.#live;
    const there = subjectsOf(state, this.#page.boards[this.#sheet].filling.places);
    const only = there.length === 1 ? there[0] : null;
    const subject = toldAbout(state, this.#sheet) ?? only;
    this.#root.dataset.showing = subject?.id ?? "";
    need("[data-wall-sheet]", this.#root).hidden = !subject;
    if (subject) this.#drawSheet(subject.id, subject.name);
    else this.#drawOverview(there);
    this.#fit();
  }

  // Private

  /**
   * @param {string} subject
   * @param {string} name
   */
  #drawSheet(subject, name) {
    const root = need("[data-wall-sheet]", this.#root);
    setText(need("[data-worksheet-name]", root), name);
    const cells = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-route]"));
    for (const cell of cells) this.#drawCell(cell, subject);
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} subject
   */
  #drawCell(cell, subject) {
    const { state } = this.#live;
    const element = cell.dataset.route ?? "";
    const of = { sheet: this.#sheet, subject, element };
    const text = /** @type {HTMLElement | null} */ (cell.querySelector("[data-cell]"));
    if (text) {
      const place = { ...of, about: /** @type {const} */ ("cell"), seat: null };
      setText(text, noteAt(state, { ...place, question: text.dataset.cell ?? "" })?.text ?? "");
    }
    const list = cell.querySelector("[data-doers]");
    if (list) showDoers(list, doersOf(state, of), need("[data-worksheet-doer]", this.#root));
    const mean = cell.querySelector("[data-wall-mean]");
    if (!mean) return;
    const { open } = state.sheets[this.#sheet];
    const energy = energyOf(state, { sheet: this.#sheet, subject, aspect: element }, open);
    setText(mean, written(meanOf(energy)));
    setText(need("[data-energy-said]", cell), wallLine(energy, this.#page.texts));
  }

  /** @param {{id: string, name: string}[]} there */
  #drawOverview(there) {
    showList(
      need("[data-wall-names]", this.#root),
      there,
      ({ id }) => id,
      () => document.createElement("li"),
      (node, { name }) => setText(node, name),
    );
    this.#pictures.show(this.#sheet, "", false);
  }

  /**
   * Nobody scrolls here: what has much to say says it in smaller letters.
   * @param {boolean} [isAnew]
   */
  #fit(isAnew = false) {
    const isSheet = this.#root.dataset.showing !== "";
    const part = need(isSheet ? "[data-wall-sheet]" : "[data-wall-overview]", this.#root);
    const now = `${isSheet} ${part.clientHeight} ${part.textContent}`;
    if (now === this.#fitted && !isAnew) return;
    this.#fitted = now;
    fitInto(part);
  }
}
