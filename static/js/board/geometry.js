// Where something lies on the board: millimetres on A3 landscape, from the top left.
// The same answers as boards/domain/geometry.py. Pure.

/** @import { Board, BoardElement, Spot, Subject } from "./protocol.js" */

export const BOARD_WIDTH = 420;
export const BOARD_HEIGHT = 297;
/** What shows around an element that fills the screen. */
const MARGIN_MM = 6;

/**
 * Width and height of a post-it, the largest first; a board takes one size for all.
 * @type {readonly Spot[]}
 */
export const POSTIT_SIZES = [
  [34, 20],
  [29, 17],
  [24.5, 14.5],
  [24.5, 10.2],
];

/**
 * The element under a point; where two overlap the last in the file wins; null between them.
 * @param {readonly BoardElement[]} elements
 * @param {number} x
 * @param {number} y
 * @returns {string | null}
 */
export function elementAt(elements, x, y) {
  return [...elements].reverse().find((element) => contains(element, x, y))?.id ?? null;
}

/**
 * Where a subject can lie on a board: a person in the elements, an organisation in the groups where
 * those are its step, and otherwise in the elements; nowhere when it is not what is placed here, or
 * was taken off the table.
 * @param {Board} board
 * @param {Pick<Subject, "what" | "gone">} subject
 * @returns {readonly BoardElement[]}
 */
export function areasFor({ kind, elements, groups, filling }, { what, gone }) {
  if (kind !== "zones" || gone) return [];
  if (groups.length === 0) return what === filling.places ? elements : [];
  if (what === "innovation") return [];
  return elements.filter(({ id }) => groups.includes(id) === (what === "organisation"));
}

/**
 * Whether a point lies in an element's shape.
 * @param {BoardElement} element
 * @param {number} x
 * @param {number} y
 */
export function contains({ rectangle, ellipse, polygon }, x, y) {
  if (rectangle) {
    const [left, top, width, height] = rectangle;
    return left <= x && x <= left + width && top <= y && y <= top + height;
  }
  if (ellipse) {
    const [cx, cy, rx, ry] = ellipse;
    return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;
  }
  return isInPolygon(polygon ?? [], x, y);
}

/**
 * The part of a board that shows an element as large as can be, with a margin around it.
 * @param {BoardElement} element
 * @returns {{x: number, y: number, width: number, height: number}}
 */
export function closeUp(element) {
  const [left, top, right, bottom] = boundsOf(element);
  const [wide, high] = [right - left + 2 * MARGIN_MM, bottom - top + 2 * MARGIN_MM];
  const scale = Math.min(1, Math.max(wide / BOARD_WIDTH, high / BOARD_HEIGHT));
  const [width, height] = [tenths(BOARD_WIDTH * scale), tenths(BOARD_HEIGHT * scale)];
  return {
    x: tenths(clamp((left + right - width) / 2, BOARD_WIDTH - width)),
    y: tenths(clamp((top + bottom - height) / 2, BOARD_HEIGHT - height)),
    width,
    height,
  };
}

/**
 * A spot on the board, in tenths of a millimetre as the server keeps it.
 * @param {number} x
 * @param {number} y
 * @returns {{x: number, y: number}}
 */
export function onBoard(x, y) {
  return { x: tenths(clamp(x, BOARD_WIDTH)), y: tenths(clamp(y, BOARD_HEIGHT)) };
}

/**
 * Whether a point lies on the board.
 * @param {number} x
 * @param {number} y
 */
export function isOnBoard(x, y) {
  return 0 <= x && x <= BOARD_WIDTH && 0 <= y && y <= BOARD_HEIGHT;
}

/**
 * Which of POSTIT_SIZES fits: the largest of which every element has room for its post-its.
 * @param {ReadonlyMap<string, number>} counts  post-its per element
 * @param {ReadonlyMap<string, readonly number[]>} capacities  per element, room for each size
 * @returns {number}
 */
export function sizeFor(counts, capacities) {
  const last = POSTIT_SIZES.length - 1;
  for (let size = 0; size < last; size += 1) {
    const fits = [...counts].every(([id, count]) => count <= (capacities.get(id)?.[size] ?? count));
    if (fits) return size;
  }
  return last;
}

/**
 * A thin curved line between two post-its, bowed a little so that it shows on a busy board.
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @returns {string}  path data
 */
export function curve(from, to) {
  const bow = 0.12;
  const cx = (from.x + to.x) / 2 - (to.y - from.y) * bow;
  const cy = (from.y + to.y) / 2 + (to.x - from.x) * bow;
  return `M${from.x} ${from.y}Q${tenths(cx)} ${tenths(cy)} ${to.x} ${to.y}`;
}

const TURNS = [-1.8, -1.1, 0.9, 1.4, 2];

/**
 * The slight turn of a post-it, in degrees: always the same for the same subject.
 * @param {string} id  a uuid
 */
export function turnOf(id) {
  return TURNS[Number.parseInt(id.slice(-4), 16) % TURNS.length] ?? TURNS[0];
}

// Private ------------------------------------------------------------------------------------

/**
 * Left, top, right and bottom of an element.
 * @param {BoardElement} element
 * @returns {[number, number, number, number]}
 */
function boundsOf({ rectangle, ellipse, polygon }) {
  if (rectangle) {
    const [left, top, width, height] = rectangle;
    return [left, top, left + width, top + height];
  }
  if (ellipse) {
    const [cx, cy, rx, ry] = ellipse;
    return [cx - rx, cy - ry, cx + rx, cy + ry];
  }
  const [xs, ys] = [0, 1].map((axis) => (polygon ?? []).map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * @param {readonly Spot[]} points
 * @param {number} x
 * @param {number} y
 */
function isInPolygon(points, x, y) {
  let inside = false;
  points.forEach(([x1, y1], index) => {
    const [x2, y2] = points[(index + 1) % points.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/**
 * @param {number} value
 * @param {number} limit
 */
function clamp(value, limit) {
  return Math.min(Math.max(value, 0), limit);
}

/** @param {number} value */
function tenths(value) {
  return Math.round(value * 10) / 10;
}
