// What lies on the board to be drawn: from placements to post-its. Pure; the same answers as
// boards/drawing.py, which draws the page before any JavaScript runs.

/** @import { Board, BoardElement, Layer, Placement, Spot, State, Subject } from "./protocol.js" */

import { areasFor, contains, isOnBoard, POSTIT_SIZES } from "./geometry.js";

// Characters on a line, on each of the POSTIT_SIZES, in small letters and in large ones.
const SMALL_LENGTHS = [16, 14, 12, 12];
const LARGE_LENGTHS = [11, 10, 9, 9];
// Two post-its that are this far apart, in their own widths or heights, count as side by side.
const SIDE_BY_SIDE = 0.9;
const ELLIPSIS = "…";
// On the one line that an organisation has on a person's post-it, where its whole name does not fit.
const SHORTER = [
  ["Ministerie van ", "Min. "],
  ["Hoogheemraadschap van ", "HH "],
  ["Hoogheemraadschap ", "HH "],
  ["Waterschap ", "WS "],
  ["Gemeente ", "Gem. "],
  ["Provincie ", "Prov. "],
];
/**
 * On one picture of two ways of filling in, the first of these that a subject lies in.
 * @type {readonly Layer[]}
 */
const COUNTING = ["agreed", "team", "self"];
/**
 * The elements of each group, where placing goes in two steps.
 * @typedef {ReadonlyMap<string, readonly BoardElement[]>} Groups
 */
/** @type {Groups} */
const NO_GROUPS = new Map();
// On that picture a post-it that would cover another is laid aside, at most this many places on.
const ASIDE = 4;
const NAME_STRIP_MM = 9;
const HALF_LETTER_MM = 1.5;

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
 * @property {Subject | null} organisation  for whom a person speaks
 * @property {string} filling  which of two ways of filling in says so, on the one picture of both
 */
/** @typedef {{key: string, from: Postit, to: Postit}} Link */
/**
 * A subject with the post-its that count in two ways of filling in, if it has them.
 * @typedef {{subject: Subject, first: Postit | null, second: Postit | null, moves: boolean}} Compared
 */

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
    if (!subject || subject.gone) return [];
    const organisation = state.subjects[subject.of ?? ""] ?? null;
    const hidden = !open.includes(rows[0].layer);
    return [{ ...postitOf(rows, subject, elements), organisation, hidden }];
  });
}

/**
 * Lines between what is said of one subject, where that differs: from the participants to the
 * facilitators, and from the facilitators (else the participants) to what was agreed.
 * @param {readonly Postit[]} postits
 * @returns {Link[]}
 */
export function linksOf(postits) {
  const byLayer = new Map(postits.map((each) => [`${each.layer}:${each.subject.id}`, each]));
  /** @type {Link[]} */
  const links = [];
  for (const from of postits) {
    const { id } = from.subject;
    const team = byLayer.get(`team:${id}`);
    const agreed = byLayer.get(`agreed:${id}`);
    if (from.layer === "self" && team && team.element !== from.element) {
      links.push({ key: id, from, to: team });
    }
    const isLast = from.layer === "team" || (from.layer === "self" && !team);
    if (isLast && agreed && agreed.element !== from.element) {
      links.push({ key: `${id}:agreed`, from, to: agreed });
    }
  }
  return links;
}

/**
 * The same subjects in two ways of filling in one board, by name; of each the place that counts:
 * agreed, else the facilitators', else the participants'.
 * @param {readonly Postit[]} first
 * @param {readonly Postit[]} second
 * @returns {Compared[]}
 */
export function comparedOf(first, second) {
  const [one, other] = [countingIn(first), countingIn(second)];
  const subjects = new Map([...one, ...other].map(([id, { subject }]) => [id, subject]));
  return [...subjects.values()].sort(byName).map((subject) => {
    const [from, to] = [one.get(subject.id) ?? null, other.get(subject.id) ?? null];
    const moves = from !== null && to !== null && from.element !== to.element;
    return { subject, first: from, second: to, moves };
  });
}

/**
 * The post-its of two ways of filling in: those of the first solid, as what participants say; those
 * of the second outlined, as what facilitators say, where they lie somewhere else.
 * @param {readonly Compared[]} compared
 * @param {readonly [string, string]} fillings
 * @returns {Postit[]}
 */
export function onOnePicture(compared, fillings) {
  return compared.flatMap(({ first, second, moves }) => {
    const postits = first ? [ofFilling(first, "first", "self", fillings[0])] : [];
    if (second && (moves || !first)) {
      postits.push(ofFilling(second, "second", "team", fillings[1]));
    }
    return postits;
  });
}

/**
 * The post-its of two ways of filling in, those of the second laid aside where they would cover
 * another: each way was laid out by itself.
 * @param {readonly Postit[]} postits
 * @param {readonly BoardElement[]} elements
 * @param {number} size  an index of POSTIT_SIZES
 * @returns {Postit[]}
 */
export function apart(postits, elements, size) {
  const isSecond = (/** @type {Postit} */ { key }) => key.startsWith("second:");
  const lying = postits.filter((postit) => !isSecond(postit));
  return laidAside(lying, postits.filter(isSecond), elements, POSTIT_SIZES[size]);
}

/**
 * The post-its of one sheet where they are drawn larger than they were laid: aside where they would
 * cover another or the name of their element.
 * @param {readonly Postit[]} postits
 * @param {readonly BoardElement[]} elements
 * @param {Spot} size  as they are drawn, in millimetres
 * @returns {Postit[]}
 */
export function spread(postits, elements, size) {
  return laidAside([], postits, elements, size);
}

/**
 * What still has to be put on the board in a layer, of what this board places: nothing of it there,
 * and, unless it is about what was agreed, nothing that shows. Persons come after their organisation.
 * @param {State} state
 * @param {string} sheet
 * @param {readonly Postit[]} shown
 * @param {{board: Board, layer?: Layer}} where
 * @returns {Subject[]}  by name
 */
export function unplacedOf(state, sheet, shown, { board, layer = "team" }) {
  const there = layer === "agreed" ? [] : shown;
  const placed = new Set(there.map((postit) => postit.subject.id));
  for (const row of Object.values(state.placements)) {
    if (row.sheet === sheet && row.layer === layer) placed.add(row.subject);
  }
  const { subjects } = state;
  const main = (/** @type {Subject} */ subject) => subjects[subject.of ?? ""] ?? subject;
  return Object.values(subjects)
    .filter((subject) => !placed.has(subject.id) && areasFor(board, subject).length > 0)
    .sort(
      (one, other) =>
        byName(main(one), main(other)) ||
        Number(one.of !== null) - Number(other.of !== null) ||
        byName(one, other),
    );
}

/**
 * Where something can be put now: a person only beside their organisation, where placing goes in
 * two steps; nowhere before it has a place.
 * @param {State} state
 * @param {string} sheet
 * @param {Board} board
 * @param {{subject: Subject, layer: Layer, seat: string | null}} thing
 * @returns {readonly BoardElement[]}
 */
export function placesFor(state, sheet, board, { subject, layer, seat }) {
  const areas = areasFor(board, subject);
  if (subject.of === null || board.groups.length === 0) return areas;
  const organisation = Object.values(state.placements).find(
    (row) =>
      row.sheet === sheet &&
      row.subject === subject.of &&
      row.layer === layer &&
      row.seat === seat &&
      !row.unknown,
  );
  return areas.filter(({ group }) => group && group === organisation?.element);
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
 * The elements of each group, where placing goes in two steps: both lie on the same paper.
 * @param {Board} board
 * @returns {Groups}
 */
export function groupsOf({ elements, groups }) {
  return new Map(groups.map((id) => [id, elements.filter(({ group }) => group === id)]));
}

/**
 * How many post-its lie in each element, and in each group with its elements.
 * @param {readonly Postit[]} postits
 * @param {Groups} [groups]
 * @returns {Map<string, number>}
 */
export function countsOf(postits, groups = NO_GROUPS) {
  return new Map([...byArea(postits, groups)].map(([area, lying]) => [area, lying.length]));
}

/**
 * What is drawn, and how many more there are per element. In an element (or a group with its
 * elements) with more than it can hold: the latest ones, as far as they do not cover each other.
 * @param {readonly Postit[]} postits
 * @param {ReadonlyMap<string, number>} mostShown  per element
 * @param {number} size  an index of POSTIT_SIZES
 * @param {Groups} [groups]
 * @returns {{shown: Postit[], more: Map<string, number>}}
 */
export function shownAndMore(postits, mostShown, size, groups = NO_GROUPS) {
  /** @type {Set<Postit>} */
  const leftOut = new Set();
  for (const [area, lying] of byArea(postits, groups)) {
    const most = mostShown.get(area) ?? lying.length;
    if (lying.length <= most) continue;
    const drawn = new Set(sideBySide([...lying].reverse(), most, POSTIT_SIZES[size]));
    for (const postit of lying) if (!drawn.has(postit)) leftOut.add(postit);
  }
  /** @type {Map<string, number>} */
  const more = new Map();
  for (const { element } of leftOut) {
    if (element) more.set(element, (more.get(element) ?? 0) + 1);
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

/**
 * The two lines of a person's post-it, the name and the organisation, each shortened by itself; and
 * whether they need the small letters.
 * @param {string} name
 * @param {string} organisation
 * @param {number} size  an index of POSTIT_SIZES
 * @returns {{lines: string[], small: boolean}}
 */
export function fittedPair(name, organisation, size) {
  const texts = [name, organisation];
  const large = texts.map((text) => onLine(text, LARGE_LENGTHS[size]));
  const small = large.some((line) => line.endsWith(ELLIPSIS));
  return { lines: small ? texts.map((text) => onLine(text, SMALL_LENGTHS[size])) : large, small };
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Subject} one
 * @param {Subject} other
 */
function byName(one, other) {
  return one.name.localeCompare(other.name);
}

/**
 * Per subject the post-it that counts.
 * @param {readonly Postit[]} postits
 * @returns {Map<string, Postit>}
 */
function countingIn(postits) {
  /** @type {Map<string, Postit>} */
  const counting = new Map();
  for (const layer of [...COUNTING].reverse()) {
    for (const postit of postits) {
      if (postit.layer === layer) counting.set(postit.subject.id, postit);
    }
  }
  return counting;
}

/**
 * @param {Postit} postit
 * @param {"first" | "second"} which
 * @param {Layer} layer  as which it looks
 * @param {string} filling
 * @returns {Postit}
 */
function ofFilling(postit, which, layer, filling) {
  const plain = { hidden: false, onBehalf: false, differs: false };
  return { ...postit, ...plain, key: `${which}:${postit.subject.id}`, layer, filling };
}

/**
 * Where a post-it takes room: in its element; in two steps in its group and an element of it,
 * whichever of them it was put in.
 * @param {Postit} postit
 * @param {Groups} groups
 * @returns {string[]}
 */
function areasOf({ element, x, y }, groups) {
  if (element === null) return [];
  const own = groups.get(element);
  if (own)
    return [element, ...own.flatMap((each) => (contains(each, x, y) ? [each.id] : [])).slice(-1)];
  for (const [group, elements] of groups) {
    if (elements.some(({ id }) => id === element)) return [group, element];
  }
  return [element];
}

/**
 * The post-its in each element, and in each group with its elements.
 * @param {readonly Postit[]} postits
 * @param {Groups} groups
 * @returns {Map<string, Postit[]>}
 */
function byArea(postits, groups) {
  /** @type {Map<string, Postit[]>} */
  const areas = new Map();
  for (const postit of postits) {
    for (const area of areasOf(postit, groups)) {
      const lying = areas.get(area);
      if (lying) lying.push(postit);
      else areas.set(area, [postit]);
    }
  }
  return areas;
}

/**
 * The first of these that do not cover each other.
 * @param {readonly Postit[]} postits
 * @param {number} limit
 * @param {Spot} size
 */
function sideBySide(postits, limit, size) {
  /** @type {Postit[]} */
  const drawn = [];
  for (const postit of postits) {
    if (drawn.length < limit && isBeside(postit, drawn, size)) drawn.push(postit);
  }
  return drawn;
}

/**
 * Whether a post-it on this spot covers none of these.
 * @param {{x: number, y: number}} spot
 * @param {readonly Postit[]} lying
 * @param {Spot} size
 */
function isBeside({ x, y }, lying, [width, height]) {
  return lying.every(
    (other) =>
      Math.abs(x - other.x) >= width * SIDE_BY_SIDE ||
      Math.abs(y - other.y) >= height * SIDE_BY_SIDE,
  );
}

/**
 * Whether a post-it lies whole on the board, in its element, clear of the name of that.
 * @param {{x: number, y: number}} spot
 * @param {BoardElement | undefined} element
 * @param {Spot} size
 */
function liesWell({ x, y }, element, [width, height]) {
  const isOnIt =
    isOnBoard(x - width / 2, y - height / 2) && isOnBoard(x + width / 2, y + height / 2);
  if (!element || !isOnIt) return isOnIt;
  const { label, short, title } = element;
  const beside = Math.abs(x - label[0]) >= width / 2 + HALF_LETTER_MM * (short ?? title).length;
  const under = Math.abs(y - (label[1] - NAME_STRIP_MM / 3)) >= (height + NAME_STRIP_MM) / 2;
  return contains(element, x, y) && (beside || under);
}

/**
 * Some post-its, and others that are laid clear of those and of each other where there is room.
 * @param {Postit[]} lying
 * @param {readonly Postit[]} others
 * @param {readonly BoardElement[]} elements
 * @param {Spot} size
 */
function laidAside(lying, others, elements, size) {
  const all = [...lying];
  for (const postit of others) {
    const element = elements.find(({ id }) => id === postit.element);
    const spot = around(postit, size).find(
      (each) => liesWell(each, element, size) && isBeside(each, all, size),
    );
    all.push({ ...postit, ...spot });
  }
  return all;
}

/**
 * Where it lies, and then the places around that, ever further.
 * @param {Postit} postit
 * @param {Spot} size
 */
function around({ x, y }, [width, height]) {
  const spots = [];
  for (let ring = 0; ring <= ASIDE; ring += 1) {
    for (let row = -ring; row <= ring; row += 1) {
      for (let column = -ring; column <= ring; column += 1) {
        if (Math.max(Math.abs(row), Math.abs(column)) === ring) {
          spots.push({ x: tenths(x + column * width), y: tenths(y + row * height) });
        }
      }
    }
  }
  return spots;
}

/** @param {number} value */
function tenths(value) {
  return Math.round(value * 10) / 10;
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
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/**
 * @param {Placement[]} rows
 * @param {Subject} subject
 * @param {readonly BoardElement[]} elements
 */
function postitOf(rows, subject, elements) {
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
    onBehalf: rows.every((each) => each.on_behalf),
    differs: rows.some((each) => each.element !== row.element),
    filling: "",
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

/**
 * A name on one line: whole, with its first words in short, or cut off.
 * @param {string} text
 * @param {number} length
 */
function onLine(text, length) {
  if (text.length <= length) return text;
  const words = SHORTER.find(([old]) => text.startsWith(old));
  const short = words ? words[1] + text.slice(words[0].length) : text;
  return short.length <= length
    ? short
    : short.slice(0, length - 1).replace(/[… ,]+$/, "") + ELLIPSIS;
}
