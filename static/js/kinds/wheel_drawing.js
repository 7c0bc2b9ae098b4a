// A wheel that the server drew (templates/boards/kinds/_wheel.html), kept true to what is known.

/** @import { Board, State } from "../board/protocol.js" */
/** @import { Values } from "./wheel_values.js" */

import { setText } from "../shared/list.js";
import { format } from "../shared/text.js";
import { bars, knob, outline } from "./wheel_geometry.js";
import { NOTHING, valueIn } from "./wheel_values.js";
import { wordsOf } from "./wheel_words.js";

/**
 * What is drawn. `name`: whom it is about; "" for nobody, or without the name. `me`: on a phone its
 * seat, whose bars alone show.
 * @typedef {object} Drawn
 * @property {Map<string, Values>} values
 * @property {string} name
 * @property {string | null} [me]
 */

/**
 * Draw the bars, the outlines, what was agreed and the circles; and say it all in its label.
 * @param {Element} svg
 * @param {Board} board
 * @param {Drawn} drawn
 * @param {Record<string, string>} texts
 */
export function drawWheel(svg, board, { values, name, me = null }, texts) {
  const wheel = { aspects: board.elements.length, levels: board.scale?.high ?? 0 };
  board.elements.forEach(({ id }, index) => {
    const of = values.get(id) ?? NOTHING;
    const own = me === null ? of.mean : valueIn(of, "self", me);
    const group = svg.querySelector(`[data-aspect="${id}"]`);
    group?.querySelector("[data-own]")?.setAttribute("d", own ? bars(wheel, index, own) : "");
    const path = of.team === null ? "" : outline(wheel, index, of.team);
    for (const line of group?.querySelectorAll("[data-team]") ?? []) line.setAttribute("d", path);
    const pin = svg.querySelector(`[data-agreed="${id}"]`);
    const { x, y } = knob(wheel, index, of.agreed ?? 0);
    pin?.setAttribute("transform", `translate(${x} ${y})`);
    show(pin, of.agreed !== null);
    show(svg.querySelector(`[data-circle="${id}"]`), of.circled);
  });
  svg.setAttribute("aria-label", inWords(board, { values, name, me }, texts));
}

/**
 * Say only of what shows what it means.
 * @param {Element} root  with the legend in it
 * @param {Map<string, Values>} values
 * @param {string | null} [me]
 */
export function drawLegend(root, values, me = null) {
  const all = [...values.values()];
  const isThere = {
    self: all.some((of) => (me === null ? of.mean : valueIn(of, "self", me)) !== null),
    team: all.some(({ team }) => team !== null),
    agreed: all.some(({ agreed }) => agreed !== null),
    circled: all.some(({ circled }) => circled),
  };
  for (const [name, is] of Object.entries(isThere)) {
    root.querySelector(`[data-legend-of="${name}"]`)?.toggleAttribute("hidden", !is);
  }
}

/**
 * Show these options in a choice, and keep what is chosen there if it can be.
 * @param {Element} list  a select, or a group in it
 * @param {{value: string, text: string}[]} options
 */
export function showOptions(list, options) {
  const own = [...list.children].filter((each) => each instanceof HTMLOptionElement);
  options.forEach(({ value, text }, index) => {
    const option = own[index] ?? list.appendChild(document.createElement("option"));
    if (option.value !== value) option.value = value;
    setText(option, text);
  });
  for (const option of own.slice(options.length)) option.remove();
}

/**
 * The innovations on the table, by name: of each a wheel can be coloured too.
 * @param {State} state
 * @param {Board} board
 */
export function resultsOn({ subjects }, { filling }) {
  if (!filling.results) return [];
  return Object.values(subjects)
    .filter(({ what, gone }) => what === "innovation" && !gone)
    .sort((one, other) => one.name.localeCompare(other.name));
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {Board} board
 * @param {Drawn} drawn
 * @param {Record<string, string>} texts
 */
function inWords(board, { values, name, me = null }, texts) {
  const said = board.elements.flatMap(({ id, title }) => {
    const of = values.get(id);
    if (!of) return [];
    const reader = { you: me === null ? null : valueIn(of, "self", me), isPhone: me !== null };
    return [`${title}: ${wordsOf(of, texts, reader)}`];
  });
  if (name) said.unshift(format(texts.wheel_of_one, { name }));
  return said.join(". ") || texts.wheel_of_nobody;
}

/**
 * @param {Element | null} node
 * @param {boolean} isOn
 */
function show(node, isOn) {
  if (isOn) node?.removeAttribute("visibility");
  else node?.setAttribute("visibility", "hidden");
}
