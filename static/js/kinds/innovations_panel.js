// Innovations beside the board: collected, merged and taken off; where each lies and how opinions lie
// apart; what is ready; and one innovation in a dialog, with its criteria, its place and its grades.

/** @import { Command, PageData, State } from "../board/protocol.js" */
/** @import { Desk } from "../board/desk.js" */
/** @import { Live } from "../board/live.js" */
/** @import { NoteWriter } from "../board/note_writer.js" */
/** @import { Voice } from "../shared/announce.js" */
/** @import { Opinion } from "./innovations_rules.js" */

import { newId } from "../board/ids.js";
import { commandIn } from "../shared/forms.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { InnovationDetails } from "./innovations_details.js";
import { copyFor, drawRanking, drawSpread, showCopies, titleOf } from "./innovations_draw.js";
import {
  asTheRoomSees,
  innovationsOf,
  opinionsOf,
  rankedOf,
  reasonsOf,
} from "./innovations_rules.js";

/**
 * @typedef {object} Tools
 * @property {Live} live
 * @property {NoteWriter} writer
 * @property {Voice} say
 * @property {Desk} desk
 */

export class InnovationPanel {
  #root;
  #page;
  #live;
  #writer;
  #say;
  #desk;
  #dialog;
  /** @type {InnovationDetails | null} */
  #details = null;

  /**
   * @param {HTMLElement} root
   * @param {PageData} page
   * @param {Tools} tools
   */
  constructor(root, page, { live, writer, say, desk }) {
    this.#root = root;
    this.#page = page;
    this.#live = live;
    this.#writer = writer;
    this.#say = say;
    this.#desk = desk;
    this.#dialog = /** @type {HTMLDialogElement} */ (need("[data-innovation-dialog]", root));
  }

  start() {
    this.#root.addEventListener("click", (event) => this.#press(event));
    this.#root.addEventListener("keydown", (event) => this.#pressKey(event));
    this.#root.addEventListener("submit", (event) => this.#submit(event));
    this.#dialog.addEventListener("close", () => this.#closed());
  }

  draw() {
    const { state } = this.#live;
    const { showHidden, sheet } = this.#desk.view;
    const shown = showHidden ? state : asTheRoomSees(state);
    const parts = this.#sheets();
    const here = parts.find((part) => part.dataset.innovationSheet === sheet) ?? parts[0];
    for (const part of parts) {
      part.hidden = part !== here;
      this.#drawEntries(part, shown);
      this.#drawReady(part, state, shown);
    }
    this.#drawDropped(state);
    this.#details?.draw(shown);
    const isGone = this.#details && state.subjects[this.#details.subject]?.gone !== false;
    if (isGone) this.#dialog.close();
  }

  // Private: drawing

  /** @returns {HTMLElement[]} */
  #sheets() {
    const parts = this.#root.querySelectorAll("[data-innovation-sheet]");
    return [...parts].map((part) => /** @type {HTMLElement} */ (part));
  }

  /**
   * @param {HTMLElement} part
   * @param {State} shown
   */
  #drawEntries(part, shown) {
    const sheet = part.dataset.innovationSheet ?? "";
    const opinions = new Map(opinionsOf(shown, sheet).map((one) => [one.subject.id, one]));
    const innovations = innovationsOf(shown);
    showCopies(
      need("[data-innovation-entries]", part),
      innovations,
      need("[data-innovation-entry]", part),
      (node, { id, name }) => {
        setText(need("[data-name]", node), name);
        const opinion = opinions.get(id);
        if (sheet === "" || !opinion) return;
        setText(need("[data-where]", node), this.#where(sheet, opinion));
        drawSpread(node, opinion);
      },
    );
    need("[data-no-innovations]", part).hidden = innovations.length > 0;
  }

  /**
   * What is ready, and whether the wall shows it.
   * @param {HTMLElement} part
   * @param {State} state
   * @param {State} shown
   */
  #drawReady(part, state, shown) {
    const ready = /** @type {HTMLElement | null} */ (part.querySelector("[data-ready]"));
    if (!ready) return;
    const sheet = part.dataset.innovationSheet ?? "";
    const ranked = rankedOf(shown, sheet, this.#page.boards[sheet]);
    const { texts } = this.#page;
    const { showHidden } = this.#desk.view;
    const reasons = (/** @type {string} */ id) => reasonsOf(state, sheet, id, showHidden);
    setText(need("[data-ranking-count]", ready), String(ranked.length));
    drawRanking(ready, need("[data-ranked-entry]", part), ranked, { texts, reasons });
    const form = ready.querySelector("[data-show-ranking]");
    if (form) need("button", form).setAttribute("aria-pressed", String(this.#isOnWall(form)));
  }

  /** @param {State} state */
  #drawDropped({ subjects }) {
    const part = this.#root.querySelector("[data-dropped-part]");
    if (!part) return;
    const gone = Object.values(subjects).filter(
      (row) => row.what === "innovation" && row.gone && row.into === null,
    );
    part.toggleAttribute("hidden", gone.length === 0);
    showCopies(
      need("[data-dropped]", part),
      gone,
      need("[data-dropped-entry]", part),
      (node, { name }) => {
        for (const place of node.querySelectorAll("[data-name]")) setText(place, name);
      },
    );
  }

  /**
   * In words: where it lies, and by whose view.
   * @param {string} sheet
   * @param {Opinion} opinion
   */
  #where(sheet, { place, layer }) {
    const { texts, boards } = this.#page;
    if (layer === null) return texts.innovation_nowhere;
    const element = titleOf(boards[sheet], place, texts);
    return format(texts[`innovation_place_${layer}`], { element });
  }

  /** @param {Element} form */
  #isOnWall(form) {
    const { sheet, element } = /** @type {any} */ (
      Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (form)))
    );
    const { shown, zoomed } = this.#live.state;
    return shown === sheet && zoomed === element;
  }

  // Private: one innovation

  /** @param {MouseEvent} event */
  #press(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("[data-open-innovation]");
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    this.#open(link);
  }

  /**
   * What says that it is a button listens to the space bar too.
   * @param {KeyboardEvent} event
   */
  #pressKey(event) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.key !== " " || !target?.matches("[data-open-innovation]")) return;
    event.preventDefault();
    target.click();
  }

  /** @param {HTMLElement} link */
  #open(link) {
    const subject = link.dataset.openInnovation ?? "";
    const part = /** @type {HTMLElement} */ (link.closest("[data-innovation-sheet]"));
    const root = copyFor(need("[data-innovation-details]", part), subject);
    need("[data-innovation-place]", this.#dialog).replaceChildren(root);
    this.#details = new InnovationDetails(
      root,
      { subject, sheet: part.dataset.innovationSheet ?? "" },
      this.#page,
      { live: this.#live, desk: this.#desk, where: (sheet, one) => this.#where(sheet, one) },
    );
    this.#writer.bindAll(root);
    this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    this.draw();
    need("[data-innovation-title]", this.#dialog).focus();
  }

  #closed() {
    const subject = this.#details?.subject ?? "";
    this.#details = null;
    const opener = this.#root.querySelector(`[data-open-innovation="${subject}"]`);
    const field = need("[data-innovation-place]", this.#dialog);
    // A text that is on its way goes on in its own form.
    if (!this.#writer.isUnsavedIn(field)) field.replaceChildren();
    if (opener instanceof HTMLElement && opener.checkVisibility()) opener.focus();
  }

  // Private: commands

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const command = /** @type {any} */ (commandIn(form, event.submitter));
    if (this.#live.status === "offline" && !["give_score", "place"].includes(command.kind)) {
      this.#say("form", this.#page.texts.not_offline);
    } else if (command.kind === "add_innovation") {
      this.#add(command, form);
    } else if (command.kind === "merge_innovations") {
      this.#merge(command);
    } else if (command.kind === "drop_innovation") {
      this.#drop({ ...command, dropped: command.dropped === "true" });
    } else if (command.kind === "show_sheet") {
      this.#showRanking(command, form);
    } else if (command.kind === "share_note") {
      this.#share(command);
    } else {
      this.#details?.carryOut(command);
    }
  }

  /**
   * @param {Extract<Command, {kind: "add_innovation"}>} command
   * @param {HTMLFormElement} form
   */
  async #add(command, form) {
    const { accepted } = await this.#live.send({ ...command, subject: newId() });
    if (!accepted) return;
    form.reset();
    need('[name="name"]', form).focus();
    this.#tell("innovation_added", { name: command.name });
  }

  /** @param {Extract<Command, {kind: "merge_innovations"}>} command */
  async #merge(command) {
    const { subjects } = this.#live.state;
    const words = { name: subjects[command.subject].name, into: subjects[command.into].name };
    if (!this.#details?.isSure(format(this.#page.texts.innovation_merge_sure, words))) return;
    const { accepted } = await this.#live.send(command);
    if (accepted) this.#tell("innovation_merged", words);
  }

  /** @param {Extract<Command, {kind: "drop_innovation"}>} command */
  async #drop(command) {
    const { name } = this.#live.state.subjects[command.subject];
    const { accepted } = await this.#live.send(command);
    if (accepted) this.#tell(command.dropped ? "innovation_dropped" : "innovation_back", { name });
  }

  /**
   * The list instead of the picture, or the picture again.
   * @param {any} command
   * @param {HTMLFormElement} form
   */
  async #showRanking(command, form) {
    const isOn = this.#isOnWall(form);
    const { kind, sheet, element } = command;
    const { accepted } = await this.#live.send(isOn ? { kind, sheet } : { kind, sheet, element });
    if (accepted) this.#tell(isOn ? "innovation_off_wall" : "innovation_on_wall", {});
  }

  /** @param {Command} command */
  async #share(command) {
    const { accepted } = await this.#live.send(command);
    if (accepted) this.#say("form", this.#page.texts.shared_now);
  }

  /**
   * @param {string} text
   * @param {Record<string, string>} words
   */
  #tell(text, words) {
    this.#say("form", format(this.#page.texts[text], words));
  }
}
