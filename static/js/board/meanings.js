// What the elements mean to us: shown on every view, written at control.

/** @import { Desk } from "./desk.js" */
/** @import { Note, State } from "./protocol.js" */
/** @import { Live } from "./live.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { Draft, MOST_LETTERS } from "./draft.js";

const PAUSE_MS = 1_200;
const COUNTED_FROM = MOST_LETTERS - 100;

/**
 * The note of an element, if there is one.
 * @param {State} state
 * @param {string} sheet
 * @param {string} element
 * @returns {Note | undefined}
 */
export function noteOf({ notes }, sheet, element) {
  return Object.values(notes).find((note) => note.sheet === sheet && note.element === element);
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

/** The fields in which facilitators write, and the tab they stand in. */
export class Meanings {
  #desk;
  #tab;
  #fields;
  #phase;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {(about: string, sentence: string) => void} say
   */
  constructor(desk, live, say) {
    this.#desk = desk;
    this.#tab = /** @type {HTMLElement | null} */ (document.querySelector("#tab-meanings"));
    this.#phase = desk.state.phase;
    const forms = /** @type {NodeListOf<HTMLFormElement>} */ (
      document.querySelectorAll("[data-meaning-form]")
    );
    this.#fields = [...forms].map((form) => new MeaningField(form, desk, live, say));
    live.holdRenewal(() => this.#fields.some((field) => field.isBusy));
    live.onRefused(({ code }, command) => {
      if (code !== "text_changed" || command.kind !== "write_note") return;
      for (const field of this.#fields) if (field.isFor(command)) field.recover(command.text);
    });
  }

  /** Follow the way in, and the way out. */
  start() {
    for (const field of this.#fields) field.start();
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("[data-edit-meaning]");
      if (!link) return;
      event.preventDefault();
      this.#open();
      document.getElementById(link.getAttribute("data-edit-meaning") ?? "")?.focus();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) for (const field of this.#fields) field.save();
    });
    addEventListener("beforeunload", (event) => {
      if (this.#fields.some((field) => field.isUnsaved)) event.preventDefault();
    });
    if (this.#phase === "meaning") this.#showBoard();
  }

  /** Draw what is known now. */
  draw() {
    const { state } = this.#desk;
    showMeanings(state);
    for (const field of this.#fields) field.draw();
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
    const isInside = need("#panel-meanings").contains(document.activeElement);
    return !isOpen || isInside || this.#fields.some((field) => field.isUnsaved);
  }
}

// Private ------------------------------------------------------------------------------------

class MeaningField {
  #form;
  #desk;
  #live;
  #say;
  #sheet;
  #element;
  #field;
  #draft;
  #saidState = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLFormElement} form
   * @param {Desk} desk
   * @param {Live} live
   * @param {(about: string, sentence: string) => void} say
   */
  constructor(form, desk, live, say) {
    this.#form = form;
    this.#desk = desk;
    this.#live = live;
    this.#say = say;
    const fields = new FormData(form);
    this.#sheet = String(fields.get("sheet"));
    this.#element = String(fields.get("element"));
    this.#field = /** @type {HTMLTextAreaElement} */ (need("textarea", form));
    this.#draft = new Draft(noteOf(desk.state, this.#sheet, this.#element));
  }

  /** Whether leaving the page now would lose words; not when there is nobody to send them to. */
  get isUnsaved() {
    if (this.#live.status === "gone") return false;
    return this.#draft.isUnsaved || this.#draft.isSending;
  }

  /** Whether something is on its way, or waits for a choice. */
  get isBusy() {
    const { isSending, isUnsaved, isTooLong, refusal } = this.#draft;
    return isSending || (isUnsaved && !isTooLong && refusal === "");
  }

  /** @param {{sheet: string, element: string}} place */
  isFor({ sheet, element }) {
    return sheet === this.#sheet && element === this.#element;
  }

  /**
   * Words that were sent before a reload, and not taken.
   * @param {string} text
   */
  recover(text) {
    this.#draft.recover(text);
    this.draw();
  }

  /** Follow typing, leaving and choosing. */
  start() {
    this.#field.addEventListener("input", () => {
      this.#draft.type(this.#field.value);
      this.#saveLater();
      this.draw();
    });
    this.#field.addEventListener("focus", () => this.#desk.view.light(this.#element));
    this.#field.addEventListener("blur", () => {
      this.#desk.view.light(null);
      this.save();
    });
    this.#form.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-choose]") : null;
      const choice = button?.getAttribute("data-choose");
      if (choice) this.#choose(/** @type {"mine" | "theirs" | "both"} */ (choice));
    });
  }

  /** Send what is typed, if it must be. */
  async save() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#draft.next();
    if (!next) return;
    const { sheet, element } = this.#place;
    const sent = this.#live.send({ kind: "write_note", sheet, about: "meaning", element, ...next });
    this.draw();
    this.#draft.answered(await sent);
    this.draw();
    // What was typed meanwhile, and is not typed any more.
    if (this.#timer === undefined) this.save();
  }

  /** Draw what is known now. */
  draw() {
    this.#draft.hear(noteOf(this.#desk.state, this.#sheet, this.#element));
    this.#drawText();
    this.#drawChoice();
    const { name, line } = this.#stateNow();
    const state = need("[data-meaning-state]", this.#form);
    state.dataset.meaningState = name;
    setText(state, line);
    if (name !== this.#saidState && isTrouble(name)) this.#say(`meaning:${this.#element}`, line);
    this.#saidState = name;
    setText(need("[data-meaning-count]", this.#form), this.#count());
  }

  // Private

  get #place() {
    return { sheet: this.#sheet, element: this.#element };
  }

  #saveLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  /** @param {"mine" | "theirs" | "both"} choice */
  #choose(choice) {
    this.#draft.choose(choice);
    this.draw();
    this.#field.focus();
    this.save();
  }

  /** A text of somebody else comes in under the writer's hands: the caret stays where it was. */
  #drawText() {
    const { text } = this.#draft;
    this.#field.readOnly = !this.#desk.mayAct;
    if (this.#field.value === text) return;
    const { selectionStart, selectionEnd } = this.#field;
    this.#field.value = text;
    if (document.activeElement === this.#field) {
      this.#field.setSelectionRange(selectionStart, selectionEnd);
    }
  }

  #drawChoice() {
    const { theirs } = this.#draft;
    const { texts } = this.#desk;
    const choice = need("[data-meaning-choice]", this.#form);
    choice.hidden = theirs === null;
    if (!theirs) return;
    setText(need("[data-theirs]", choice), theirs.text || texts.meaning_taken_away);
    need('[data-choose="both"]', choice).hidden = theirs.text === "";
  }

  /** How things stand with this text, in plain words. */
  #stateNow() {
    const { texts } = this.#desk;
    const { theirs, refusal, isUnsaved, isSending, isTooLong, text } = this.#draft;
    if (theirs) return { name: "choose", line: texts.meaning_choose };
    if (refusal) return { name: "refused", line: format(texts.meaning_refused, { refusal }) };
    if (isTooLong) return { name: "long", line: texts.meaning_too_long };
    if (!isUnsaved && !isSending) {
      return { name: "saved", line: text === "" ? "" : texts.meaning_saved };
    }
    if (this.#live.status === "offline") return { name: "offline", line: texts.meaning_offline };
    if (isSending) return { name: "saving", line: texts.saving };
    return { name: "typing", line: texts.meaning_typing };
  }

  #count() {
    const count = this.#draft.text.length;
    if (count < COUNTED_FROM) return "";
    return format(this.#desk.texts.meaning_count, { count, most: MOST_LETTERS });
  }
}

/** @param {string} name */
function isTrouble(name) {
  return name === "choose" || name === "refused" || name === "long" || name === "offline";
}
