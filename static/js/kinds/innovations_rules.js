// What people think of what lies on a board of innovations, and what follows from it. Pure: no DOM.
// The same answers as boards/domain/ranking.py and advice.py; both are held to
// tests/js/innovation-cases.json.

/** @import { Board, Layer, Note, Placement, Score, State, Subject } from "../board/protocol.js" */

/**
 * Where one subject lies: `place` is the element that counts, `layer` whose view that is. `chosen`:
 * how many participants put it in which element; `unknown`: how many do not know.
 * @typedef {{subject: Subject, place: string | null, layer: Layer | null, chosen: Map<string, number>, unknown: number}} Opinion
 */
/** @typedef {{aspect: string, values: number[], mean: number | null}} Grade */
/**
 * What is ready, and why it comes where it comes. `weakest`: the aspect with the lowest mean, where
 * they differ.
 * @typedef {{subject: Subject, grades: Grade[], mean: number | null, weakest: string | null}} Ranked
 */

// What counts of the three views of one subject.
/** @type {readonly Layer[]} */
const COUNTING = ["agreed", "team", "self"];
// Why something lies where it lies: also what such a text became when two were made one.
const WHY = ["reason", "note"];

/**
 * The element of the first rule that fits what was ticked; null when none fits.
 * @param {Board["advice"]} rules
 * @param {ReadonlySet<string>} ticked
 */
export function advised(rules, ticked) {
  const has = (/** @type {string} */ tick) => ticked.has(tick);
  const rule = rules.find(
    ({ needs, any_of, lacks }) =>
      needs.every(has) &&
      (any_of.length === 0 || any_of.some(has)) &&
      (lacks.length === 0 || !lacks.every(has)),
  );
  return rule?.element ?? null;
}

/**
 * What the facilitators ticked of a subject.
 * @param {State} state
 * @param {string} sheet
 * @param {string} subject
 * @returns {Set<string>}
 */
export function tickedOf({ scores }, sheet, subject) {
  const rows = Object.values(scores).filter(
    (row) =>
      row.sheet === sheet && row.subject === subject && row.layer === "team" && row.value === 1,
  );
  return new Set(rows.map(({ aspect }) => aspect));
}

/**
 * The innovations on the table, by name.
 * @param {State} state
 * @returns {Subject[]}
 */
export function innovationsOf({ subjects }) {
  return Object.values(subjects)
    .filter(({ what, gone }) => what === "innovation" && !gone)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The opinion on every innovation on the table, by name.
 * @param {State} state
 * @param {string} sheet
 * @returns {Opinion[]}
 */
export function opinionsOf(state, sheet) {
  const rows = Object.values(state.placements).filter((row) => row.sheet === sheet);
  return innovationsOf(state).map((subject) =>
    opinionIn(
      subject,
      rows.filter((row) => row.subject === subject.id),
    ),
  );
}

/**
 * The grades of one subject on every aspect of a board: each participant counts once.
 * @param {State} state
 * @param {string} sheet
 * @param {Board} board
 * @param {string} subject
 * @returns {Grade[]}
 */
export function gradesOf({ scores }, sheet, { aspects }, subject) {
  const rows = Object.values(scores).filter(
    (row) => row.sheet === sheet && row.subject === subject && row.value !== null,
  );
  return aspects.map(({ id }) => gradeOf(id, valuesOf(rows, id)));
}

/**
 * What lies in an element of which things are graded, the highest mean first; what nobody graded
 * comes last. At the same mean by name.
 * @param {State} state
 * @param {string} sheet
 * @param {Board} board
 * @returns {Ranked[]}
 */
export function rankedOf(state, sheet, board) {
  const graded = board.elements.filter((element) => element.graded).map(({ id }) => id);
  return opinionsOf(state, sheet)
    .filter(({ place }) => place !== null && graded.includes(place))
    .map(({ subject }) => rankedWith(subject, gradesOf(state, sheet, board, subject.id)))
    .sort((one, other) => (other.mean ?? 0) - (one.mean ?? 0));
}

/**
 * A mean as it is shown: on one decimal, a half upwards.
 * @param {number} mean
 */
export function tenths(mean) {
  return Math.floor(mean * 10 + 0.5) / 10;
}

/**
 * A state without what lies in hidden layers.
 * @param {State} state
 * @returns {State}
 */
export function asTheRoomSees(state) {
  /**
   * @template {{sheet: string, layer: Layer}} Row
   * @param {Record<string, Row>} rows
   */
  const open = (rows) =>
    Object.fromEntries(
      Object.entries(rows).filter(([, { sheet, layer }]) =>
        state.sheets[sheet]?.open.includes(layer),
      ),
    );
  return { ...state, placements: open(state.placements), scores: open(state.scores) };
}

/**
 * Why a subject lies where it lies, as far as that may be read: of the facilitators first. What
 * participants wrote goes with where they put it.
 * @param {State} state
 * @param {string} sheet
 * @param {string} subject
 * @param {boolean} showHidden
 * @returns {Note[]}
 */
export function reasonsOf({ notes, sheets }, sheet, subject, showHidden) {
  const isTold = (/** @type {Layer} */ layer) => showHidden || sheets[sheet]?.open.includes(layer);
  return Object.values(notes)
    .filter((note) => WHY.includes(note.about) && note.sheet === sheet && note.subject === subject)
    .filter((note) => note.text !== "")
    .filter((note) => note.audience === "room" || isTold(note.seat === null ? "team" : "self"))
    .sort((one, other) => Number(one.seat !== null) - Number(other.seat !== null));
}

// Private ----------------------------------------------------------------------------------------

/**
 * @param {Subject} subject
 * @param {Placement[]} rows
 * @returns {Opinion}
 */
function opinionIn(subject, rows) {
  const layer =
    COUNTING.find((each) => rows.some((row) => row.layer === each && !row.unknown)) ?? null;
  const counting = rows.filter((row) => row.layer === layer && !row.unknown);
  const own = rows.filter((row) => row.layer === "self");
  /** @type {Map<string, number>} */
  const chosen = new Map();
  for (const { element } of own) {
    if (element !== null) chosen.set(element, (chosen.get(element) ?? 0) + 1);
  }
  return {
    subject,
    place: mostChosen(counting),
    layer,
    chosen,
    unknown: own.filter((row) => row.unknown).length,
  };
}

/**
 * The element that most of these are in; of two such elements the first.
 * @param {Placement[]} rows
 */
function mostChosen(rows) {
  if (rows.length === 0) return null;
  const votes = (/** @type {Placement} */ row) =>
    rows.filter(({ element }) => element === row.element).length;
  return rows.reduce((best, row) => (votes(row) > votes(best) ? row : best)).element;
}

/**
 * What participants gave; without that what the facilitators gave.
 * @param {Pick<Score, "aspect" | "seat" | "value">[]} rows
 * @param {string} aspect
 * @returns {number[]}
 */
function valuesOf(rows, aspect) {
  const here = rows.filter((row) => row.aspect === aspect && row.value !== null);
  const given = here.filter(({ seat }) => seat !== null);
  const counting = given.length > 0 ? given : here;
  return counting.flatMap(({ value }) => value ?? []).sort((one, other) => one - other);
}

/**
 * @param {string} aspect
 * @param {number[]} values
 * @returns {Grade}
 */
function gradeOf(aspect, values) {
  return { aspect, values, mean: values.length === 0 ? null : sum(values) / values.length };
}

/**
 * @param {Subject} subject
 * @param {Grade[]} grades
 * @returns {Ranked}
 */
function rankedWith(subject, grades) {
  const means = grades.flatMap(({ mean }) => mean ?? []);
  const lowest = Math.min(...means);
  const differ = means.some((mean) => mean !== lowest);
  return {
    subject,
    grades,
    mean: means.length === 0 ? null : sum(means) / means.length,
    weakest: differ ? (grades.find(({ mean }) => mean === lowest)?.aspect ?? null) : null,
  };
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((one, other) => one + other, 0);
}
