// A sheet for each innovation, one at a time (templates/boards/kinds/worksheet_*.html): the one that
// the server made, and copies for the others. A sheet that was left keeps what is typed in it.

/** @import { Doer, PageData, State, Subject } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";

/** What stands in the copy where the id of an innovation belongs. */
const BLANK = "00000000-0000-0000-0000-000000000000";

/**
 * The innovations on the table, by name.
 * @param {State} state
 * @param {string} places
 * @returns {Subject[]}
 */
export function subjectsOf({ subjects }, places) {
  return Object.values(subjects)
    .filter(({ what, gone }) => what === places && !gone)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The innovation whose sheet the facilitators show, if any; a merged one goes on as the other.
 * @param {State} state
 * @param {string} sheet
 * @returns {Subject | null}
 */
export function toldAbout({ shown, about, subjects }, sheet) {
  if (shown !== sheet) return null;
  let subject = subjects[about ?? ""];
  while (subject?.into) subject = subjects[subject.into];
  return subject && !subject.gone ? subject : null;
}

/**
 * The partners that see to a route.
 * @param {State} state
 * @param {{sheet: string, subject: string, element: string}} of
 * @returns {Doer[]}
 */
export function doersOf({ doers }, { sheet, subject, element }) {
  return Object.values(doers)
    .filter((row) => row.sheet === sheet && row.subject === subject && row.element === element)
    .filter(({ named }) => named)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * Show partners in a list.
 * @param {Element} list
 * @param {readonly Doer[]} doers
 * @param {HTMLElement} template
 */
export function showDoers(list, doers, template) {
  list.toggleAttribute("hidden", doers.length === 0);
  const keyOf = (/** @type {Doer} */ { id }) => id;
  showList(list, doers, keyOf, () => cloneOf(template), fillDoer);
}

export class Sheets {
  /** The sheet of the session. */
  sheet;
  /** The innovation whose sheet shows; "": none. */
  subject = "";

  #root;
  #page;
  #live;
  #writer;
  #onMade;
  #select;
  /** @type {Map<string, HTMLElement>} by innovation */
  #made = new Map();

  /**
   * @param {HTMLElement} root
   * @param {{page: PageData, live: Live, writer: NoteWriter}} around
   * @param {(node: HTMLElement, subject: string) => void} onMade  a sheet is there to be used
   */
  constructor(root, { page, live, writer }, onMade) {
    this.#root = root;
    this.#page = page;
    this.#live = live;
    this.#writer = writer;
    this.#onMade = onMade;
    this.sheet = root.dataset.worksheet ?? "";
    this.#select = /** @type {HTMLSelectElement} */ (need("[data-worksheet-choice] select", root));
    this.#takeOver();
  }

  /** The sheet that shows, if there is one. */
  get node() {
    return this.#made.get(this.subject) ?? null;
  }

  get root() {
    return this.#root;
  }

  /** Follow choosing. */
  start() {
    this.#select.addEventListener("change", () => this.choose(this.#select.value));
    this.#select.form?.addEventListener("submit", (event) => event.preventDefault());
  }

  /**
   * Lay the sheet of an innovation before us.
   * @param {string} subject
   */
  choose(subject) {
    if (subject === this.subject) return;
    this.subject = subject;
    if (subject && !this.#made.has(subject)) this.#make(subject);
    this.#root.dispatchEvent(new CustomEvent("sheet", { bubbles: true }));
  }

  /** Draw what is known now: which there are, and whether this one still is. */
  draw() {
    const { state } = this.#live;
    const { places } = this.#page.boards[this.sheet].filling;
    const there = subjectsOf(state, places);
    const now = state.subjects[this.subject];
    if (!now) this.choose((toldAbout(state, this.sheet) ?? there[0])?.id ?? "");
    const current = state.subjects[this.subject];
    this.#drawChoice(current?.gone ? [...there, current] : there);
    for (const name of ["bar", "who"]) {
      this.#root.querySelector(`[data-worksheet-${name}]`)?.toggleAttribute("hidden", !current);
    }
    need("[data-worksheet-none]", this.#root).hidden = Boolean(current);
    for (const [subject, node] of this.#made) this.#drawOne(node, state.subjects[subject]);
  }

  // Private

  /** The sheet that the server made is the first one. */
  #takeOver() {
    const first = need("[data-worksheet-sheets]", this.#root).firstElementChild;
    if (!(first instanceof HTMLElement)) return;
    this.subject = first.dataset.worksheetSheet ?? "";
    this.#made.set(this.subject, first);
    this.#onMade(first, this.subject);
  }

  /** @param {string} subject */
  #make(subject) {
    const node = cloneOf(need("[data-worksheet-blank]", this.#root));
    for (const part of [node, ...node.querySelectorAll("*")]) {
      for (const { name, value } of part.attributes) {
        if (value.includes(BLANK)) part.setAttribute(name, value.replaceAll(BLANK, subject));
      }
    }
    need("[data-worksheet-sheets]", this.#root).append(node);
    this.#made.set(subject, node);
    this.#writer.bindAll(node);
    this.#onMade(node, subject);
  }

  /** @param {readonly Subject[]} subjects */
  #drawChoice(subjects) {
    const { texts } = this.#page;
    showList(
      this.#select,
      subjects,
      ({ id }) => id,
      () => document.createElement("option"),
      (node, { id, name, gone }) => {
        node.setAttribute("value", id);
        setText(node, gone ? format(texts.off_the_table, { name }) : name);
      },
    );
    if (this.#select.value !== this.subject) this.#select.value = this.subject;
  }

  /**
   * @param {HTMLElement} node
   * @param {Subject | undefined} subject
   */
  #drawOne(node, subject) {
    node.hidden = node !== this.node;
    if (!subject) return;
    setText(need("[data-worksheet-name]", node), subject.name);
    need("[data-worksheet-gone]", node).hidden = !subject.gone;
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Element} node
 * @param {Doer} doer
 */
function fillDoer(node, { name, subject, element, partner }) {
  setText(need("[data-doer-name]", node), name);
  const form = node.querySelector("form");
  if (!form) return;
  setText(need("[data-doer-called]", form), name);
  for (const [field, value] of Object.entries({ subject, element, partner })) {
    /** @type {HTMLInputElement} */ (need(`[name="${field}"]`, form)).value = value;
  }
}
