// A worksheet on the facilitators' laptop: its cells are fields that save themselves, beside them
// who sees to a route, and how much energy it gives.

/** @import { Layer, PageData } from "../board/protocol.js" */
/** @import { Desk } from "../board/desk.js" */
/** @import { Live } from "../board/live.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */
/** @import { Voice } from "../shared/announce.js" */

import { newId } from "../board/ids.js";
import { noteAt } from "../board/note_writer.js";
import { Combobox } from "../shared/combobox.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format, plain } from "../shared/text.js";
import { EnergyPictures } from "./worksheet_energy.js";
import { energyLine, energyOf } from "./worksheet_numbers.js";
import { doersOf, Sheets, showDoers } from "./worksheet_sheets.js";

const MOST_FOUND = 8;
const KEPT = "kept";
/** @type {readonly Layer[]} */
const ALL = ["self", "team", "agreed"];

export class WorksheetDesk {
  #root;
  #page;
  #live;
  #say;
  #desk;
  #sheets;
  #pictures;

  /**
   * @param {HTMLElement} root
   * @param {{page: PageData, live: Live, writer: NoteWriter, say: Voice, desk: Desk}} around
   */
  constructor(root, { page, live, writer, say, desk }) {
    this.#root = root;
    this.#page = page;
    this.#live = live;
    this.#say = say;
    this.#desk = desk;
    this.#sheets = new Sheets(root, { page, live, writer }, (node) => this.#follow(node));
    this.#pictures = new EnergyPictures(root, page.urls.energy);
  }

  /** Follow choosing, typing and presses. */
  start() {
    this.#sheets.start();
    this.#pictures.start(this.#live);
    this.#root.addEventListener("sheet", () => this.draw());
    this.#live.onAccepted((command) => {
      if (command.kind === "add_innovation") this.#renewAddForm();
      if (command.kind === "name_doer") this.#sayCrossedOut(command);
      if (command.kind === "show_sheet" && command.sheet === this.#sheets.sheet) this.#sayShown();
    });
  }

  /** Draw what is known now. */
  draw() {
    this.#sheets.draw();
    this.#drawShow();
    const { node, subject } = this.#sheets;
    this.#pictures.show(this.#sheets.sheet, subject, this.#desk.view.showHidden);
    if (!node) return;
    for (const route of this.#routesIn(node)) this.#drawRoute(route);
  }

  // Private

  /** @returns {readonly Layer[]} */
  get #layers() {
    const { showHidden } = this.#desk.view;
    return showHidden ? ALL : this.#live.state.sheets[this.#sheets.sheet].open;
  }

  /**
   * @param {HTMLElement} node
   * @returns {HTMLElement[]}
   */
  #routesIn(node) {
    return [.../** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("[data-route]"))];
  }

  /** @param {HTMLElement} route */
  #idOf(route) {
    return route.dataset.route ?? "";
  }

  /** @param {string} element */
  #titleOf(element) {
    const { elements } = this.#page.boards[this.#sheets.sheet];
    return elements.find(({ id }) => id === element)?.title ?? "";
  }

  /**
   * A sheet that is there to be used from now on.
   * @param {HTMLElement} node
   */
  #follow(node) {
    const subject = node.dataset.worksheetSheet ?? "";
    for (const route of this.#routesIn(node)) {
      const grade = /** @type {HTMLSelectElement} */ (need("[data-grade]", route));
      grade.addEventListener("change", () => this.#give(grade, subject, this.#idOf(route)));
      const box = /** @type {HTMLElement | null} */ (route.querySelector("[data-doer-box]"));
      if (box) this.#letName(box, subject, this.#idOf(route));
    }
  }

  // Private: who sees to it

  /**
   * @param {HTMLElement} box
   * @param {string} subject
   * @param {string} element
   */
  #letName(box, subject, element) {
    const combobox = new Combobox(box, {
      optionsFor: (text) => this.#found(text, subject, element),
      onChoose: ({ id, title }) => {
        combobox.write("");
        this.#name(box, { subject, element, partner: id }, title);
      },
    });
  }

  /**
   * @param {string} text
   * @param {string} subject
   * @param {string} element
   */
  #found(text, subject, element) {
    const there = doersOf(this.#live.state, { sheet: this.#sheets.sheet, subject, element });
    const named = new Set(there.map(({ partner }) => partner));
    return (this.#page.partners ?? [])
      .filter(({ id, name }) => !named.has(id) && plain(name).includes(plain(text)))
      .slice(0, MOST_FOUND)
      .map(({ id, name }) => ({ id, title: name }));
  }

  /**
   * @param {HTMLElement} box
   * @param {{subject: string, element: string, partner: string}} whom
   * @param {string} name
   */
  async #name(box, whom, name) {
    const { sheet } = this.#sheets;
    const says = need("[data-doer-says]", box);
    setText(says, "");
    const { refused } = await this.#live.send({ kind: "name_doer", sheet, ...whom, named: true });
    if (refused) setText(says, `${name}: ${refused.sentence}`);
    else {
      const { texts } = this.#page;
      this.#say("doer", format(texts.doer_named, { name, route: this.#titleOf(whom.element) }));
    }
  }

  /** @param {{sheet: string, element: string, partner: string, named: unknown}} command */
  #sayCrossedOut({ sheet, element, partner, named }) {
    // A form knows words only.
    if (sheet !== this.#sheets.sheet || named !== "false") return;
    const row = Object.values(this.#live.state.doers).find((doer) => doer.partner === partner);
    const { texts } = this.#page;
    const values = { name: row?.name ?? "", route: this.#titleOf(element) };
    this.#say("doer", format(texts.doer_off, values));
  }

  // Private: energy

  /**
   * @param {HTMLSelectElement} field
   * @param {string} subject
   * @param {string} aspect
   */
  async #give(field, subject, aspect) {
    const { sheet } = this.#sheets;
    const { texts } = this.#page;
    if (field.value === KEPT) return;
    const isOpen = this.#live.state.sheets[sheet].open.includes("team");
    const value = field.value === "" ? {} : { value: Number(field.value) };
    const { refused } = await this.#live.send({
      kind: "give_score",
      sheet,
      subject,
      layer: "team",
      aspect,
      visibility: isOpen ? "open" : "hidden",
      ...value,
    });
    if (refused) return;
    const text = "value" in value ? texts.grade_given : texts.grade_taken_back;
    const isShown = this.#layers.includes("team");
    // A laptop may be seen on the wall: a number that is hidden is not said.
    const said = isShown ? (value.value ?? "") : "…";
    this.#say("grade", format(text, { route: this.#titleOf(aspect), value: said }));
  }

  // Private: drawing

  /** @param {HTMLElement} route */
  #drawRoute(route) {
    const { state } = this.#live;
    const { sheet, subject } = this.#sheets;
    const element = this.#idOf(route);
    const doers = doersOf(state, { sheet, subject, element });
    const list = route.querySelector("[data-doers]");
    if (list) showDoers(list, doers, need("[data-worksheet-doer]", this.#root));
    const of = { sheet, subject, aspect: element };
    const energy = energyOf(state, of, this.#layers);
    setText(need("[data-energy-said]", route), energyLine(energy, this.#page.texts));
    this.#drawGrade(route, energy.together[0], energyOf(state, of, ALL).together.length > 0);
    const button = route.querySelector("[data-worksheet-action]");
    button?.setAttribute("data-text", this.#proposed(element));
    button?.setAttribute("data-owner", doers[0] ? `partner:${doers[0].partner}` : "");
  }

  /**
   * @param {HTMLElement} route
   * @param {number | undefined} grade  as far as it may be shown
   * @param {boolean} isGraded
   */
  #drawGrade(route, grade, isGraded) {
    const field = /** @type {HTMLSelectElement} */ (need("[data-grade]", route));
    const isKept = isGraded && grade === undefined;
    need("[data-kept]", field).hidden = !isKept;
    const value = isKept ? KEPT : String(grade ?? "");
    if (field.value !== value) field.value = value;
    field.disabled = !this.#desk.mayAct;
  }

  /**
   * What will be done, as the sheet says it: the last row but who sees to it.
   * @param {string} element
   */
  #proposed(element) {
    const { sheet, subject } = this.#sheets;
    const rows = this.#page.boards[sheet].rows.filter(({ doers }) => !doers);
    const question = rows.at(-1)?.id ?? "";
    const place = { sheet, about: /** @type {const} */ ("cell"), element, question, subject };
    return noteAt(this.#live.state, { ...place, seat: null })?.text ?? "";
  }

  // Private: the screen and the phones

  get #isShown() {
    const { shown, about } = this.#live.state;
    return shown === this.#sheets.sheet && about === this.#sheets.subject;
  }

  #drawShow() {
    const form = this.#root.querySelector("[data-worksheet-show]");
    if (!form) return;
    const { sheet, subject } = this.#sheets;
    const isShown = this.#isShown;
    const values = { sheet, subject, everyone: "true" };
    for (const [name, value] of Object.entries(values)) {
      const field = /** @type {HTMLInputElement} */ (need(`[name="${name}"]`, form));
      field.value = isShown ? "" : value;
    }
    const { texts } = this.#page;
    setText(need("[data-label]", form), isShown ? texts.hide_worksheet : texts.show_worksheet);
  }

  #sayShown() {
    const { about, subjects } = this.#live.state;
    const name = subjects[about ?? ""]?.name;
    if (name) this.#say("form", format(this.#page.texts.worksheet_shown, { name }));
  }

  #renewAddForm() {
    const form = this.#root.querySelector("[data-worksheet-add]");
    if (!(form instanceof HTMLFormElement)) return;
    form.reset();
    /** @type {HTMLInputElement} */ (need('[name="subject"]', form)).value = newId();
  }
}
