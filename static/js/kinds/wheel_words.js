// The bars of one aspect in words, as boards/kinds/wheel.py says them. Pure.

/** @import { Values } from "./wheel_values.js" */

import { format } from "../shared/text.js";

/**
 * @param {Values} values
 * @param {Record<string, string>} texts
 * @param {{you?: number | null, isPhone?: boolean}} [reader]  a phone speaks to who holds it
 */
export function wordsOf(values, texts, { you = null, isPhone = false } = {}) {
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ name, /** @type {number | null} */ value) => {
    if (value !== null) said.push(format(texts[name], { value: numberOf(value, texts) }));
  };
  if (isPhone) say("wheel_you", you);
  else say(values.own.length > 1 ? "wheel_mean" : "wheel_self", values.mean);
  say("wheel_team", values.team);
  say("wheel_agreed", values.agreed);
  const gap = isPhone ? gapOf(you, values.team) : values.gap;
  if (gap) say("wheel_gap", gap);
  else if (gap === 0) said.push(texts.wheel_same);
  if (values.circled) said.push(texts.wheel_circled);
  return said.join(", ") || texts.wheel_nothing;
}

/**
 * What each participant of an organisation coloured, where they see it differently.
 * @param {Values} values
 * @param {Record<string, string>} texts
 * @param {(seat: string) => string} nameOf
 */
export function seatsOf(values, texts, nameOf) {
  if (!values.differs) return "";
  const each = values.own.map(({ seat, value }) => `${nameOf(seat)}: ${value}`).sort();
  return format(texts.wheel_seats, { values: each.join(", ") });
}

// Private ------------------------------------------------------------------------------------

/**
 * Without tenths where there are none.
 * @param {number} value
 * @param {Record<string, string>} texts
 */
function numberOf(value, texts) {
  return value.toFixed(1).replace(".0", "").replace(".", texts.wheel_point);
}

/**
 * @param {number | null} own
 * @param {number | null} team
 */
function gapOf(own, team) {
  return own === null || team === null ? null : Math.abs(own - team);
}
