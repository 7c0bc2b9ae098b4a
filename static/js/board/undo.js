// Undo and redo of what was done to post-its on this page. A new command each time: the server
// decides whether all of it still lies as it was left.

/** @import { Desk } from "./desk.js" */
/** @import { Identified } from "./journal.js" */
/** @import { Live } from "./live.js" */

import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { newId } from "./ids.js";

const MOST_STEPS = 100;
const UNDOABLE = ["place", "take_back", "tidy_up", "give_score", "circle", "name_doer"];
const FIELDS = "input, textarea, select, [contenteditable]";

/**
 * What was done: the command to undo (of a step that was undone: the undo), and whose post-it it
 * was; "" for many at once.
 * @typedef {{command: string, name: string}} Step
 */
/** @typedef {"undo" | "redo"} Way */

export class Undo {
  #desk;
  #live;
  #say;
  #flush;
  /** @type {Record<Way, Step[]>} */
  #steps = { undo: [], redo: [] };
  /** @type {Map<string, string>} the name on every post-it that was ever here, by placement */
  #names = new Map();
  /** @type {Way | null} asked for while something before it was still under way */
  #wanted = null;
  #isBusy = false;

  /**
   * @param {Desk} desk
   * @param {Live} live
   * @param {{say: (about: string, sentence: string) => void, flush: () => void}} parts
   *   `flush` sends what the keys moved and is not sent yet
   */
  constructor(desk, live, { say, flush }) {
    this.#desk = desk;
    this.#live = live;
    this.#say = say;
    this.#flush = flush;
  }

  /** Follow the buttons, the keys, and what the server accepted. */
  start() {
    this.#live.onAccepted((command) => this.#done(command));
    this.#live.onRefused(() => this.#goOn());
    this.#button("undo").addEventListener("click", () => this.#ask("undo"));
    this.#button("redo").addEventListener("click", () => this.#ask("redo"));
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Draw what can be undone now. */
  draw() {
    const { placements, subjects } = this.#desk.state;
    for (const { id, subject } of Object.values(placements)) {
      this.#names.set(id, subjects[subject]?.name ?? "");
    }
    for (const way of /** @type {Way[]} */ (["undo", "redo"])) {
      const isEmpty = this.#steps[way].length === 0 || !this.#desk.mayAct;
      this.#button(way).setAttribute("aria-disabled", String(isEmpty));
    }
  }

  // Private

  /** @param {Way} way */
  #button(way) {
    return need(`[data-${way}]`);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = wayOf(event);
    const target = event.target instanceof Element ? event.target : null;
    if (!way || target?.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#ask(way);
  }

  /**
   * What is on its way goes first: it is what somebody wants to undo.
   * @param {Way} way
   */
  #ask(way) {
    if (!this.#desk.mayAct) return;
    this.#flush();
    if (this.#live.status === "offline") {
      this.#say("undo", this.#desk.texts.not_offline);
      return;
    }
    this.#wanted = way;
    this.#goOn();
  }

  #goOn() {
    const way = this.#wanted;
    if (!way || this.#isBusy || this.#live.pending > 0) return;
    this.#wanted = null;
    this.#carryOut(way);
  }

  /**
   * A step that is refused is dropped: it can be undone no more. Why not, the page says.
   * @param {Way} way
   */
  async #carryOut(way) {
    const step = this.#steps[way].pop();
    if (!step) {
      this.#say("undo", this.#desk.texts[`nothing_to_${way}`]);
      return;
    }
    const id = newId();
    this.#isBusy = true;
    const answer = await this.#live.send({ kind: "undo", id, command: step.command });
    this.#isBusy = false;
    if (answer.accepted) {
      this.#steps[way === "undo" ? "redo" : "undo"].push({ ...step, command: id });
      const text = `${way === "undo" ? "undone" : "redone"}_${step.name ? "place" : "tidy"}`;
      this.#say("undo", format(this.#desk.texts[text], { name: step.name }));
    }
    this.draw();
    this.#goOn();
  }

  /** @param {Identified} command */
  #done(command) {
    if (UNDOABLE.includes(command.kind)) {
      this.#steps.undo.push({ command: command.id, name: this.#nameIn(command) });
      this.#steps.undo.splice(0, this.#steps.undo.length - MOST_STEPS);
      this.#steps.redo = [];
      this.draw();
    }
    this.#goOn();
  }

  /** @param {Identified} command */
  #nameIn(command) {
    switch (command.kind) {
      case "place":
      case "give_score":
      case "circle":
      case "name_doer":
        return this.#desk.state.subjects[command.subject]?.name ?? "";
      case "take_back":
        return this.#names.get(command.placement) ?? "";
      default:
        return "";
    }
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * Ctrl or ⌘ with Z undoes; with Shift too, or with Y, it does again.
 * @param {KeyboardEvent} event
 * @returns {Way | null}
 */
function wayOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey || !(ctrlKey || metaKey)) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : null;
}
