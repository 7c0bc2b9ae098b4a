// All events of one audience, and the state after any number of them. Pure: no DOM, no network.
// The same fold as boards/domain/replay.py: both are held to tests/js/replay-cases.jsonl.

/** @import { BoardEvent, State } from "./protocol.js" */

import { applyAll } from "./state.js";

/** States are kept after so many events, so that no moment is further away than that. */
export const EVERY = 50;

/** @type {any} */
const NOTHING = {
  phase: null,
  door: "closed",
  sheets: {},
  subjects: {},
  placements: {},
  notes: {},
  scores: {},
  doers: {},
  mine: { person: null, ready_in: "", favourite: null, enough: "", shown: [] },
  shown: null,
  beside: null,
  zoomed: null,
  about: null,
  gathered: null,
  asked: null,
  timer: null,
  paused: false,
  names_hidden: false,
  checking: false,
};

export class Film {
  #events;
  /** @type {State[]} the states after 0, EVERY, 2 × EVERY … events, as far as they were asked for */
  #kept = [NOTHING];
  #last = { at: 0, state: /** @type {State} */ (NOTHING) };

  /** @param {readonly BoardEvent[]} events  all of an audience, in order */
  constructor(events) {
    this.#events = events;
  }

  get length() {
    return this.#events.length;
  }

  /**
   * The state after so many events; the same object for the same number, as long as it is the last
   * that was asked for.
   * @param {number} at  0 … length
   * @returns {State}
   */
  at(at) {
    if (at !== this.#last.at) this.#last = { at, state: this.#fold(at) };
    return this.#last.state;
  }

  // Private

  /** @param {number} at */
  #fold(at) {
    const { at: last, state } = this.#last;
    const isNear = at > last && at - last < EVERY;
    const from = isNear ? last : Math.floor(at / EVERY) * EVERY;
    const start = isNear ? state : this.#checkpoint(from / EVERY);
    return applyAll(start, this.#events.slice(from, at));
  }

  /** @param {number} index */
  #checkpoint(index) {
    for (let each = this.#kept.length; each <= index; each += 1) {
      const events = this.#events.slice((each - 1) * EVERY, each * EVERY);
      this.#kept.push(applyAll(this.#kept[each - 1], events));
    }
    return this.#kept[index];
  }
}
