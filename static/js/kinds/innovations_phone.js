// The innovations on a phone: one card each. Its forms work by themselves; here they are sent in the
// background, and kept true to what the session knows.

/** @import { Command, PageData, Placement, State } from "../board/protocol.js" */
/** @import { Live } from "../board/live.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */
/** @import { Opinion } from "./innovations_rules.js" */

import { newId } from "../board/ids.js";
import { showPhase } from "../pages/phases.js";
import { visibilityOf } from "../phone/own.js";
import { commandIn } from "../shared/forms.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { drawSpread, showCopies, titleOf } from "./innovations_draw.js";
import { opinionsOf } from "./innovations_rules.js";

/** @typedef {Opinion & {id: string}} Card */

export class Cards {
  #root;
  #sheet;
  #page;
  #live;
  #writer;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {Live} live
   * @param {NoteWriter | undefined} writer
   */
  constructor(root, page, live, writer) {
    this.#root = root;
    this.#sheet = root.dataset.innovations ?? "";
    this.#page = page;
    this.#live = live;
    this.#writer = writer;
  }

  start() {
    this.#root.addEventListener("submit", (event) => this.#submit(event));
  }

  draw() {
    const { state } = this.#live;
    const cards = opinionsOf(state, this.#sheet).map((one) => ({ ...one, id: one.subject.id }));
    showCopies(
      need("[data-innovation-cards]", this.#root),
      cards,
      need("[data-innovation-card]", this.#root),
      (node, card) => this.#drawCard(node, card, state),
      (node) => this.#writer?.bindAll(node),
    );
    need("[data-no-innovations]", this.#root).hidden = cards.length > 0;
    const line = need("[data-innovation-progress]", this.#root);
    line.hidden = cards.length === 0 || state.phase !== "placing";
    const given = cards.filter(({ id }) => this.#own(state, id)).length;
    const words = format(this.#page.texts.innovation_progress, { given, all: cards.length });
    setText(need("[data-progress]", line), words);
  }

  // Private: drawing

  /**
   * @param {HTMLElement} node
   * @param {Card} card
   * @param {State} state
   */
  #drawCard(node, card, state) {
    const own = this.#own(state, card.id);
    setText(need("[data-name]", node), card.subject.name);
    node.classList.toggle("innovation-card--answered", own !== undefined);
    setText(need("[data-own-words]", node), this.#inOwnWords(own));
    const shared = this.#shared(card, own);
    need("[data-shared-words]", node).hidden = shared === "";
    setText(need("[data-shared-words]", node), shared);
    this.#drawChoice(node, own, state);
    this.#drawGrades(node, card, own, state);
    // A card that came in later shows what belongs to this part of the session.
    showPhase(node, state.phase);
    drawSpread(node, card);
    const isSpread = card.chosen.size > 0 || card.unknown > 0;
    need("[data-spread-title]", node).hidden = !isSpread;
    need("[data-spread-none]", node).hidden = isSpread;
  }

  /**
   * @param {HTMLElement} node
   * @param {Placement | undefined} own
   * @param {State} state
   */
  #drawChoice(node, own, state) {
    for (const button of node.querySelectorAll("[data-choose-box] [name=element]")) {
      press(button, own?.element === button.getAttribute("value"));
      pause(button, state.paused);
    }
    const unknown = need("[data-choose-unknown] button", node);
    press(unknown, own?.unknown ?? false);
    pause(unknown, state.paused);
  }

  /**
   * The grades are asked of what lies, or was put, where things are graded.
   * @param {HTMLElement} node
   * @param {Card} card
   * @param {Placement | undefined} own
   * @param {State} state
   */
  #drawGrades(node, { id, place, layer }, own, state) {
    const part = node.querySelector("[data-graded]");
    if (!part) return;
    const shared = layer === "self" ? null : place;
    const graded = this.#board.elements.filter((element) => element.graded);
    const isHere = graded.some((element) => [own?.element, shared].includes(element.id));
    part.toggleAttribute("hidden", !isHere);
    for (const group of part.querySelectorAll("[data-grade]")) {
      const value = this.#given(state, id, group.getAttribute("data-grade") ?? "");
      for (const button of group.querySelectorAll(".grade-number")) {
        press(button, button.getAttribute("value") === String(value));
      }
      group.querySelector("[data-no-grade]")?.toggleAttribute("hidden", value === null);
    }
  }

  /** @param {Placement | undefined} own */
  #inOwnWords(own) {
    const { texts } = this.#page;
    if (!own) return texts.innovation_open;
    if (own.unknown) return texts.innovation_own_unknown;
    return format(texts.innovation_own, { element: this.#title(own.element) });
  }

  /**
   * What the facilitators chose or all agreed, beside the own choice; "" while there is nothing to
   * see of it.
   * @param {Card} card
   * @param {Placement | undefined} own
   */
  #shared({ place, layer }, own) {
    if (place === null || layer === "self") return "";
    const { innovation_shared_same: same, innovation_shared: other } = this.#page.texts;
    return format(own?.element === place ? same : other, { element: this.#title(place) });
  }

  // Private: what there is

  get #board() {
    return this.#page.boards[this.#sheet];
  }

  /** @param {string | null} element */
  #title(element) {
    return titleOf(this.#board, element, this.#page.texts);
  }

  /**
   * @param {State} state
   * @param {string} subject
   * @returns {Placement | undefined}
   */
  #own({ placements }, subject) {
    return Object.values(placements).find(
      (row) =>
        row.sheet === this.#sheet &&
        row.subject === subject &&
        row.layer === "self" &&
        row.seat === this.#page.me?.seat,
    );
  }

  /**
   * @param {State} state
   * @param {string} subject
   * @param {string} aspect
   * @returns {number | null}
   */
  #given({ scores }, subject, aspect) {
    const row = Object.values(scores).find(
      (each) =>
        each.sheet === this.#sheet &&
        each.subject === subject &&
        each.aspect === aspect &&
        each.layer === "self" &&
        each.seat === this.#page.me?.seat,
    );
    return row?.value ?? null;
  }

  // Private: answering

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const command = /** @type {any} */ (commandIn(form, event.submitter));
    if (command.kind === "add_innovation") this.#add(command, form);
    else if (command.kind === "give_score") this.#grade(command);
    else this.#choose(command);
  }

  /** @param {any} command */
  #choose(command) {
    const { state } = this.#live;
    const own = this.#own(state, command.subject);
    const isSame =
      own && (command.kind === "place" ? own.element === command.element : own.unknown);
    if (isSame || state.paused) return;
    const placement = own?.id ?? newId();
    this.#live.send({ ...command, placement, visibility: visibilityOf(state, this.#sheet) });
  }

  /** @param {any} command */
  #grade({ value, ...command }) {
    const { state } = this.#live;
    if (state.paused) return;
    const given = value === undefined ? {} : { value: Number(value) };
    this.#live.send({ ...command, ...given, visibility: visibilityOf(state, this.#sheet) });
  }

  /**
   * @param {Extract<Command, {kind: "add_innovation"}>} command
   * @param {HTMLFormElement} form
   */
  async #add(command, form) {
    const says = need("[data-innovation-says]", this.#root);
    setText(says, "");
    const { accepted, refused } = await this.#live.send({ ...command, subject: newId() });
    const { innovation_added: added } = this.#page.texts;
    setText(says, refused ? refused.sentence : format(added, { name: command.name }));
    if (accepted) form.reset();
  }
}

// Private ----------------------------------------------------------------------------------------

/**
 * @param {Element} button
 * @param {boolean} isPressed
 */
function press(button, isPressed) {
  button.setAttribute("aria-pressed", String(isPressed));
}

/**
 * @param {Element} button
 * @param {boolean} isPaused
 */
function pause(button, isPaused) {
  if (isPaused) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}
