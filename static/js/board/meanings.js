// What the elements mean to us: shown on every view, written at control.

/** @import { Desk } from "./desk.js" */
/** @import { NoteWriter } from "./note_writer.js" */
/** @import { Note, State } from "./protocol.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { noteAt } from "./note_writer.js";

/**
 * What an element means to us, if that is written.
 * @param {State} state
 * @param {string} sheet
 * @param {string} element
 * @returns {Note | undefined}
 */
export function noteOf(state, sheet, element) {
  const place = { question: "", subject: null, seat: null };
  return noteAt(state, { sheet, about: "meaning", element, ...place });
}

/**
 * Show what we agreed wherever the page has room for it (_our_meaning.html).
 * @param {State} state
 * @param {ParentNode} [root]
 */
export function showMeanings(state, root = document) {
  for (const part of root.querySelectorAll("[data-our-meaning]")) {
    const [sheet = "", element = ""] = part.getAttribute("data-our-meaning")?.split(" ") ?? [];
    const text = noteOf(state, sheet, element)?.text ?? "";
    part.toggleAttribute("hidden", text === "");
    setText(need("[data-text]", part), text);
  }
}

/** The tab in which facilitators write them. */
export class Meanings {
  #desk;
  #writer;
  #tab;
  #phase;

  /**
   * @param {Desk} desk
   * @param {NoteWriter} writer
   */
  constructor(desk, writer) {
    this.#desk = desk;
    this.#writer = writer;
    this.#tab = /** @type {HTMLElement | null} */ (document.querySelector("#tab-meanings"));
    this.#phase = desk.state.phase;
  }

  /** Follow the way in, and the way out. */
  start() {
    for (const form of document.querySelectorAll("[data-meaning]")) this.#lightWhileIn(form);
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("[data-edit-meaning]");
      if (!link) return;
      event.preventDefault();
      this.#open();
      document.getElementById(link.getAttribute("data-edit-meaning") ?? "")?.focus();
    });
    if (this.#phase === "meaning") this.#showBoard();
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#desk;
    showMeanings(state);
    if (!this.#tab || state.phase === this.#phase) return;
    if (state.phase === "meaning" && !need(".panel").contains(document.activeElement)) {
      this.#open();
      this.#showBoard();
    } else if (this.#phase === "meaning" && !this.#isInUse()) {
      /** @type {HTMLElement} */ (need("#tab-table")).click();
    }
    this.#phase = state.phase;
  }

  // Private

  /**
   * The element lights up on the board while its text is written.
   * @param {Element} form
   */
  #lightWhileIn(form) {
    const field = need("textarea", form);
    const element = form.getAttribute("data-meaning");
    field.addEventListener("focus", () => this.#desk.view.light(element));
    field.addEventListener("blur", () => this.#desk.view.light(null));
  }

  #open() {
    this.#tab?.click();
  }

  /** The first board on which meanings are agreed, when another one shows. */
  #showBoard() {
    const has = ({ sheet = "" }) => document.querySelector(`[data-meanings="${sheet}"]`) !== null;
    if (has(this.#desk.view)) return;
    const tabs = /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-sheet-tab]")
    );
    [...tabs].find((tab) => has({ sheet: tab.dataset.sheetTab }))?.click();
  }

  /** Whether somebody is writing here: the part they write in does not go away. */
  #isInUse() {
    const isOpen = this.#tab?.getAttribute("aria-selected") === "true";
    const part = need("#panel-meanings");
    return !isOpen || part.contains(document.activeElement) || this.#writer.isUnsavedIn(part);
  }
}
