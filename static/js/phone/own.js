// What a phone looks up in the state: its own answers, and how others see it.

/** @import { Layer, Note, PageData, Placement, State } from "../board/protocol.js" */

/**
 * This phone's own answer about a subject on a sheet, if it gave one.
 * @param {PageData} page
 * @param {State} state
 * @param {string} sheet
 * @param {string} subject
 * @returns {Placement | undefined}
 */
export function ownPlacement(page, { placements }, sheet, subject) {
  return Object.values(placements).find(
    (row) =>
      row.sheet === sheet &&
      row.layer === "self" &&
      row.seat === page.me?.seat &&
      // "I don't know" that names nobody is not answered yet.
      (row.subject === subject || row.subject === ""),
  );
}

/**
 * Where the facilitators, or all together, see a subject; as far as this phone may know.
 * @param {State} state
 * @param {string} sheet
 * @param {string} subject
 * @param {Layer} layer
 * @returns {Placement | undefined}
 */
export function sideOf({ placements }, sheet, subject, layer) {
  return Object.values(placements).find(
    (row) =>
      row.sheet === sheet && row.layer === layer && row.seat === null && row.subject === subject,
  );
}

/**
 * Whether this phone was shown where the facilitators see it, alone or with the whole room.
 * @param {State} state
 * @param {string} sheet
 */
export function saw({ sheets, mine }, sheet) {
  return sheets[sheet]?.open.includes("team") || mine.shown.includes(sheet);
}

/**
 * @param {State} state
 * @param {string} sheet
 * @returns {"open" | "hidden"}
 */
export function visibilityOf({ sheets }, sheet) {
  return sheets[sheet]?.open.includes("self") ? "open" : "hidden";
}

/**
 * Whether this phone gave anything on a sheet: a place, a number or a text.
 * @param {PageData} page
 * @param {State} state
 * @param {string} sheet
 */
export function gaveAnything({ me }, { placements, scores, notes }, sheet) {
  const isOwn = (/** @type {{seat: string | null, sheet: string}} */ row) =>
    row.seat === me?.seat && row.sheet === sheet;
  return (
    Object.values(placements).some(isOwn) ||
    Object.values(scores).some((row) => isOwn(row) && row.value !== null) ||
    Object.values(notes).some((row) => isOwn(row) && row.text !== "")
  );
}

/**
 * The texts that this phone wrote about one thing.
 * @param {PageData} page
 * @param {State} state
 * @param {Note["about"]} about
 * @returns {Note[]}
 */
export function ownNotes({ me }, { notes }, about) {
  return Object.values(notes).filter(
    (note) => note.about === about && note.seat === me?.seat && note.text !== "",
  );
}

/**
 * The question, the element or whom a note is about; as boards/views/seat_places.py says it.
 * @param {PageData} page
 * @param {State} state
 * @param {Note} note
 */
export function whatOf({ boards }, { subjects }, { sheet, question, subject, element }) {
  const { questions, elements } = boards[sheet];
  const asked = questions.find(({ id }) => id === question);
  if (asked) return asked.text;
  const parts = [
    subject === null ? undefined : subjects[subject]?.name,
    elements.find(({ id }) => id === element)?.title,
  ];
  return parts.filter(Boolean).join(", ");
}
