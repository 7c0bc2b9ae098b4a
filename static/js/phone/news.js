// A line in the dock about something that came up elsewhere on the page, with a button that goes
// there: nothing is taken from under the hands of somebody who reads or writes.

import { setText } from "../shared/list.js";
import { need } from "../shared/page.js";

/**
 * `target`: what it is about, where that is a part of the page: once it is in sight, it is no news.
 * @typedef {{line: string, label: string, go: () => void, target?: Element}} Item
 */

export class News {
  #root;
  /** @type {Map<string, Item>} the latest last */
  #items = new Map();
  // Behind the dock is not in sight.
  #seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) this.#dropOf(target);
    },
    { rootMargin: "0px 0px -120px 0px" },
  );

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    need("[data-news-go]", root).addEventListener("click", () => {
      const [about, item] = this.#latest ?? [];
      if (about) this.drop(about);
      item?.go();
    });
  }

  /**
   * @param {string} about
   * @param {Item} item
   */
  offer(about, item) {
    this.#items.delete(about);
    this.#items.set(about, item);
    if (item.target) this.#seen.observe(item.target);
    this.#draw();
  }

  /** @param {string} about */
  drop(about) {
    this.#items.delete(about);
    this.#draw();
  }

  // Private

  /** @param {Element} target */
  #dropOf(target) {
    this.#seen.unobserve(target);
    for (const [about, item] of [...this.#items]) if (item.target === target) this.drop(about);
  }

  get #latest() {
    return [...this.#items].at(-1);
  }

  #draw() {
    const item = this.#latest?.[1];
    this.#root.hidden = item === undefined;
    if (!item) return;
    setText(need("[data-news-line]", this.#root), item.line);
    setText(need("[data-news-go]", this.#root), item.label);
  }
}
