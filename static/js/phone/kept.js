// What a fresh page of this phone should know: kept in this tab only.

export class Kept {
  #session;

  /** @param {string} session */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  keep(name, value) {
    try {
      sessionStorage.setItem(this.#keyOf(name), value);
    } catch {
      // Forbidden storage: the fresh page does without.
    }
  }

  /** @param {string} name */
  get(name) {
    try {
      return sessionStorage.getItem(this.#keyOf(name)) ?? "";
    } catch {
      return "";
    }
  }

  /** Whether anything can be kept at all. */
  get works() {
    this.keep("kept", "1");
    return this.get("kept") === "1";
  }

  // Private

  /** @param {string} name */
  #keyOf(name) {
    return `praatplaten:${this.#session}:${name}`;
  }
}
