// The question that is put to everyone, at the top of the page, and those that were answered before.

/** @import { PageData, State } from "../board/protocol.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */
/** @import { News } from "./news.js" */
/** @import { Say } from "./place.js" */

import { cloneOf, setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { ownNotes } from "./own.js";

export class Questions {
  #page;
  #writer;
  #news;
  #say;
  #asked;
  #now;
  #before;
  #answered;
  /** @type {Map<string, HTMLElement>} every question that was shown here, by sheet and id */
  #parts = new Map();
  /** @type {string | null} what was asked at the last drawing; null before the first */
  #last = null;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {NoteWriter} writer
   * @param {{news: News, say: Say}} tools
   */
  constructor(root, page, writer, { news, say }) {
    this.#page = page;
    this.#writer = writer;
    this.#news = news;
    this.#say = say;
    this.#asked = need("[data-asked]", root);
    this.#now = need("[data-asked-now]", root);
    this.#before = need("[data-questions-before]", root);
    this.#answered = need("[data-answered]", root);
    for (const part of root.querySelectorAll("[data-question]")) {
      this.#parts.set(part.getAttribute("data-question") ?? "", /** @type {HTMLElement} */ (part));
    }
  }

  /**
   * Draw what is known now. Where somebody writes, the field stays until they leave it.
   * @param {State} state
   */
  draw(state) {
    const key = state.asked ? keyOf(state.asked) : "";
    for (const note of ownNotes(this.#page, state, "answer")) {
      if (!this.#parts.has(keyOf(note))) this.#answered.append(this.#partOf(keyOf(note)));
    }
    for (const [each, part] of this.#parts) {
      if (each !== key && !isIn(part)) this.#lay(part);
    }
    if (key !== "") {
      const part = this.#partOf(key);
      if (this.#now.firstElementChild !== part && !isIn(part)) this.#now.prepend(part);
    }
    this.#asked.hidden = this.#now.childElementCount === 0;
    this.#before.hidden = this.#answered.childElementCount === 0;
  }

  /**
   * Say it when there is another question; after drawing, when it is known whether it is in sight.
   * @param {State} state
   */
  tell(state) {
    const key = state.asked ? keyOf(state.asked) : "";
    const isNew = this.#last !== null && key !== this.#last;
    this.#last = key;
    if (key === "") this.#news.drop("question");
    if (!isNew || key === "") return;
    const { texts } = this.#page;
    const question = need("[data-question-text]", this.#partOf(key)).textContent ?? "";
    this.#say("question", format(texts.asked_now, { question }));
    const title = need("#asked-title");
    const go = () => {
      title.focus({ preventScroll: true });
      this.#asked.scrollIntoView({ block: "start" });
    };
    this.#news.offer("question", { line: texts.asked_line, label: texts.look, go, target: title });
  }

  // Private

  /**
   * A question that is not asked any more: with those of before, if there are words in it.
   * @param {HTMLElement} part
   */
  #lay(part) {
    const { value } = /** @type {HTMLTextAreaElement} */ (need("textarea", part));
    if (value.trim() === "") part.remove();
    else if (part.parentElement !== this.#answered) this.#answered.append(part);
  }

  /** @param {string} key */
  #partOf(key) {
    const there = this.#parts.get(key);
    if (there) return there;
    const [sheet, id] = key.split(" ");
    const board = this.#page.boards[sheet];
    const part = cloneOf(need("#question"));
    part.dataset.question = key;
    const text = board.questions.find((question) => question.id === id)?.text ?? "";
    setText(need("[data-question-text]", part), text);
    setText(need("[data-question-board]", part), board.title);
    const form = /** @type {HTMLFormElement} */ (need("form", part));
    setField(form, "sheet", sheet);
    setField(form, "question", id);
    rename(part, need("textarea", part).id, `answer-${sheet}-${id}`);
    this.#parts.set(key, part);
    this.#writer.bind(form);
    return part;
  }
}

// Private ------------------------------------------------------------------------------------

/** @param {{sheet: string, question: string}} asked */
function keyOf({ sheet, question }) {
  return `${sheet} ${question}`;
}

/** @param {Element} part */
function isIn(part) {
  return part.contains(document.activeElement);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
function setField(form, name, value) {
  /** @type {HTMLInputElement} */ (need(`[name="${name}"]`, form)).value = value;
}

/**
 * Give what points at each other in a copy ids of its own.
 * @param {HTMLElement} part
 * @param {string} from
 * @param {string} to
 */
function rename(part, from, to) {
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const node of part.querySelectorAll(`[${name}]`)) {
      node.setAttribute(name, (node.getAttribute(name) ?? "").replaceAll(from, to));
    }
  }
}
