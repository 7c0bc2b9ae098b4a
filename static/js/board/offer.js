// A place offered to a new phone: the QR code in the dialog, until it is used or too old.

/** @import { PageData } from "./protocol.js" */

import { fetchPart } from "../shared/dialogs.js";
import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";

const SECOND_MS = 1_000;

export class HandOverOffer {
  #page;
  #root;
  /** @type {string | null} the seat that is offered */
  #seat = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {PageData} page
   * @param {HTMLElement} root
   */
  constructor(page, root) {
    this.#page = page;
    this.#root = root;
  }

  /**
   * Make a QR code for a seat and show it; an earlier one is worthless from now on.
   * @param {string} seat
   */
  async show(seat) {
    this.stop();
    this.#seat = seat;
    const { session, csrf } = this.#page;
    const offer = await fetchPart(
      `/sessions/${session}/control/hand-over/${seat}/`,
      "[data-hand-over]",
      {
        method: "POST",
        headers: { "X-CSRFToken": csrf },
      },
    );
    if (this.#seat !== seat) return;
    this.#part("failed").hidden = offer !== null;
    if (!offer) {
      this.#part("again").hidden = false;
      return;
    }
    this.#part("place").replaceChildren(offer);
    const seconds = Number(offer.getAttribute("data-hand-over"));
    this.#timer = setTimeout(() => this.#end("offer_too_old"), seconds * SECOND_MS);
  }

  /** Somebody used it: the new phone is in. */
  heard() {
    if (this.#part("place").childElementCount > 0) this.#end("new_phone_in");
  }

  /** Show nothing any more. */
  stop() {
    this.#seat = null;
    clearTimeout(this.#timer);
    this.#part("place").replaceChildren();
    this.#part("failed").hidden = true;
    this.#part("again").hidden = true;
    setText(this.#part("done"), "");
  }

  // Private

  /** @param {"offer_too_old" | "new_phone_in"} how */
  #end(how) {
    this.stop();
    setText(this.#part("done"), this.#page.texts[how]);
    this.#part("again").hidden = how === "new_phone_in";
  }

  /** @param {"place" | "failed" | "done" | "again"} name */
  #part(name) {
    return need(`[data-hand-over-${name}]`, this.#root);
  }
}
