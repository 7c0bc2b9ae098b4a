// What a wheel says of one participant: as boards/domain/ownership.py, held to it by
// tests/js/wheel-cases.json. Pure.

/** @import { Layer, Score, State } from "../board/protocol.js" */

/** @type {readonly Layer[]} */
export const ALL_LAYERS = ["self", "team", "agreed"];

/**
 * The bars of one aspect. `own`: by seat what each participant of the organisation coloured; `mean`:
 * of them, in tenths. `differs`: they see it differently. `gap`: how many bars lie between them and
 * the facilitators. null: left empty, or nothing to compare.
 * @typedef {object} Values
 * @property {{seat: string, value: number}[]} own
 * @property {number | null} mean
 * @property {boolean} differs
 * @property {number | null} team
 * @property {number | null} agreed
 * @property {boolean} circled
 * @property {number | null} gap
 */

/** @type {Values} */
export const NOTHING = {
  own: [],
  mean: null,
  differs: false,
  team: null,
  agreed: null,
  circled: false,
  gap: null,
};

/**
 * By aspect what was coloured for a subject on a sheet, for one result or in general (null), in
 * these layers only.
 * @param {Pick<State, "scores">} state
 * @param {{sheet: string, subject: string, about: string | null}} wheel
 * @param {readonly string[]} [layers]
 * @returns {Map<string, Values>}
 */
export function wheelOf({ scores }, { sheet, subject, about }, layers = ALL_LAYERS) {
  /** @type {Map<string, Score[]>} */
  const byAspect = new Map();
  for (const row of Object.values(scores)) {
    const isOfWheel = row.sheet === sheet && row.subject === subject && row.about === about;
    if (!isOfWheel || !layers.includes(row.layer) || !says(row)) continue;
    byAspect.set(row.aspect, [...(byAspect.get(row.aspect) ?? []), row]);
  }
  return new Map([...byAspect].map(([aspect, rows]) => [aspect, valuesOf(rows)]));
}

/**
 * Whose wheels were coloured on a sheet: subjects by name, the general wheel of each before those
 * of its results.
 * @param {Pick<State, "scores" | "subjects">} state
 * @param {string} sheet
 * @param {readonly string[]} [layers]
 * @returns {{subject: string, about: string | null}[]}
 */
export function wheelsOn({ scores, subjects }, sheet, layers = ALL_LAYERS) {
  /** @type {Map<string, {subject: string, about: string | null}>} */
  const found = new Map();
  for (const row of Object.values(scores)) {
    const isHere = row.sheet === sheet && layers.includes(row.layer) && says(row);
    const isThere =
      subjects[row.subject]?.gone === false && (!row.about || subjects[row.about]?.gone === false);
    if (!isHere || !isThere) continue;
    found.set(`${row.subject} ${row.about}`, { subject: row.subject, about: row.about });
  }
  const name = (/** @type {string | null} */ id) =>
    id === null ? "" : subjects[id].name.toLocaleLowerCase();
  return [...found.values()].sort(
    (one, other) =>
      compare(name(one.subject), name(other.subject)) ||
      compare(one.subject, other.subject) ||
      compare(name(one.about), name(other.about)),
  );
}

/**
 * What stands in one layer; in `self` that of one seat.
 * @param {Values} values
 * @param {Layer} layer
 * @param {string | null} [seat]
 * @returns {number | null}
 */
export function valueIn(values, layer, seat = null) {
  if (layer === "self") return values.own.find((each) => each.seat === seat)?.value ?? null;
  return values[layer];
}

// Private ------------------------------------------------------------------------------------

/** @param {Score} row */
function says({ value, circled }) {
  return value !== null || circled;
}

/**
 * @param {Score[]} rows
 * @returns {Values}
 */
function valuesOf(rows) {
  const only = (/** @type {Layer} */ layer) =>
    rows.find((row) => row.layer === layer)?.value ?? null;
  const own = rows
    .flatMap(({ layer, seat, value }) =>
      layer === "self" && value !== null ? [{ seat: seat ?? "", value }] : [],
    )
    .sort((one, other) => compare(one.seat, other.seat));
  const total = own.reduce((sum, { value }) => sum + value, 0);
  const mean = own.length === 0 ? null : tenths(total / own.length);
  const team = only("team");
  return {
    own,
    mean,
    differs: new Set(own.map(({ value }) => value)).size > 1,
    team,
    agreed: only("agreed"),
    circled: rows.some(({ circled }) => circled),
    gap: mean === null || team === null ? null : tenths(Math.abs(mean - team)),
  };
}

/** @param {number} value */
function tenths(value) {
  return Math.round((value + 1e-9) * 10) / 10;
}

/**
 * @param {string} one
 * @param {string} other
 */
function compare(one, other) {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
