// The menu "Where does … belong?": every place of the board as a button, for any hand.

/** @import { BoardElement } from "./protocol.js" */
/** @import { Desk, Thing } from "./desk.js" */

import { cloneOf } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { linksOf } from "./drawing.js";
import { noteOf } from "./meanings.js";

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
    const name = { name: thing.subject.name };
    need("[data-menu-name]", this.#dialog).textContent = format(texts.move_name, name);
    const isShared = thing.seats > 1;
    const note = need("[data-menu-note]", this.#dialog);
    note.textContent = isShared
      ? format(texts.seats_together, { count: thing.seats })
      : this.#difference(thing);
    note.hidden = note.textContent === "";
    const here = view.postits.find(({ key }) => key === thing.key)?.element;
    const places = isShared ? [] : view.board.elements;
    need("[data-menu-places]", this.#dialog).replaceChildren(
      ...places.map((element) => this.#option(element, element.id === here)),
    );
    need("[data-menu-off]", this.#dialog).hidden = isShared || thing.placement === null;
    need("[data-menu-ours]", this.#dialog).hidden = !this.#mayAddOurs(thing);
    this.#dialog.showModal();
  }

  // Private

  /**
   * What participants and facilitators say of it, where that differs and shows.
   * @param {Thing} thing
   */
  #difference({ subject }) {
    const { view, texts } = this.#desk;
    const link = linksOf(view.postits).find(({ key }) => key === subject.id);
    if (!link) return "";
    const titleOf = (/** @type {string | null} */ id) =>
      view.board.elements.find((element) => element.id === id)?.title ?? texts.between;
    const { from, to } = link;
    const places = { own: titleOf(from.element), team: titleOf(to.element) };
    return format(texts.difference, { name: subject.name, ...places });
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
    return thing.layer === "self" && !this.#desk.thingFor(thing.subject).placement;
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
      this.open(this.#desk.thingFor(thing.subject));
    }
  }
}
