// One innovation in a dialog: what is true of it, what the board proposes by that, where it belongs,
// and how ready it is.

/** @import { Layer, PageData, Score, State } from "../board/protocol.js" */
/** @import { Desk } from "../board/desk.js" */
/** @import { Live } from "../board/live.js" */
/** @import { Opinion } from "./innovations_rules.js" */

import { newId } from "../board/ids.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { drawReasons, drawSpread, gradesInWords } from "./innovations_draw.js";
import {
  advised,
  gradesOf,
  innovationsOf,
  opinionsOf,
  reasonsOf,
  tickedOf,
} from "./innovations_rules.js";

/** @typedef {{live: Live, desk: Desk, where: (sheet: string, opinion: Opinion) => string}} Tools */

export class InnovationDetails {
  subject;
  #root;
  #sheet;
  #page;
  #live;
  #desk;
  #where;
  /** What is asked before two are made one; "" while nothing is. */
  #asked = "";

  /**
   * @param {HTMLElement} root
   * @param {{subject: string, sheet: string}} what  `sheet`: "" where none of these boards lies
   * @param {PageData} page
   * @param {Tools} tools
   */
  constructor(root, { subject, sheet }, page, { live, desk, where }) {
    this.subject = subject;
    this.#root = root;
    this.#sheet = sheet;
    this.#page = page;
    this.#live = live;
    this.#desk = desk;
    this.#where = where;
    root.addEventListener("click", ({ target }) => {
      if (!(target instanceof Element)) return;
      if (target.closest("[data-reveal-here]")) this.#showHidden();
      if (target.closest("[data-merge-cancel]")) this.#ask("");
    });
    root.querySelector("[data-merge-into]")?.addEventListener("change", () => this.#ask(""));
  }

  /**
   * Draw what may be shown on this laptop now.
   * @param {State} shown
   */
  draw(shown) {
    const title = this.#root.closest("dialog")?.querySelector("[data-innovation-title]");
    if (title) setText(title, shown.subjects[this.subject]?.name ?? "");
    this.#drawOthers(shown);
    const opinion = opinionsOf(shown, this.#sheet).find(
      ({ subject }) => subject.id === this.subject,
    );
    if (this.#sheet === "" || !opinion) return;
    this.#drawConcealed();
    this.#drawPlace(shown, opinion);
    this.#drawReasons();
    this.#drawGrades(shown, opinion);
    drawSpread(this.#root, opinion);
    const isSpread = opinion.chosen.size > 0 || opinion.unknown > 0;
    need("[data-spread-part]", this.#root).hidden = !isSpread;
    for (const part of this.#root.querySelectorAll("[data-steps-in]")) {
      part.toggleAttribute("hidden", part.getAttribute("data-steps-in") !== opinion.place);
    }
  }

  /**
   * Tick, place or grade.
   * @param {any} command
   */
  carryOut(command) {
    if (command.kind === "place") this.#put(command.element);
    else if (command.kind === "give_score") this.#score(command);
  }

  /**
   * Two are made one at the second press: the first asks whether that is sure.
   * @param {string} question
   */
  isSure(question) {
    if (this.#asked === question) return true;
    this.#ask(question);
    return false;
  }

  // Private: drawing

  /** What we tick and grade shows on a laptop that may be mirrored only after a press. */
  #drawConcealed() {
    const isConcealed = !this.#isOpen && !this.#desk.view.showHidden;
    need("[data-concealed]", this.#root).hidden = !isConcealed;
    for (const part of this.#root.querySelectorAll("[data-ours]")) {
      part.toggleAttribute("hidden", isConcealed);
    }
  }

  /**
   * @param {State} shown
   * @param {Opinion} opinion
   */
  #drawPlace(shown, opinion) {
    const { texts, boards } = this.#page;
    const board = boards[this.#sheet];
    const ticked = tickedOf(shown, this.#sheet, this.subject);
    for (const tick of this.#root.querySelectorAll("[data-tick]")) {
      const isOn = ticked.has(tick.getAttribute("data-tick") ?? "");
      tick.setAttribute("aria-checked", String(isOn));
      tick.setAttribute("value", isOn ? "0" : "1");
    }
    const proposed = advised(board.advice, ticked);
    const element = board.elements.find(({ id }) => id === proposed)?.title ?? "";
    const words =
      proposed === null ? texts.innovation_board_silent : texts.innovation_board_proposes;
    setText(need("[data-proposal]", this.#root), format(words, { element }));
    setText(need("[data-where]", this.#root), this.#where(this.#sheet, opinion));
    const ours = opinion.layer === "self" ? null : opinion.place;
    for (const button of this.#root.querySelectorAll("[data-place-innovation] [name=element]")) {
      const id = button.getAttribute("value");
      button.setAttribute("aria-pressed", String(id === ours));
      need("[data-proposed]", button).hidden = id !== proposed;
    }
  }

  #drawReasons() {
    const { state } = this.#live;
    const notes = reasonsOf(state, this.#sheet, this.subject, this.#desk.view.showHidden);
    const others = notes.filter(({ seat }) => seat !== null);
    need("[data-reasons-title]", this.#root).hidden = others.length === 0;
    drawReasons(need("[data-reasons]", this.#root), others);
    const form = this.#root.querySelector("[data-share-reason]");
    const own = notes.find(({ seat }) => seat === null);
    if (!form) return;
    form.toggleAttribute("hidden", !own || own.audience === "room");
    /** @type {HTMLInputElement} */ (need('[name="note"]', form)).value = own?.id ?? "";
  }

  /**
   * @param {State} shown
   * @param {Opinion} opinion
   */
  #drawGrades(shown, { place }) {
    const part = this.#root.querySelector("[data-graded]");
    if (!part) return;
    const board = this.#page.boards[this.#sheet];
    const isGraded = board.elements.some(({ id, graded }) => graded && id === place);
    part.toggleAttribute("hidden", !isGraded);
    const { scores } = shown;
    const ofParticipants = Object.entries(scores).filter(([, { layer }]) => layer === "self");
    const given = { ...shown, scores: Object.fromEntries(ofParticipants) };
    for (const grade of gradesOf(given, this.#sheet, board, this.subject)) {
      const group = need(`[data-grade="${grade.aspect}"]`, part);
      setText(need("[data-grade-line]", group), gradesInWords(grade, this.#page.texts));
      const own = this.#own(shown, grade.aspect)?.value ?? null;
      for (const button of group.querySelectorAll(".grade-number")) {
        button.setAttribute("aria-pressed", String(button.getAttribute("value") === String(own)));
      }
      need("[data-no-grade]", group).hidden = own === null;
    }
  }

  /**
   * With which others it can be made one.
   * @param {State} shown
   */
  #drawOthers(shown) {
    const select = this.#root.querySelector("[data-merge-into]");
    if (!(select instanceof HTMLSelectElement)) return;
    const others = innovationsOf(shown).filter(({ id }) => id !== this.subject);
    const chosen = select.value;
    const known = [...select.options].slice(1).map(({ value, text }) => `${value} ${text}`);
    if (known.join("\n") === others.map(({ id, name }) => `${id} ${name}`).join("\n")) return;
    for (const option of [...select.options].slice(1)) option.remove();
    for (const { id, name } of others) select.add(new Option(name, id, false, id === chosen));
    if (select.value !== chosen) this.#ask("");
  }

  /** @param {string} question */
  #ask(question) {
    this.#asked = question;
    const sure = need("[data-merge-sure]", this.#root);
    sure.hidden = question === "";
    setText(sure, question);
    need("[data-merge-help]", this.#root).hidden = question !== "";
    need("[data-merge-cancel]", this.#root).hidden = question === "";
  }

  // Private: what there is

  get #isOpen() {
    return this.#live.state.sheets[this.#sheet]?.open.includes("team") ?? false;
  }

  /**
   * @param {State} state
   * @param {string} aspect
   * @returns {Score | undefined}
   */
  #own({ scores }, aspect) {
    return Object.values(scores).find(
      (row) =>
        row.sheet === this.#sheet &&
        row.subject === this.subject &&
        row.aspect === aspect &&
        row.layer === "team",
    );
  }

  // Private: commands

  /** @param {any} command */
  #score({ value, ...command }) {
    const given = value === undefined ? {} : { value: Number(value) };
    this.#live.send({ ...command, ...given, visibility: this.#isOpen ? "open" : "hidden" });
  }

  /**
   * Our estimate; once we talk about it, what we agree.
   * @param {string} element
   */
  #put(element) {
    /** @type {Layer} */
    const layer = this.#desk.mayAgree ? "agreed" : "team";
    const { state } = this.#live;
    if (this.#desk.view.sheet === this.#sheet) {
      const thing = this.#desk.thingFor(state.subjects[this.subject], layer);
      this.#desk.place(thing, { element });
      return;
    }
    const there = Object.values(state.placements).find(
      (row) => row.sheet === this.#sheet && row.subject === this.subject && row.layer === layer,
    );
    this.#live.send({
      kind: "place",
      placement: there?.id ?? newId(),
      sheet: this.#sheet,
      subject: this.subject,
      layer,
      element,
      visibility: layer === "agreed" || this.#isOpen ? "open" : "hidden",
    });
  }

  #showHidden() {
    const toggle = document.querySelector('[data-show-hidden][aria-pressed="false"]');
    if (toggle instanceof HTMLElement) toggle.click();
    need("[data-tick]", this.#root).focus();
  }
}
