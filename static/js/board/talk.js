// The conversation beside the board (_talk.html): its questions with the answers, what a difference
// calls up, and notes. What phones typed shows only while hidden things are shown on this laptop.

/** @import { Note, Subject } from "./protocol.js" */
/** @import { Desk } from "./desk.js" */
/** @import { NoteWriter } from "./note_writer.js" */
/** @import { Participant } from "./roster.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { answersTo, Differences, related } from "./differences.js";

/** @typedef {import("./differences.js").Difference} Difference */

export class Talk {
  #desk;
  #writer;
  #differences;
  #say;
  #tab = need("#tab-talk");
  #part = need("#panel-talk");
  /** @type {string} what was chosen last, so that a choice is followed once */
  #followed = "";
  /** @type {number | null} */
  #typed = null;

  /**
   * @param {Desk} desk
   * @param {NoteWriter} writer
   * @param {() => Participant[]} people
   * @param {(about: string, sentence: string) => void} say
   */
  constructor(desk, writer, people, say) {
    this.#desk = desk;
    this.#writer = writer;
    this.#say = say;
    this.#differences = new Differences(desk, people);
  }

  /** Follow presses. */
  start() {
    this.#part.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("[data-open-question]");
      if (link) {
        event.preventDefault();
        this.open(link.getAttribute("href") ?? "");
      }
      const share = target?.closest("[data-share]")?.getAttribute("data-share");
      if (share) this.#askToShare(share);
      if (target?.closest("[data-show-others]")) this.#showAll();
    });
    this.#part.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLSelectElement && target.matches("[data-talk-area]")) this.draw();
    });
  }

  /**
   * Open a question, and bring it before us.
   * @param {string} address  "#question-…"
   */
  open(address) {
    const question = document.getElementById(address.slice(1));
    const sheet = question?.closest("[data-talk]")?.getAttribute("data-talk");
    if (!(question instanceof HTMLDetailsElement) || !sheet) return;
    this.#tab.click();
    if (sheet !== this.#desk.view.sheet) {
      /** @type {HTMLElement} */ (need(`[data-sheet-tab="${sheet}"]`)).click();
    }
    question.open = true;
    this.draw();
    need("summary", question).focus();
    question.scrollIntoView({ block: "nearest" });
  }

  /** Draw what is known now. */
  draw() {
    this.#drawAsked();
    const root = document.querySelector(`[data-talk="${this.#desk.view.sheet}"]`);
    if (!root) return;
    this.#followChosen(root);
    this.#drawQuestions(root);
    this.#drawReactions(root);
    for (const part of root.querySelectorAll("[data-heard]")) this.#drawHeard(part);
    this.#sayTyped();
  }

  // Private: questions

  #drawAsked() {
    const { asked } = this.#desk.state;
    const line = need("[data-asked-line]", this.#part);
    line.hidden = asked === null;
    const id = asked ? `question-${asked.sheet}-${asked.question}` : "";
    const text = document.getElementById(id)?.querySelector(".question-text")?.textContent ?? "";
    const link = need("[data-asked-text]", line);
    link.setAttribute("href", `#${id}`);
    setText(link, text);
    for (const question of this.#part.querySelectorAll("[data-talk-question]")) {
      this.#drawIfAsked(question, question.id === id);
    }
  }

  /**
   * @param {Element} question
   * @param {boolean} isAsked
   */
  #drawIfAsked(question, isAsked) {
    need("[data-asked-now]", question).hidden = !isAsked;
    const form = question.querySelector("[data-ask]");
    if (!form) return;
    const sheet = question.closest("[data-talk]")?.getAttribute("data-talk") ?? "";
    const id = question.getAttribute("data-talk-question") ?? "";
    need("button", form).setAttribute("aria-pressed", String(isAsked));
    // Without a question the command takes it away.
    /** @type {HTMLInputElement} */ (need('[name="sheet"]', form)).value = isAsked ? "" : sheet;
    /** @type {HTMLInputElement} */ (need('[name="question"]', form)).value = isAsked ? "" : id;
  }

  /**
   * What is chosen on the board decides which questions come first.
   * @param {Element} root
   */
  #followChosen(root) {
    const { chosen, view } = this.#desk;
    const key = chosen ? `${view.sheet} ${chosen.key}` : "";
    if (key === this.#followed) return;
    this.#followed = key;
    const shown = view.postits.filter(({ subject }) => subject.id === chosen?.subject.id);
    const postit = shown.find((each) => each.key === chosen?.key) ?? shown[0];
    const select = areaIn(root);
    if (select && postit?.element) {
      const wanted = [...related(view.board, postit.element)];
      const option = [...select.options].find(({ value }) => value === postit.element);
      const other = [...select.options].find(({ value }) => wanted.includes(value));
      select.value = (option ?? other)?.value ?? "";
    }
  }

  /** @param {Element} root */
  #drawQuestions(root) {
    const { view, texts } = this.#desk;
    const area = areaIn(root)?.value ?? "";
    const wanted = related(view.board, area);
    let elsewhere = 0;
    for (const question of root.querySelectorAll("[data-talk-question]")) {
      const element = question.getAttribute("data-element") ?? "";
      const isHere = area === "" || element === "" || wanted.has(element);
      const isNeeded = question.hasAttribute("open") || question.contains(document.activeElement);
      question.toggleAttribute("hidden", !isHere && !isNeeded);
      if (!isHere && !isNeeded) elsewhere += 1;
    }
    const others = root.querySelector("[data-other-questions]");
    if (!others) return;
    others.toggleAttribute("hidden", elsewhere === 0);
    const text = elsewhere === 1 ? texts.question_elsewhere : texts.questions_elsewhere;
    setText(need("[data-show-others]", others), format(text, { count: elsewhere }));
  }

  #showAll() {
    const select = areaIn(need(`[data-talk="${this.#desk.view.sheet}"]`));
    if (!select) return;
    select.value = "";
    select.focus();
    this.draw();
  }

  // Private: what was heard

  /** @param {Element} part */
  #drawHeard(part) {
    const about = part.getAttribute("data-heard");
    const question = part.getAttribute("data-question") ?? "";
    const subject = part.getAttribute("data-subject") ?? "";
    const { state, view, texts } = this.#desk;
    const own = Object.values(state.notes).find(
      (note) =>
        note.sheet === view.sheet &&
        note.about === about &&
        note.question === question &&
        (note.subject ?? "") === subject &&
        note.element === "" &&
        note.seat === null,
    );
    const share = part.querySelector("[data-share]");
    share?.toggleAttribute("hidden", !own?.text || own.audience === "room" || !this.#desk.mayAct);
    share?.setAttribute("data-share", own?.id ?? "");
    const typed = about === "note" ? [] : this.#typedAt(about ?? "", question, subject);
    const told = typed.filter((note) => view.showHidden || note.audience === "room");
    const fold = part.closest("details");
    if (fold) setText(need("[data-answers]", fold), answersTo(own, typed.length, texts));
    if (about !== "note") this.#drawSaid(part, typed, told);
  }

  /**
   * @param {Element} part
   * @param {Note[]} typed
   * @param {Note[]} told
   */
  #drawSaid(part, typed, told) {
    const { texts } = this.#desk;
    // Shown or not, the button to show or hide them stays under the finger.
    const closed = typed.filter(({ audience }) => audience !== "room");
    need("[data-kept]", part).hidden = closed.length === 0;
    setText(need("[data-kept-count]", part), answersTo(undefined, closed.length, texts));
    const list = need("[data-said]", part);
    list.hidden = told.length === 0;
    showList(
      list,
      told,
      ({ id }) => id,
      () => cloneOf(need("[data-said-entry]")),
      (node, note) => this.#drawOneSaid(node, note),
    );
  }

  /**
   * @param {Element} node
   * @param {Note} note
   */
  #drawOneSaid(node, note) {
    const name = this.#differences.nameOf(note.seat ?? "");
    setText(need("[data-name]", node), name);
    setText(need("[data-text]", node), note.text);
    need("[data-shared]", node).hidden = note.audience !== "room";
    const share = node.querySelector("[data-share]");
    if (!share) return;
    share.setAttribute("data-share", note.id);
    share.toggleAttribute("hidden", note.audience === "room" || !this.#desk.mayAct);
    setText(need("[data-share-whose]", share), `: ${name}`);
  }

  /**
   * What phones typed there.
   * @param {string} about
   * @param {string} question
   * @param {string} subject
   * @returns {Note[]}
   */
  #typedAt(about, question, subject) {
    const { state, view } = this.#desk;
    const seats = about === "reaction" ? this.#differences.seatsOf(subject) : null;
    return Object.values(state.notes).filter(
      (note) =>
        note.sheet === view.sheet &&
        note.about === about &&
        note.question === question &&
        note.seat !== null &&
        note.text !== "" &&
        (seats === null || seats.has(note.seat)),
    );
  }

  /** That something came in is said once, not what. */
  #sayTyped() {
    const count = Object.values(this.#desk.state.notes).filter(
      ({ seat, text }) => seat !== null && text !== "",
    ).length;
    if (this.#typed !== null && count > this.#typed) {
      this.#say("typed", answersTo(undefined, count, this.#desk.texts));
    }
    this.#typed = count;
  }

  /** @param {string} id */
  #askToShare(id) {
    const note = this.#desk.state.notes[id];
    const dialog = document.querySelector("[data-share-dialog]");
    if (!note || !(dialog instanceof HTMLDialogElement)) return;
    setText(need("[data-share-text]", dialog), note.text);
    /** @type {HTMLInputElement} */ (need('[name="note"]', dialog)).value = id;
    dialog.showModal();
  }

  // Private: what a difference calls up

  /** @param {Element} root */
  #drawReactions(root) {
    const section = need("[data-reactions]", root);
    const differences = this.#differences.on(this.#desk.view.sheet);
    section.hidden = differences.length === 0;
    const kept = differences.some(({ isOpen }) => !isOpen);
    need("[data-lines-kept]", section).hidden = !kept;
    showList(
      need("[data-reaction-list]", section),
      differences,
      ({ subject }) => subject.id,
      () => cloneOf(need("[data-reaction-template]", section)),
      (node, difference) => this.#drawReaction(node, difference),
    );
  }

  /**
   * @param {Element} node
   * @param {Difference} difference
   */
  #drawReaction(node, { subject, lines, isOpen }) {
    setText(need("[data-who]", node), subject.name);
    const shown = isOpen || this.#desk.view.showHidden ? lines : [];
    const list = need("[data-lines]", node);
    if ([...list.children].map(({ textContent }) => textContent).join("\n") !== shown.join("\n")) {
      list.replaceChildren(...shown.map(lineOf));
    }
    if (need("[data-heard]", node).dataset.subject === subject.id) return;
    this.#belongTo(node, subject);
  }

  /**
   * A fresh one from the template: its text is about this subject from now on.
   * @param {Element} node
   * @param {Subject} subject
   */
  #belongTo(node, subject) {
    need("[data-heard]", node).dataset.subject = subject.id;
    const form = /** @type {HTMLFormElement} */ (need("[data-note-form]", node));
    const about = document.createElement("input");
    Object.assign(about, { type: "hidden", name: "subject", value: subject.id });
    form.prepend(about);
    const field = `reaction-${this.#desk.view.sheet}-${subject.id}`;
    const text = need("textarea", form);
    const former = text.id;
    text.id = field;
    text.setAttribute("aria-describedby", `${field}-audience ${field}-state`);
    need("label", form).setAttribute("for", field);
    need(`#${former}-audience`, form).id = `${field}-audience`;
    need(`#${former}-state`, form).id = `${field}-state`;
    this.#writer.bind(form);
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Element} root
 * @returns {HTMLSelectElement | null}
 */
function areaIn(root) {
  return root.querySelector("[data-talk-area]");
}

/** @param {string} line */
function lineOf(line) {
  const part = document.createElement("span");
  part.className = "reaction-line";
  part.textContent = line;
  return part;
}
