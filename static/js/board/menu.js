// The menu "Where does … belong?": every place of the board as a button, for any hand.

/** @import { BoardElement } from "./protocol.js" */
/** @import { Desk, Thing } from "./desk.js" */

import { cloneOf } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { noteOf } from "./meanings.js";
import { differenceInWords, fullName } from "./words.js";

export class MoveMenu {
  #desk;
  /** @type {HTMLDialogElement} */
  #dialog;
  /** @type {Thing | null} */
  #thing = null;
  #onPlaced;

  /**
   * @param {Desk} desk
   * @param {HTMLDialogElement} dialog
   * @param {(thing: Thing) => void} onPlaced  where the focus goes when its opener is gone
   */
  constructor(desk, dialog, onPlaced) {
    this.#desk = desk;
    this.#dialog = dialog;
    this.#onPlaced = onPlaced;
    dialog.addEventListener("click", (event) => this.#press(event));
  }

  /**
   * Ask where something belongs.
   * @param {Thing} thing
   */
  open(thing) {
    if (!this.#desk.mayAct) return;
    this.#thing = thing;
    const { view, texts } = this.#desk;
    const name = { name: fullName(thing.subject, this.#desk.state.subjects) };
    need("[data-menu-name]", this.#dialog).textContent = format(texts.move_name, name);
    const isShared = thing.seats > 1;
    const here = view.postits.find(({ key }) => key === thing.key)?.element ?? null;
    const places = isShared ? [] : this.#desk.placesFor(thing);
    const note = need("[data-menu-note]", this.#dialog);
    note.textContent = this.#note(thing, places);
    note.hidden = note.textContent === "";
    need("[data-menu-places]", this.#dialog).replaceChildren(
      ...places.map((element) => this.#option(element, element.id === here)),
    );
    need("[data-menu-off]", this.#dialog).hidden = isShared || thing.placement === null;
    need("[data-menu-ours]", this.#dialog).hidden = !this.#mayAddOurs(thing);
    this.#drawAgreed(thing, here);
    this.#dialog.showModal();
  }

  // Private

  /**
   * Why it cannot be moved; or what moving it means, and what participants and facilitators say of it and what was agreed,
   * where that differs and shows.
   * @param {Thing} thing
   * @param {readonly BoardElement[]} places
   */
  #note(thing, places) {
    const { seats, subject, layer } = thing;
    const { view, texts } = this.#desk;
    if (seats > 1) return format(texts.seats_together, { count: seats });
    if (places.length === 0) {
      return subject.of === null ? texts.not_on_this_board : texts.organisation_first;
    }
    const difference = differenceInWords(subject, view.postits, view.board.elements, texts);
    const own = this.#desk.isSaid(thing) ? texts.would_change_said : "";
    return [layer === "agreed" ? texts.place_agreed : own, difference].filter(Boolean).join(" ");
  }

  /**
   * "Agreed: here", for a post-it that lies in an element, unless that was agreed already.
   * @param {Thing} thing
   * @param {string | null} here
   */
  #drawAgreed({ subject, layer }, here) {
    const button = this.#dialog.querySelector("[data-menu-agreed]");
    if (!(button instanceof HTMLElement)) return;
    const agreed = this.#desk.thingFor(subject, "agreed").placement;
    const there = this.#desk.state.placements[agreed ?? ""]?.element;
    button.hidden = !this.#desk.mayAgree || layer === "agreed" || here === null || here === there;
    button.dataset.menuAgreed = here ?? "";
  }

  /**
   * A place as a button, and beside it what the board and we say of it.
   * @param {BoardElement} element
   * @param {boolean} isHere
   */
  #option({ id, title, text }, isHere) {
    const option = cloneOf(need("[data-menu-option]", this.#dialog));
    const button = need("button", option);
    const about = need("[data-about]", option);
    button.dataset.to = id;
    about.id = `menu-about-${id}`;
    button.setAttribute("aria-describedby", about.id);
    if (isHere) button.setAttribute("aria-current", "true");
    need("[data-title]", button).textContent = title;
    need("[data-here]", button).textContent = isHere ? this.#desk.texts.here_now : "";
    need("[data-board-text]", about).textContent = text;
    const { state, view } = this.#desk;
    const meaning = noteOf(state, view.sheet, id)?.text ?? "";
    need("[data-text]", about).textContent = meaning;
    need("[data-menu-meaning]", about).hidden = meaning === "";
    return option;
  }

  /**
   * What participants placed themselves can get a post-it of the facilitators beside it.
   * @param {Thing} thing
   */
  #mayAddOurs(thing) {
    return thing.layer === "self" && !this.#desk.thingFor(thing.subject, "team").placement;
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const thing = this.#thing;
    if (!button || !thing) return;
    this.#dialog.close();
    if (button.dataset.to) {
      this.#desk.place(thing, { element: button.dataset.to });
      this.#onPlaced(thing);
    } else if (button.hasAttribute("data-menu-off")) {
      this.#desk.takeOff(thing);
    } else if (button.hasAttribute("data-menu-ours")) {
      this.open(this.#desk.thingFor(thing.subject, "team"));
    } else if (button.dataset.menuAgreed) {
      const agreed = this.#desk.thingFor(thing.subject, "agreed");
      this.#desk.place(agreed, { element: button.dataset.menuAgreed });
      this.#onPlaced(agreed);
    }
  }
}
