// Words that are typed and not saved yet, kept for a reload: in this tab only, never longer.

/** @import { Kept } from "./draft.js" */
/** @import { Store } from "./journal.js" */

export class KeptWords {
  #store;
  #key;
  /** @type {Record<string, Kept>} */
  #kept;

  /**
   * @param {Store | null} store
   * @param {string} key  where in the store they lie
   */
  constructor(store, key) {
    this.#store = store;
    this.#key = key;
    this.#kept = restored(store, key);
  }

  /**
   * What was typed at a place before the page was loaded again.
   * @param {string} place
   * @returns {Kept | null}
   */
  at(place) {
    return this.#kept[place] ?? null;
  }

  /**
   * @param {string} place
   * @param {Kept | null} kept  null: all of it is saved
   */
  keep(place, kept) {
    if (kept === null && !(place in this.#kept)) return;
    if (kept) this.#kept[place] = kept;
    else delete this.#kept[place];
    this.#save();
  }

  /** Nothing of it stays in this browser. */
  forget() {
    this.#kept = {};
    this.#save();
  }

  // Private

  #save() {
    try {
      if (Object.keys(this.#kept).length === 0) this.#store?.removeItem(this.#key);
      else this.#store?.setItem(this.#key, JSON.stringify(this.#kept));
    } catch {
      // Full or forbidden storage: the words still live in this page.
    }
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Store | null} store
 * @param {string} key
 * @returns {Record<string, Kept>}
 */
function restored(store, key) {
  try {
    const kept = Object.entries(JSON.parse(store?.getItem(key) ?? "{}"));
    return Object.fromEntries(kept.filter(([, each]) => isKept(each)));
  } catch {
    return {};
  }
}

/** @param {any} value */
function isKept(value) {
  return typeof value?.text === "string" && typeof value.base?.text === "string";
}
