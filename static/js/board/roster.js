// Who takes part: the list of participants, with what each has said on the sheet that shows.

/** @import { Board, Seat, State, Subject } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { BoardView } from "./render.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { drawName } from "./outline.js";
import { shortName } from "./tools.js";

/**
 * One participant. `number`: which of several of one organisation, in the order of joining.
 * `person`: who they said they are themselves, if they did.
 * @typedef {{seat: Seat, subject: Subject, number: number | null, person: Subject | null}} Participant
 */
/** @typedef {"name" | "answer" | "ready"} Order  what comes first in the list */

export class Roster {
  /** @type {Order} */
  order = "name";

  #boards;
  /** @type {string[]} ids of seats in the order of joining: a changed row goes to the end */
  #order = [];

  /** @param {Record<string, Board>} boards  by sheet */
  constructor(boards) {
    this.#boards = boards;
  }

  /**
   * Everybody who takes part, by name. The same order as `roster` of boards_tags.py.
   * @param {State} state
   * @returns {Participant[]}
   */
  people(state) {
    const seats = state.seats ?? {};
    const joined = Object.keys(seats).filter((id) => !this.#order.includes(id));
    this.#order = [...this.#order, ...joined];
    const there = this.#order.flatMap((id) => {
      const subject = state.subjects[seats[id]?.subject ?? ""];
      return subject ? [{ seat: seats[id], subject }] : [];
    });
    const numbered = there.map(({ seat, subject }) => {
      const same = there.filter((other) => other.subject.id === subject.id);
      const at = same.findIndex((other) => other.seat.id === seat.id);
      const person = state.subjects[seat.person ?? ""] ?? null;
      return { seat, subject, number: same.length > 1 ? at + 1 : null, person };
    });
    return numbered.sort((one, other) => one.subject.name.localeCompare(other.subject.name));
  }

  /**
   * Draw who takes part, and who has answered on this sheet.
   * @param {HTMLElement} root
   * @param {BoardView} view
   * @param {Live} live
   * @param {Record<string, string>} texts
   * @returns {number}  how many participants there are
   */
  draw(root, view, { state, counts, presence }, texts) {
    const answers = answersOn(view.sheet, state);
    const people = this.#inOrder(this.people(state), answers, state);
    const make = () => cloneOf(need("[data-roster-entry]"));
    const keepFocus = focusedRow(root);
    showList(
      need("[data-entries]", root),
      people,
      ({ seat }) => seat.id,
      make,
      (node, one) => {
        drawParticipant(node, one, answers.get(one.seat.id) ?? "not_answered", texts);
        // Phones promise that only facilitators see this, and the wall may show this laptop.
        const board = view.showHidden ? shortName(this.#boards, one.seat.favourite ?? "") : "";
        drawMarks(node, one.seat, { phase: state.phase, sheet: view.sheet, board }, texts);
      },
    );
    keepFocus?.();
    need("[data-none]", root).hidden = people.length > 0;
    const given = counts.answered[view.sheet] ?? 0;
    const sum = format(texts.answered_of, { answered: given, seats: counts.seats });
    setText(need("[data-answered]", root), counts.seats > 0 ? sum : "");
    const connected = format(texts.connected, { count: presence.seats });
    setText(need("[data-connected]", root), counts.seats > 0 ? connected : "");
    return people.length;
  }

  /**
   * Who is waited for first, if that is asked.
   * @param {Participant[]} people
   * @param {ReadonlyMap<string, unknown>} answers
   * @param {State} state
   */
  #inOrder(people, answers, { phase }) {
    if (this.order === "name") return people;
    const isDone = (/** @type {Participant} */ { seat }) =>
      this.order === "answer" ? answers.has(seat.id) : seat.ready_in === phase;
    return [...people.filter((one) => !isDone(one)), ...people.filter(isDone)];
  }
}

/**
 * A participant by name: of the person where that is known, and else of the organisation; with the
 * number that tells two of one organisation apart.
 * @param {Participant} participant
 */
export function nameOf({ subject, number, person }) {
  const name = person?.name ?? subject.name;
  return number === null ? name : `${name} ${number}`;
}

/**
 * Per seat whether it has answered on a sheet, or was placed on behalf.
 * @param {string} sheet
 * @param {State} state
 * @returns {Map<string, "answered" | "placed_for_them">}
 */
export function answersOn(sheet, state) {
  /** @type {Map<string, "answered" | "placed_for_them">} */
  const answers = new Map();
  for (const row of Object.values(state.placements)) {
    if (row.sheet !== sheet || row.seat === null) continue;
    answers.set(row.seat, row.on_behalf ? "placed_for_them" : "answered");
  }
  return answers;
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Element} node
 * @param {Participant} participant
 * @param {string} said  the name of the text that says whether they answered
 * @param {Record<string, string>} texts
 */
function drawParticipant(node, { seat, subject, number, person }, said, texts) {
  drawName(node, subject);
  for (const each of node.querySelectorAll("[data-who]")) {
    setText(each, person?.name ?? subject.name);
  }
  for (const each of node.querySelectorAll("[data-number]")) {
    setText(each, number === null ? "" : String(number));
  }
  setText(need("[data-organisation]", node), person ? subject.name : "");
  const answer = need("[data-answer]", node);
  answer.dataset.answer = said;
  setText(answer, texts[said]);
  setText(need("[data-phone]", node), seat.phone ? "" : texts.no_phone);
}

/**
 * What a participant said beside placing, and whether they saw where we see them.
 * @param {Element} node
 * @param {Seat} seat
 * @param {{phase: string, sheet: string, board: string}} now  `board`: the one they like most, or ""
 * @param {Record<string, string>} texts
 */
function drawMarks(node, { ready_in, shown }, { phase, sheet, board }, texts) {
  setText(need("[data-ready-mark]", node), ready_in === phase ? texts.is_ready : "");
  const likes = board ? format(texts.likes_board, { board }) : "";
  setText(need("[data-favourite-mark]", node), likes);
  setText(need("[data-shown-mark]", node), shown.includes(sheet) ? texts.was_shown : "");
}

/**
 * When the participant who has the focus goes, their neighbour gets it.
 * @param {HTMLElement} root
 * @returns {(() => void) | undefined}
 */
function focusedRow(root) {
  const row = document.activeElement?.closest("[data-key]");
  if (!row || !root.contains(row)) return undefined;
  const at = [...root.querySelectorAll("[data-key]")].indexOf(row);
  return () => {
    if (row.isConnected) return;
    const rows = root.querySelectorAll("[data-key]");
    const next = rows[Math.min(at, rows.length - 1)]?.querySelector("button:last-of-type");
    const target = next ?? document.querySelector('[role="tab"][aria-selected="true"]');
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
