// The energy of routes in numbers: as boards/domain/energy.py counts it. Pure.

/** @import { Layer, State } from "../board/protocol.js" */

import { format } from "../shared/text.js";

/**
 * `given`: of participants. `together`: of the facilitators. `kept`: of how many participants it
 * may not be shown here.
 * @typedef {{given: number[], together: number[], kept: number}} Energy
 */
/** @typedef {{sheet: string, subject: string, aspect: string}} Of */

/**
 * The grades of one route of one innovation, in the layers that may be shown.
 * @param {State} state
 * @param {Of} of
 * @param {readonly Layer[]} layers
 * @returns {Energy}
 */
export function energyOf({ scores }, { sheet, subject, aspect }, layers) {
  /** @type {Energy} */
  const energy = { given: [], together: [], kept: 0 };
  for (const row of Object.values(scores)) {
    const isIt = row.sheet === sheet && row.subject === subject && row.aspect === aspect;
    if (!isIt || row.value === null) continue;
    const isShown = layers.includes(row.layer);
    if (row.layer === "self" && isShown) energy.given.push(row.value);
    else if (row.layer === "self") energy.kept += 1;
    else if (row.layer === "team" && isShown) energy.together.push(row.value);
  }
  return energy;
}

/**
 * The one number of a route: what participants gave on average, else what was given together.
 * @param {Energy} energy
 * @returns {number | null}
 */
export function meanOf({ given, together }) {
  const numbers = given.length > 0 ? given : together;
  if (numbers.length === 0) return null;
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * A mean as one writes it, in the language of the page.
 * @param {number | null} mean
 */
export function written(mean) {
  if (mean === null) return "";
  const { lang } = document.documentElement;
  return new Intl.NumberFormat(lang || "nl", { maximumFractionDigits: 1 }).format(mean);
}

/**
 * What participants gave, in words.
 * @param {Energy} energy
 * @param {Record<string, string>} texts
 */
export function energyLine({ given, kept }, texts) {
  if (kept > 0) return format(texts.energy_kept, { count: kept });
  if (given.length === 0) return "";
  const mean = written(meanOf({ given, together: [], kept }));
  return format(given.length === 1 ? texts.energy_one : texts.energy_given, {
    mean,
    low: Math.min(...given),
    high: Math.max(...given),
    count: given.length,
  });
}

/**
 * Of whom the number on the wall is.
 * @param {Energy} energy
 * @param {Record<string, string>} texts
 */
export function wallLine({ given, together }, texts) {
  if (given.length === 0) return together.length > 0 ? texts.wall_together : "";
  return format(given.length === 1 ? texts.wall_one : texts.wall_given, {
    low: Math.min(...given),
    high: Math.max(...given),
    count: given.length,
  });
}
