// Texts that are written in a live page: bound to a note, saved on a pause and on leaving the field,
// with how things stand said under it (_note_form.html). No word that was typed is lost.

/** @import { Note, PageData, State, WriteNote } from "./protocol.js" */
/** @import { Live } from "./live.js" */

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { Draft, MOST_IN_A_NOTE, MOST_LETTERS } from "./draft.js";
import { KeptWords } from "./kept_words.js";

const PAUSE_MS = 1_200;
const COUNTED_BEFORE_END = 100;

/**
 * Where a text belongs: one text per place. `element`, `question`: "" for none; `subject`: null for
 * none; `seat`: the participant who writes it, null for the facilitators together.
 * @typedef {Pick<Note, "sheet" | "about" | "element" | "question" | "subject" | "seat">} NotePlace
 */
/**
 * `mayWrite`: whether anything can be written now. `say`: to screen readers.
 * @typedef {object} WriterOptions
 * @property {() => boolean} mayWrite
 * @property {(about: string, sentence: string) => void} say
 */

/**
 * The note at a place, if there is one.
 * @param {State} state
 * @param {NotePlace} place
 * @returns {Note | undefined}
 */
export function noteAt({ notes }, place) {
  return Object.values(notes).find((note) => keyOf(note) === keyOf(place));
}

/** All fields of a page in which notes are written. */
export class NoteWriter {
  #live;
  #options;
  #texts;
  #seat;
  #words;
  /** @type {Map<string, NoteField>} */
  #fields = new Map();

  /**
   * @param {PageData} page
   * @param {Live} live
   * @param {WriterOptions} options
   */
  constructor(page, live, options) {
    this.#live = live;
    this.#options = options;
    this.#texts = page.texts;
    this.#seat = page.me?.seat ?? null;
    const key = `praatplaten:${page.session}:${page.actor}:words`;
    this.#words = new KeptWords(page.actor ? sessionStorage : null, key);
    live.holdRenewal(() => this.#some((field) => field.isBusy));
    live.onRefused(({ code }, command) => {
      if (code !== "text_changed" || command.kind !== "write_note") return;
      this.#fields.get(keyOf(this.#placeOf(command)))?.recover(command.text);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) for (const field of this.#fields.values()) field.save();
    });
    addEventListener("beforeunload", (event) => {
      if (this.isUnsavedIn(document)) event.preventDefault();
    });
  }

  /**
   * Follow a form (`data-note-form`), whose hidden fields say where its text belongs. One that is
   * drawn anew takes over what was typed in the former one.
   * @param {HTMLFormElement} form
   */
  bind(form) {
    const place = this.#placeOf(/** @type {any} */ (Object.fromEntries(new FormData(form))));
    const key = keyOf(place);
    let field = this.#fields.get(key);
    if (!field) {
      field = new NoteField(place, this.#live, this.#words, this.#texts, this.#options);
      this.#fields.set(key, field);
    }
    field.show(form);
    field.draw();
  }

  /**
   * Follow every form in a part of the page.
   * @param {ParentNode} root
   */
  bindAll(root) {
    for (const form of root.querySelectorAll("[data-note-form]")) {
      this.bind(/** @type {HTMLFormElement} */ (form));
    }
  }

  /** Draw what is known now. */
  draw() {
    for (const field of this.#fields.values()) field.draw();
  }

  /**
   * Whether words in a part of the page have not reached the server.
   * @param {Node} root
   */
  isUnsavedIn(root) {
    return this.#some((field) => field.isIn(root) && field.isUnsaved);
  }

  /** Nothing of what is not saved stays in this browser: one is no longer in the session. */
  forget() {
    this.#words.forget();
    this.#fields.clear();
  }

  // Private

  /**
   * @param {Partial<WriteNote>} fields
   * @returns {NotePlace}
   */
  #placeOf({ sheet = "", about = "note", element = "", question = "", subject }) {
    // A cell of a worksheet is one text of everybody, whoever types in it.
    const seat = about === "cell" ? null : this.#seat;
    return { sheet, about, element, question, subject: subject || null, seat };
  }

  /** @param {(field: NoteField) => boolean} is */
  #some(is) {
    return [...this.#fields.values()].some(is);
  }
}

// Private ------------------------------------------------------------------------------------

class NoteField {
  #place;
  #key;
  #live;
  #words;
  #texts;
  #options;
  #draft;
  #saidState = "";
  /** @type {HTMLFormElement | null} */
  #form = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {NotePlace} place
   * @param {Live} live
   * @param {KeptWords} words
   * @param {Record<string, string>} texts
   * @param {WriterOptions} options
   */
  constructor(place, live, words, texts, options) {
    this.#place = place;
    this.#key = keyOf(place);
    this.#live = live;
    this.#words = words;
    this.#texts = texts;
    this.#options = options;
    const most = place.about === "meaning" ? MOST_LETTERS : MOST_IN_A_NOTE;
    this.#draft = new Draft(noteAt(live.state, place), most);
    const kept = words.at(this.#key);
    if (!kept) return;
    this.#draft.restore(kept);
    this.#saveLater();
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

  /** @param {Node} root */
  isIn(root) {
    return root === document || root.contains(this.#form);
  }

  /**
   * Words that were sent before a reload, and not taken.
   * @param {string} text
   */
  recover(text) {
    this.#draft.recover(text);
    this.draw();
  }

  /**
   * Write in this form from now on: follow typing, leaving and choosing.
   * @param {HTMLFormElement} form
   */
  show(form) {
    if (form === this.#form) return;
    this.#form = form;
    const field = this.#fieldIn(form);
    field.addEventListener("input", () => {
      this.#draft.type(field.value);
      this.#saveLater();
      this.draw();
    });
    field.addEventListener("blur", () => this.save());
    form.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-choose]") : null;
      const choice = button?.getAttribute("data-choose");
      if (choice) this.#choose(/** @type {"mine" | "theirs" | "both"} */ (choice));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
  }

  /** Send what is typed, if it must be. */
  async save() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#draft.next();
    if (!next) return;
    const sent = this.#live.send({ kind: "write_note", ...this.#named(), ...next });
    this.draw();
    this.#draft.answered(await sent);
    this.draw();
    // What was typed meanwhile, and is not typed any more.
    if (this.#timer === undefined) this.save();
  }

  /** Draw what is known now. */
  draw() {
    this.#draft.hear(noteAt(this.#live.state, this.#place));
    this.#words.keep(this.#key, this.#draft.kept);
    if (!this.#form) return;
    this.#drawText(this.#fieldIn(this.#form));
    this.#drawChoice(need("[data-note-choice]", this.#form));
    const { name, line } = this.#stateNow();
    const state = need("[data-note-state]", this.#form);
    state.dataset.noteState = name;
    setText(state, line);
    if (name !== this.#saidState && isTrouble(name)) {
      this.#options.say(`note:${this.#key}`, line);
    }
    this.#saidState = name;
    setText(need("[data-note-count]", this.#form), this.#count());
    this.#drawAudience(this.#form);
  }

  // Private

  /** The place as a command names it: what it has not, is left out. */
  #named() {
    const { sheet, about, element, question, subject } = this.#place;
    return {
      sheet,
      about,
      ...(element ? { element } : {}),
      ...(question ? { question } : {}),
      ...(subject ? { subject } : {}),
    };
  }

  /** @param {HTMLFormElement} form */
  #fieldIn(form) {
    return /** @type {HTMLTextAreaElement} */ (need("textarea", form));
  }

  #saveLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  /** @param {"mine" | "theirs" | "both"} choice */
  #choose(choice) {
    this.#draft.choose(choice);
    this.draw();
    if (this.#form) this.#fieldIn(this.#form).focus();
    this.save();
  }

  /**
   * A text of somebody else comes in under the writer's hands: the caret stays where it was.
   * @param {HTMLTextAreaElement} field
   */
  #drawText(field) {
    const { text } = this.#draft;
    field.readOnly = !this.#options.mayWrite();
    if (field.value === text) return;
    const { selectionStart, selectionEnd } = field;
    field.value = text;
    if (document.activeElement === field) field.setSelectionRange(selectionStart, selectionEnd);
  }

  /** @param {HTMLElement} choice */
  #drawChoice(choice) {
    const { theirs } = this.#draft;
    choice.hidden = theirs === null;
    if (!theirs) return;
    setText(need("[data-theirs]", choice), theirs.text || this.#texts.note_taken_away);
    need('[data-choose="both"]', choice).hidden = theirs.text === "";
  }

  /**
   * Who reads it, where the form says so.
   * @param {HTMLFormElement} form
   */
  #drawAudience(form) {
    const audience = noteAt(this.#live.state, this.#place)?.audience ?? "team";
    for (const line of form.querySelectorAll("[data-audience]")) {
      line.toggleAttribute("hidden", line.getAttribute("data-audience") !== audience);
    }
  }

  /** How things stand with this text, in plain words. */
  #stateNow() {
    const texts = this.#texts;
    const { theirs, refusal, isUnsaved, isSending, isTooLong, text } = this.#draft;
    if (theirs) return { name: "choose", line: texts.note_choose };
    if (refusal) return { name: "refused", line: format(texts.note_refused, { refusal }) };
    if (isTooLong) return { name: "long", line: texts.note_too_long };
    if (!isUnsaved && !isSending) {
      return { name: "saved", line: text === "" ? "" : texts.note_saved };
    }
    if (this.#live.status === "offline") return { name: "offline", line: texts.note_offline };
    if (isSending) return { name: "saving", line: texts.saving };
    return { name: "typing", line: texts.note_typing };
  }

  #count() {
    const { text, most } = this.#draft;
    if (text.length < most - COUNTED_BEFORE_END) return "";
    return format(this.#texts.note_count, { count: text.length, most });
  }
}

/** @param {string} name */
function isTrouble(name) {
  return name === "choose" || name === "refused" || name === "long" || name === "offline";
}

/** @param {NotePlace} place */
function keyOf({ sheet, about, element, question, subject, seat }) {
  return [sheet, about, element, question, subject, seat].join(" ");
}
