// What lies on the board to be drawn: from placements to post-its. Pure; the same answers as
// boards/drawing.py, which draws the page before any JavaScript runs.

/** @import { BoardElement, Layer, Placement, Spot, State, Subject } from "./protocol.js" */

import { POSTIT_SIZES } from "./geometry.js";

// Characters on a line, on each of the POSTIT_SIZES, in small letters and in large ones.
const SMALL_LENGTHS = [16, 14, 12, 12];
const LARGE_LENGTHS = [11, 10, 9, 9];
// Two post-its that are this far apart, in their own widths or heights, count as side by side.
const SIDE_BY_SIDE = 0.9;
const ELLIPSIS = "…";

/**
 * One post-it. Seats of one organisation share one in the layer `self`.
 * @typedef {object} Postit
 * @property {string} key  the same for the same thing, however often it moves
 * @property {string[]} placements  the ids it stands for
 * @property {Subject} subject
 * @property {Layer} layer
 * @property {string | null} seat
 * @property {string | null} element
 * @property {number} x
 * @property {number} y
 * @property {boolean} hidden  from the room
 * @property {boolean} onBehalf
 * @property {boolean} differs  its seats chose different places
 */
/** @typedef {{key: string, from: Postit, to: Postit}} Link */

/**
 * The post-its of one sheet, in the order in which they last changed.
 * @param {State} state
 * @param {string} sheet
 * @param {readonly BoardElement[]} elements
 * @param {{showHidden?: boolean}} [options]
 * @returns {Postit[]}
 */
export function postitsOf(state, sheet, elements, { showHidden = true } = {}) {
  const open = state.sheets[sheet]?.open ?? [];
  const shown = Object.values(state.placements).filter(
    (row) => row.sheet === sheet && !row.unknown && (showHidden || open.includes(row.layer)),
  );
  return [...together(shown).values()].flatMap((rows) => {
    const subject = state.subjects[rows[0].subject];
    return subject ? [postitOf(rows, subject, !open.includes(rows[0].layer), elements)] : [];
  });
}

/**
 * Lines between what participants and facilitators say of one subject, where that differs.
 * @param {readonly Postit[]} postits
 * @returns {Link[]}
 */
export function linksOf(postits) {
  const byTeam = new Map(postits.filter(isOf("team")).map((each) => [each.subject.id, each]));
  return postits.filter(isOf("self")).flatMap((from) => {
    const to = byTeam.get(from.subject.id);
    return to && to.element !== from.element ? [{ key: from.subject.id, from, to }] : [];
  });
}

/**
 * What still has to be put on the board: no post-it of the facilitators, and none that shows.
 * @param {State} state
 * @param {string} sheet
 * @param {readonly Postit[]} shown
 * @returns {Subject[]}  by name
 */
export function unplacedOf(state, sheet, shown) {
  const placed = new Set(shown.map((postit) => postit.subject.id));
  for (const row of Object.values(state.placements)) {
    if (row.sheet === sheet && row.layer === "team") placed.add(row.subject);
  }
  return Object.values(state.subjects)
    .filter((subject) => !placed.has(subject.id))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The post-its per element, those between the elements under null; each list by name.
 * @param {readonly Postit[]} postits
 * @param {readonly BoardElement[]} elements
 * @returns {Map<string | null, Postit[]>}
 */
export function byElement(postits, elements) {
  /** @type {Map<string | null, Postit[]>} */
  const groups = new Map(elements.map((element) => [element.id, []]));
  groups.set(null, []);
  for (const postit of postits) groups.get(postit.element)?.push(postit);
  for (const group of groups.values()) {
    group.sort((one, other) => one.subject.name.localeCompare(other.subject.name));
  }
  return groups;
}

/**
 * What is drawn, and how many more there are per element. In an element with more than it can hold:
 * the latest ones, as far as they do not cover each other.
 * @param {readonly Postit[]} postits
 * @param {ReadonlyMap<string, number>} mostShown  per element
 * @param {number} size  an index of POSTIT_SIZES
 * @returns {{shown: Postit[], more: Map<string, number>}}
 */
export function shownAndMore(postits, mostShown, size) {
  /** @type {Map<string, number>} */
  const more = new Map();
  /** @type {Set<Postit>} */
  const leftOut = new Set();
  for (const [id, most] of mostShown) {
    const group = postits.filter((postit) => postit.element === id);
    if (group.length <= most) continue;
    const drawn = sideBySide([...group].reverse(), most, POSTIT_SIZES[size]);
    for (const postit of group) if (!drawn.includes(postit)) leftOut.add(postit);
    more.set(id, group.length - drawn.length);
  }
  return { shown: postits.filter((postit) => !leftOut.has(postit)), more };
}

/**
 * The lines of a name as they fit on a post-it, and whether they need the small letters.
 * @param {readonly string[]} lines
 * @param {number} size  an index of POSTIT_SIZES
 * @returns {{lines: string[], small: boolean}}
 */
export function fitted(lines, size) {
  const large = broken(lines, LARGE_LENGTHS[size]);
  const small = large.some((line) => line.endsWith(ELLIPSIS));
  return { lines: small ? broken(lines, SMALL_LENGTHS[size]) : large, small };
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Layer} layer
 * @returns {(postit: Postit) => boolean}
 */
function isOf(layer) {
  return (postit) => postit.layer === layer;
}

/**
 * The first of these that do not cover each other.
 * @param {readonly Postit[]} postits
 * @param {number} limit
 * @param {Spot} size
 */
function sideBySide(postits, limit, [width, height]) {
  /** @type {Postit[]} */
  const drawn = [];
  const isFree = (/** @type {Postit} */ { x, y }) =>
    drawn.every(
      (other) =>
        Math.abs(x - other.x) >= width * SIDE_BY_SIDE ||
        Math.abs(y - other.y) >= height * SIDE_BY_SIDE,
    );
  for (const postit of postits) if (drawn.length < limit && isFree(postit)) drawn.push(postit);
  return drawn;
}

/**
 * Placements that share one post-it, under its key.
 * @param {readonly Placement[]} rows
 * @returns {Map<string, Placement[]>}
 */
function together(rows) {
  /** @type {Map<string, Placement[]>} */
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.layer}:${row.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/**
 * @param {Placement[]} rows
 * @param {Subject} subject
 * @param {boolean} hidden
 * @param {readonly BoardElement[]} elements
 * @returns {Postit}
 */
function postitOf(rows, subject, hidden, elements) {
  const row = mostChosen(rows);
  const label = elements.find((element) => element.id === row.element)?.label ?? [0, 0];
  return {
    key: `${row.layer}:${row.subject}`,
    placements: rows.map(({ id }) => id),
    subject,
    layer: row.layer,
    seat: row.seat,
    element: row.element,
    x: row.x ?? label[0],
    y: row.y ?? label[1],
    hidden,
    onBehalf: rows.every((each) => each.on_behalf),
    differs: rows.some((each) => each.element !== row.element),
  };
}

/**
 * The first placement in the element that most of them are in; of two such elements the first.
 * @param {readonly Placement[]} rows
 */
function mostChosen(rows) {
  /** @param {Placement} row */
  const votes = (row) => rows.filter((other) => other.element === row.element).length;
  return rows.reduce((best, row) => (votes(row) > votes(best) ? row : best));
}

/**
 * A name in at most two lines, then shortened, as boards/names.py does for the largest size.
 * @param {readonly string[]} lines
 * @param {number} length
 */
function broken(lines, length) {
  const rows = [""];
  for (const word of lines.join(" ").split(" ")) {
    const row = rows[rows.length - 1];
    const joined = `${row} ${word}`.trim();
    if (joined.length <= length || !row) rows[rows.length - 1] = joined;
    else rows.push(word);
  }
  if (rows.length > 2) rows[1] += ELLIPSIS;
  return rows.slice(0, 2).map((row) => {
    return row.length <= length ? row : row.slice(0, length - 1).replace(/[… ]+$/, "") + ELLIPSIS;
  });
}
