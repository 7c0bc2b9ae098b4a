// Where participants put themselves and where the facilitators put them, in words: what there is to
// talk about. As boards/views/talk.py.

/** @import { Board, Note, Placement, Seat, Subject } from "./protocol.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Participant } from "./roster.js" */

import { format } from "../shared/text.js";
import { nameOf } from "./roster.js";

/**
 * What is said of one subject by those who speak for it. `isOpen`: the room sees both sides too.
 * @typedef {{subject: Subject, lines: string[], isOpen: boolean}} Difference
 */

export class Differences {
  #desk;
  #people;

  /**
   * @param {Desk} desk
   * @param {() => Participant[]} people
   */
  constructor(desk, people) {
    this.#desk = desk;
    this.#people = people;
  }

  /**
   * What a participant is called: themselves with their organisation, or the organisation.
   * @param {string} seat
   */
  nameOf(seat) {
    const { state, texts } = this.#desk;
    const one = this.#people().find((each) => each.seat.id === seat);
    if (!one) return texts.somebody;
    const person = state.subjects[one.seat.person ?? ""];
    return person ? `${person.name} (${one.subject.name})` : nameOf(one);
  }

  /**
   * The seats that speak for an organisation.
   * @param {string} subject
   * @returns {Set<string>}
   */
  seatsOf(subject) {
    const seats = Object.values(this.#desk.state.seats ?? {});
    return new Set(seats.filter((seat) => seat.subject === subject).map(({ id }) => id));
  }

  /**
   * Of everybody who saw, or can see, where the facilitators put them; and where something was
   * written about it.
   * @param {string} sheet
   * @returns {Difference[]}
   */
  on(sheet) {
    const { state } = this.#desk;
    const isOpen = ["self", "team"].every((layer) =>
      state.sheets[sheet].open.includes(/** @type {any} */ (layer)),
    );
    const rows = Object.values(state.placements).filter((row) => row.sheet === sheet);
    /** @type {Map<string, string[]>} */
    const lines = new Map();
    for (const { seat } of this.#people()) {
      for (const subject of [seat.subject, seat.person]) {
        if (!subject || !this.#isTold(sheet, seat, subject, rows)) continue;
        // Of a wheel the words stand beside each aspect.
        const line = this.#isWheel ? [] : [this.#line(rows, subject, seat.id)];
        lines.set(subject, [...(lines.get(subject) ?? []), ...line]);
      }
    }
    for (const { about, subject, text, ...note } of Object.values(state.notes)) {
      const isHere = note.sheet === sheet && about === "reaction" && text !== "";
      if (isHere && subject && !lines.has(subject)) lines.set(subject, []);
    }
    return [...lines]
      .flatMap(([id, said]) => {
        const subject = state.subjects[id];
        return subject ? [{ subject, lines: said, isOpen }] : [];
      })
      .sort((one, other) => one.subject.name.localeCompare(other.subject.name));
  }

  // Private

  /**
   * @param {string} sheet
   * @param {Seat} seat
   * @param {string} subject
   * @param {Placement[]} rows
   */
  #isTold(sheet, seat, subject, rows) {
    const isShown =
      this.#desk.state.sheets[sheet].open.includes("team") || seat.shown.includes(sheet);
    const scored = Object.values(this.#desk.state.scores).filter(
      (row) => this.#isWheel && row.sheet === sheet && row.value !== null,
    );
    const isOurs = (/** @type {{layer: string, subject: string}} */ row) =>
      row.layer === "team" && row.subject === subject;
    return isShown && (rows.some(isOurs) || scored.some(isOurs));
  }

  get #isWheel() {
    return this.#desk.view.board.kind === "wheel";
  }

  /**
   * @param {Placement[]} rows
   * @param {string} subject
   * @param {string} seat
   */
  #line(rows, subject, seat) {
    const { texts } = this.#desk;
    const of = rows.filter((row) => row.subject === subject);
    const own = of.find((row) => row.layer === "self" && row.seat === seat);
    const team = of.find((row) => row.layer === "team");
    if (own && team && own.element === team.element && own.unknown === team.unknown) {
      return format(texts.says_both, { element: this.#title(own) });
    }
    return [
      format(texts.says_self, { element: this.#title(own) }),
      format(texts.says_team, { element: this.#title(team) }),
    ].join(", ");
  }

  /** @param {Placement | undefined} row */
  #title(row) {
    const { texts, view } = this.#desk;
    if (!row) return texts.no_place;
    if (row.unknown) return texts.says_unknown;
    return view.board.elements.find(({ id }) => id === row.element)?.title ?? texts.between;
  }
}

/**
 * An area with what belongs to it where one places in two steps: its group, or its elements.
 * @param {Board} board
 * @param {string} area
 * @returns {Set<string>}
 */
export function related({ elements }, area) {
  const group = elements.find(({ id }) => id === area)?.group;
  const inside = elements.filter((element) => element.group === area && area !== "");
  return new Set([area, ...(group ? [group] : []), ...inside.map(({ id }) => id)]);
}

/**
 * What there is to read of something, in words.
 * @param {Note | undefined} own
 * @param {number} count  how many answers phones gave
 * @param {Record<string, string>} texts
 */
export function answersTo(own, count, texts) {
  const text = count === 1 ? texts.answer_of_phone : texts.answers_of_phones;
  const typed = count > 0 ? [format(text, { count })] : [];
  return [...(own?.text ? [texts.noted] : []), ...typed].join(" · ");
}
