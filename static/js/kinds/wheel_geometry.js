// The shapes of a wheel, in millimetres on its plate: bars, and what is drawn over them. The same
// numbers as in boards/wheel.py; tests/js/wheel-cases.json holds both. Pure.

const CENTRE = { x: 210, y: 150 };
const HUB = 29; // from the first bar to the end of the last one
const RIM = 124.5;
const BETWEEN = 1.8; // two bars, one outside the other
const BESIDE = 4; // from the middle of a spoke to the bars
const OUTLINE = 1.2; // how far the outline of a view stands off the bars

/**
 * How many aspects there are around the hub, and how many bars each has.
 * @typedef {{aspects: number, levels: number}} Wheel
 */

/**
 * The path of one bar, level 1 nearest to the hub; `part` of it, for a mean between bars.
 * @param {Wheel} wheel
 * @param {number} index
 * @param {number} level
 * @param {number} [part]
 */
export function bar(wheel, index, level, part = 1) {
  const near = HUB + (level - 1) * step(wheel);
  return sector(wheel, index, near, near + (step(wheel) - BETWEEN) * part, BESIDE);
}

/**
 * The path of all bars that are coloured with this value, the last one as far as it goes.
 * @param {Wheel} wheel
 * @param {number} index
 * @param {number} value
 */
export function bars(wheel, index, value) {
  const whole = Math.floor(value);
  const paths = Array.from({ length: whole }, (_, at) => bar(wheel, index, at + 1));
  if (value > whole) paths.push(bar(wheel, index, whole + 1, value - whole));
  return paths.join("");
}

/**
 * The path around the bars up to this value; at 0 a line along the hub.
 * @param {Wheel} wheel
 * @param {number} index
 * @param {number} value
 */
export function outline(wheel, index, value) {
  const far = value === 0 ? HUB : HUB + value * step(wheel) - BETWEEN + OUTLINE;
  return sector(wheel, index, HUB - OUTLINE, far, BESIDE - OUTLINE);
}

/**
 * Where what was agreed is pinned: in the middle of an aspect, on the edge of its last bar.
 * @param {Wheel} wheel
 * @param {number} index
 * @param {number} value
 */
export function knob(wheel, index, value) {
  const radius = HUB + Math.max(value * step(wheel) - BETWEEN, 0);
  const { x, y } = at(radius, (index + 0.5) * turn(wheel));
  return { x: Math.round(x * 100) / 100, y: Math.round(y * 100) / 100 };
}

// Private ------------------------------------------------------------------------------------

/** @param {Wheel} wheel */
function step({ levels }) {
  return (RIM - HUB + BETWEEN) / levels;
}

/** @param {Wheel} wheel */
function turn({ aspects }) {
  return (2 * Math.PI) / aspects;
}

/**
 * A part of a ring between two spokes, whose sides run along the spokes.
 * @param {Wheel} wheel
 * @param {number} index
 * @param {number} near
 * @param {number} far
 * @param {number} beside
 */
function sector(wheel, index, near, far, beside) {
  const [first, last] = [index * turn(wheel), (index + 1) * turn(wheel)];
  const corner = (/** @type {number} */ radius, /** @type {number} */ angle, side = 1) => {
    const { x, y } = at(radius, angle + side * Math.asin(beside / radius));
    return `${x.toFixed(2)} ${y.toFixed(2)}`;
  };
  const arc = (/** @type {number} */ radius) => `A${radius.toFixed(2)} ${radius.toFixed(2)} 0 0`;
  return [
    `M${corner(near, first)}${arc(near)} 1 ${corner(near, last, -1)}`,
    `L${corner(far, last, -1)}${arc(far)} 0 ${corner(far, first)}Z`,
  ].join("");
}

/**
 * The point at this distance from the hub; angles run clockwise from the top.
 * @param {number} radius
 * @param {number} angle
 */
function at(radius, angle) {
  return { x: CENTRE.x + radius * Math.sin(angle), y: CENTRE.y - radius * Math.cos(angle) };
}
