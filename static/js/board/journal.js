// Own changes that the server has not yet answered: drawn at once, sent in order, kept for a
// reload. Pure, but for the storage that is given to it.

/** @import { Answer, Command, Heads, Layer, Place, Placement, Score, SayUnknown, State, Subject } from "./protocol.js" */

import { without, withRow } from "./state.js";

/** @typedef {Command & {id: string}} Identified */
/**
 * `accepted`: the numbers of its event, once answered. `heard`: its event has been taken in.
 * @typedef {{command: Identified, accepted?: Record<string, number | null>, heard?: boolean}} Entry
 */
/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */
/**
 * `store`, `key`: where changes outlive a reload; without it they live in memory.
 * `seat`: whose phone this is. `elementAt`: names the element that a subject lies in at a spot, as
 * the server will.
 * @typedef {object} Options
 * @property {Store | null} [store]
 * @property {string} [key]
 * @property {string | null} [seat]
 * @property {(sheet: string, x: number, y: number, subject?: Subject) => string | null} [elementAt]
 */

export class Journal {
  /** @type {Entry[]} */
  #entries = [];
  #store;
  #key;
  #seat;
  #elementAt;

  /** @param {Options} [options] */
  constructor({ store = null, key = "", seat = null, elementAt = () => null } = {}) {
    this.#store = store;
    this.#key = key;
    this.#seat = seat;
    this.#elementAt = elementAt;
    this.#entries = restored(store, key).map((command) => ({ command }));
  }

  /** How many changes have no answer yet. */
  get pending() {
    return this.#entries.filter((entry) => !entry.accepted).length;
  }

  /** The first change that must still be sent, or undefined. */
  get next() {
    return this.#entries.find((entry) => !entry.accepted)?.command;
  }

  /**
   * Note a change that was made just now.
   * @param {Identified} command
   */
  add(command) {
    this.#entries.push({ command });
    this.#save();
  }

  /**
   * Take in the server's answer. A refused change is gone from the drawing at once; an accepted
   * one stays drawn until its event has been heard, so that nothing jumps back and forth.
   * @param {string} id
   * @param {Answer} answer
   * @returns {Identified | undefined}  the command that was answered
   */
  settle(id, answer) {
    const entry = this.#entries.find(({ command }) => command.id === id);
    if (!entry) return undefined;
    if (answer.accepted && !entry.heard) {
      entry.accepted = answer.accepted;
    } else {
      this.#entries = this.#entries.filter((other) => other !== entry);
    }
    this.#save();
    return entry.command;
  }

  /**
   * The event of a command was taken in: the state shows it, so it is no longer drawn over it.
   * @param {string} id
   */
  heard(id) {
    const entry = this.#entries.find(({ command }) => command.id === id);
    if (entry) entry.heard = true;
    this.#entries = this.#entries.filter((other) => !(other.heard && other.accepted));
  }

  /**
   * Everything up to these numbers is in the state by now (after a new snapshot, say).
   * @param {Heads} heads
   */
  caughtUp(heads) {
    this.#entries = this.#entries.filter(({ accepted }) => !accepted || !reached(accepted, heads));
  }

  /**
   * The state with the own changes drawn in, in the order in which they were made.
   * @param {State} state
   * @returns {State}
   */
  overlay(state) {
    let { placements, scores, mine } = state;
    for (const { command, heard } of this.#entries) {
      if (heard) continue;
      placements = this.#drawn(command, placements, state.subjects);
      scores = this.#scored(command, scores);
      mine = said(command, mine, state.phase);
    }
    const isSame =
      placements === state.placements && scores === state.scores && mine === state.mine;
    return isSame ? state : { ...state, placements, scores, mine };
  }

  // Private

  /**
   * @param {Identified} command
   * @param {State["placements"]} placements
   * @param {State["subjects"]} subjects
   * @returns {State["placements"]}
   */
  #drawn(command, placements, subjects) {
    switch (command.kind) {
      case "place":
        return withRow(placements, this.#placed(command, placements, subjects));
      case "say_unknown":
        return withRow(placements, this.#unknown(command, placements));
      case "take_back":
        return without(placements, command.placement);
      default:
        return placements;
    }
  }

  /**
   * The scores with the one that this command gives, or the circle that it draws.
   * @param {Identified} command
   * @param {State["scores"]} scores
   * @returns {State["scores"]}
   */
  #scored(command, scores) {
    if (command.kind !== "give_score" && command.kind !== "circle") return scores;
    const isCircle = command.kind === "circle";
    const layer = isCircle ? "agreed" : command.layer;
    const seat = isCircle || layer !== "self" ? null : (command.seat ?? this.#seat);
    const { sheet, subject, about = null, aspect } = command;
    const what = { sheet, subject, about, layer, seat, aspect };
    const before = scoreOf(scores, what) ?? {
      id: `own:${JSON.stringify(what)}`,
      ...what,
      value: null,
      circled: false,
      on_behalf: seat !== null && this.#seat === null,
    };
    const now = isCircle ? { circled: command.circled } : { value: command.value ?? null };
    return withRow(scores, { ...before, ...now });
  }

  /**
   * @param {Place} command
   * @param {State["placements"]} placements
   * @param {State["subjects"]} subjects
   * @returns {Placement}
   */
  #placed(command, placements, subjects) {
    const { sheet, x = null, y = null } = command;
    const row = this.#row(command, placements);
    const isMoved = command.element === undefined || command.element !== row.element;
    const spot = isMoved ? { x, y } : {};
    const element =
      command.element ?? this.#elementAt(sheet, x ?? 0, y ?? 0, subjects[command.subject]);
    const onBehalf = row.seat !== null && this.#seat === null;
    return { ...row, unknown: false, element, ...spot, on_behalf: onBehalf };
  }

  /**
   * @param {SayUnknown} command
   * @param {State["placements"]} placements
   * @returns {Placement}
   */
  #unknown(command, placements) {
    const row = this.#row(
      { ...command, subject: command.subject ?? "", layer: "self" },
      placements,
    );
    return { ...row, unknown: true, element: null, x: null, y: null };
  }

  /**
   * The placement that a command is about. The server keeps one per sheet, layer, subject and
   * seat: if there is one by now, that is the one that moves, whatever id we had made for it. A seat
   * that names no subject means its organisation's, the only one it has on most boards.
   * @param {{placement: string, sheet: string, subject: string, layer: Layer, seat?: string | null}} command
   * @param {State["placements"]} placements
   * @returns {Placement}
   */
  #row({ placement, sheet, subject, layer, seat }, placements) {
    const owner = layer === "self" ? (seat ?? this.#seat) : null;
    const is = (/** @type {Placement} */ row) =>
      row.sheet === sheet &&
      row.layer === layer &&
      row.seat === owner &&
      (row.subject === subject || (owner !== null && subject === ""));
    const there = Object.values(placements).find(is);
    if (there) return there;
    const nowhere = { unknown: false, element: null, x: null, y: null, on_behalf: false };
    return { id: placement, sheet, subject, layer, seat: owner, ...nowhere };
  }

  #save() {
    if (!this.#store) return;
    const waiting = this.#entries.filter((entry) => !entry.accepted);
    try {
      if (waiting.length === 0) this.#store.removeItem(this.#key);
      else this.#store.setItem(this.#key, JSON.stringify(waiting.map(({ command }) => command)));
    } catch {
      // Full or forbidden storage: the changes still live in this page.
    }
  }
}

/**
 * The score of this, if there is one.
 * @param {State["scores"]} scores
 * @param {Pick<Score, "sheet" | "subject" | "about" | "layer" | "seat" | "aspect">} what
 * @returns {Score | undefined}
 */
export function scoreOf(scores, { sheet, subject, about, layer, seat, aspect }) {
  return Object.values(scores).find(
    (row) =>
      row.sheet === sheet &&
      row.subject === subject &&
      row.about === about &&
      row.layer === layer &&
      row.seat === seat &&
      row.aspect === aspect,
  );
}

// Private ------------------------------------------------------------------------------------

/**
 * What a phone said beside placing, with this command in it.
 * @param {Identified} command
 * @param {State["mine"]} mine
 * @param {State["phase"]} phase
 * @returns {State["mine"]}
 */
function said(command, mine, phase) {
  switch (command.kind) {
    case "say_ready":
      return { ...mine, ready_in: command.ready ? phase : "" };
    case "choose_board":
      return { ...mine, favourite: command.sheet };
    case "answer_check":
      return { ...mine, enough: command.enough };
    default:
      return mine;
  }
}

/**
 * @param {Store | null} store
 * @param {string} key
 * @returns {Identified[]}
 */
function restored(store, key) {
  try {
    const kept = JSON.parse(store?.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((command) => typeof command?.id === "string") : [];
  } catch {
    return [];
  }
}

/**
 * @param {Record<string, number | null>} accepted
 * @param {Heads} heads
 */
function reached(accepted, heads) {
  return Object.entries(accepted).every(
    ([counter, number]) =>
      number === null || (heads[/** @type {keyof Heads} */ (counter)] ?? 0) >= number,
  );
}
