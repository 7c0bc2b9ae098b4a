// The photos of a board on paper, beside the board: one at a time, larger, turned, and enlarged in a
// dialog. Without JavaScript all of them stand there, and a press opens one by itself.

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";

/** How large a photo can be made, in times its frame (photos.css). */
const ZOOMS = ["1", "1.5", "2", "3", "4"];

export class Photos {
  #root;
  #dialog = /** @type {HTMLDialogElement} */ (need("[data-photo-dialog]"));
  /** @type {HTMLElement[]} */
  #all;
  #at = 0;
  #sheet = "";
  #isTurning = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#all = [...root.querySelectorAll("[data-photo]")].map(asElement);
  }

  /** Follow presses and keys, here and in the dialog. */
  start() {
    for (const part of [this.#root, this.#dialog]) {
      part.addEventListener("click", (event) => this.#press(event));
      part.addEventListener("keydown", (event) => this.#key(event));
    }
    this.#root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#turn();
    });
    this.#show(0);
  }

  /**
   * When another board opens, its own photo comes.
   * @param {string} sheet
   */
  follow(sheet) {
    if (sheet === this.#sheet) return;
    this.#sheet = sheet;
    if (this.#all[this.#at]?.dataset.sheet === sheet) return;
    const own = this.#all.findIndex((photo) => photo.dataset.sheet === sheet);
    if (own >= 0) this.#show(own);
  }

  // Private

  /** @param {number} at */
  #show(at) {
    this.#at = at;
    for (const [index, photo] of this.#all.entries()) photo.toggleAttribute("hidden", index !== at);
    const count = this.#root.querySelector("[data-photo-count]");
    const text = this.#root.dataset.count ?? "";
    if (count) setText(count, format(text, { n: at + 1, all: this.#all.length }));
  }

  /** @param {MouseEvent} event */
  #press({ target }) {
    if (!(target instanceof Element)) return;
    const step = target.closest("[data-photo-step]")?.getAttribute("data-photo-step");
    if (step) this.#show((this.#at + Number(step) + this.#all.length) % this.#all.length);
    else if (target.closest("[data-photo-in]")) this.#zoom(target, 1);
    else if (target.closest("[data-photo-out]")) this.#zoom(target, -1);
    else if (target.closest("[data-photo-large]")) this.#enlarge();
    else if (target.closest("[data-photo-turn-here]")) this.#turn();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return;
    if (key === "+" || key === "=") this.#zoom(target, 1);
    else if (key === "-") this.#zoom(target, -1);
    else if (key.toLowerCase() === "r" && this.#form) this.#turn();
    else return;
    event.preventDefault();
  }

  /**
   * Make the photo beside this button or in this dialog larger or smaller. What is in the middle
   * stays there.
   * @param {Element} from
   * @param {number} step
   */
  #zoom(from, step) {
    const part = this.#dialog.contains(from) ? this.#dialog : this.#now;
    const frame = need("[data-photo-frame]", part);
    const now = ZOOMS.indexOf(frame.dataset.zoom ?? "1");
    const next = Math.min(Math.max(now + step, 0), ZOOMS.length - 1);
    const by = Number(ZOOMS[next]) / Number(ZOOMS[now]);
    const [x, y] = [frame.clientWidth / 2, frame.clientHeight / 2];
    const [left, top] = [(frame.scrollLeft + x) * by - x, (frame.scrollTop + y) * by - y];
    frame.dataset.zoom = ZOOMS[next];
    frame.scrollTo(left, top);
  }

  #enlarge() {
    const [from, to] = [image(this.#now), image(this.#dialog)];
    copy(from, to);
    need("[data-photo-frame]", this.#dialog).dataset.zoom = "1";
    this.#dialog.showModal();
  }

  /** A quarter to the right; it stays so for everybody. */
  async #turn() {
    const form = this.#form;
    if (!form || this.#isTurning) return;
    this.#isTurning = true;
    const photo = image(this.#now);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (told.refused) this.#say(told.refused);
      else {
        photo.width = told.width;
        photo.height = told.height;
        photo.src = `${photo.src.split("?")[0]}?turned=${told.turned}`;
        if (this.#dialog.open) copy(photo, image(this.#dialog));
        this.#say(this.#root.dataset.turned ?? "");
      }
    } catch {
      // The page may be out of date, or the network gone: the form says it by itself.
      form.submit();
    } finally {
      this.#isTurning = false;
    }
  }

  get #now() {
    return this.#all[this.#at];
  }

  get #form() {
    const form = this.#now?.querySelector("[data-photo-turn]");
    return form instanceof HTMLFormElement ? form : null;
  }

  /** @param {string} sentence */
  #say(sentence) {
    need("[data-photo-says]", this.#root).textContent = sentence;
  }
}

/** @param {Element} element */
function asElement(element) {
  return /** @type {HTMLElement} */ (element);
}

/**
 * @param {HTMLElement} within
 * @returns {HTMLImageElement}
 */
function image(within) {
  return /** @type {HTMLImageElement} */ (need("[data-photo-image]", within));
}

/**
 * @param {HTMLImageElement} from
 * @param {HTMLImageElement} to
 */
function copy(from, to) {
  // The attributes: the properties of the same names say how large it shows here.
  for (const name of ["width", "height", "alt", "src"]) {
    to.setAttribute(name, from.getAttribute(name) ?? "");
  }
}
