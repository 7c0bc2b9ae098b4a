// The course of a session on the control view: its part, its door, its end.

/** @import { PageData } from "./protocol.js" */
/** @import { Live } from "./live.js" */

import { showPhase } from "../pages/phases.js";
import { fetchPart } from "../shared/dialogs.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";

export class Course {
  #page;
  #live;
  #door;
  #hasLived = false;
  #doorDialog = /** @type {HTMLDialogElement} */ (need("[data-door-dialog]"));
  #closeDialog = /** @type {HTMLDialogElement} */ (need("[data-close-dialog-of-session]"));

  /**
   * @param {PageData} page
   * @param {Live} live
   */
  constructor(page, live) {
    this.#page = page;
    this.#live = live;
    this.#door = live.state.door;
  }

  /** Follow presses on door, reveal and close. */
  start() {
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const reveal = target?.closest("[data-open-reveal]")?.getAttribute("data-open-reveal");
      if (reveal) /** @type {HTMLDialogElement} */ (document.getElementById(reveal)).showModal();
      if (target?.closest("[data-open-door]")) {
        event.preventDefault();
        this.#doorDialog.showModal();
      }
      const close = target?.closest("[data-open-close]");
      if (close) {
        event.preventDefault();
        this.#askToClose(/** @type {HTMLAnchorElement} */ (close).href);
      }
      if (target?.closest("[data-cancel]") && this.#closeDialog.open) {
        event.preventDefault();
        this.#closeDialog.close();
      }
    });
  }

  /** Draw where the session is. */
  draw() {
    const { state, status } = this.#live;
    if (status === "live") this.#hasLived = true;
    if (status === "gone" && this.#hasLived) this.#leave();
    showPhase(document.body, state.phase);
    document.body.dataset.phase = state.phase;
    for (const step of document.querySelectorAll("[data-step]")) this.#drawStep(step);
    for (const form of document.querySelectorAll("[data-show-large]")) this.#drawLarge(form);
    for (const note of document.querySelectorAll("[data-ended]")) {
      note.toggleAttribute("hidden", note.getAttribute("data-ended") !== status);
    }
    for (const form of document.querySelectorAll("[data-when-door]")) {
      form.toggleAttribute("hidden", form.getAttribute("data-when-door") !== state.door);
    }
    if (this.#door !== state.door) this.#renewDoor();
    this.#drawUnsaved();
  }

  // Private

  /**
   * Nothing of the session stays on a laptop that is out of it: the server decides what comes
   * instead, the login page say, or the board to look at only. Not for a page that was never let
   * in, which would go round for ever.
   */
  #leave() {
    this.#hasLived = false;
    location.reload();
  }

  /**
   * The button of the board that is open here: large on the shared screen, or all of them again.
   * @param {Element} form
   */
  #drawLarge(form) {
    const sheet = form.getAttribute("data-show-large");
    const isLarge = this.#live.state.shown === sheet;
    const { phase } = this.#live.state;
    const open = document.querySelector('[data-sheet-tab][aria-current="true"]');
    const isOpen = open?.getAttribute("data-sheet-tab") === sheet;
    form.toggleAttribute("hidden", !isOpen || phase === "preparing" || phase === "closed");
    const field = /** @type {HTMLInputElement} */ (need('[name="sheet"]', form));
    field.value = isLarge ? "" : (sheet ?? "");
    const label = form.getAttribute(isLarge ? "data-all" : "data-large") ?? "";
    setText(need("[data-label]", form), label);
  }

  /** @param {Element} step */
  #drawStep(step) {
    const { phase } = this.#live.state;
    const isNow = step.getAttribute("data-step") === phase;
    const button = need("button", step);
    step.toggleAttribute("data-now", isNow);
    if (isNow) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    const canGo = this.#page.facilitates && phase !== "preparing" && phase !== "closed";
    button.toggleAttribute("disabled", !canGo);
  }

  /** Another state of the door means another code. */
  async #renewDoor() {
    this.#door = this.#live.state.door;
    const url = need("[data-open-door]").dataset.url ?? "";
    const door = await fetchPart(url, "[data-door]");
    if (!door) return;
    need("[data-door-place]").replaceChildren(door);
    const code = door.querySelector(".door-code strong")?.textContent;
    setText(need("[data-door-code]"), code ?? this.#page.texts.door_closed);
  }

  /** @param {string} url */
  async #askToClose(url) {
    const question = await fetchPart(url, "[data-close]");
    if (!question) {
      location.assign(url);
      return;
    }
    need("[data-close-place]").replaceChildren(question);
    this.#drawUnsaved();
    this.#closeDialog.showModal();
  }

  #drawUnsaved() {
    const line = this.#closeDialog.querySelector("[data-unsaved]");
    if (!line) return;
    const { pending } = this.#live;
    line.toggleAttribute("hidden", pending === 0);
    setText(line, pending > 0 ? format(this.#page.texts.unsaved, { count: pending }) : "");
  }
}
