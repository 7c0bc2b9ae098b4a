// What the pages of innovations draw in the same way: copies of what the server wrote, bars of how
// opinions lie apart, grades in words, and what is ready in its order.

/** @import { Board, Note } from "../board/protocol.js" */
/** @import { Grade, Opinion, Ranked } from "./innovations_rules.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { tenths } from "./innovations_rules.js";

// Stands in what the server wrote where the id of an innovation belongs: boards/kinds/innovations.py.
const BLANK = "00000000-0000-4000-8000-000000000000";
const WHOLE = 100;

/**
 * A copy of what a template holds, for one innovation.
 * @param {HTMLElement} template
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyFor(template, id) {
  const copy = cloneOf(template);
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name, value } of node.attributes) {
      if (value.includes(BLANK)) node.setAttribute(name, value.replaceAll(BLANK, id));
    }
  }
  return copy;
}

/**
 * Make a list show these innovations, in this order; new ones are copies of what a template holds.
 * @template {{id: string}} Item
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {HTMLElement} template
 * @param {(node: HTMLElement, item: Item) => void} fill
 * @param {(node: HTMLElement) => void} [made]
 */
export function showCopies(list, items, template, fill, made = () => {}) {
  const there = new Set([...list.children].map((node) => node.getAttribute("data-key")));
  const missing = items.filter(({ id }) => !there.has(id)).map(({ id }) => id);
  /** @type {HTMLElement[]} */
  const fresh = [];
  const make = () => {
    const copy = copyFor(template, missing.shift() ?? "");
    fresh.push(copy);
    return copy;
  };
  showList(
    list,
    items,
    ({ id }) => id,
    make,
    (node, item) => fill(/** @type {HTMLElement} */ (node), item),
  );
  for (const node of fresh) made(node);
}

/**
 * How many participants chose what.
 * @param {HTMLElement} root  with one `[data-spread]`
 * @param {Pick<Opinion, "chosen" | "unknown">} opinion
 */
export function drawSpread(root, { chosen, unknown }) {
  const list = need("[data-spread]", root);
  const everybody = [...chosen.values()].reduce((one, other) => one + other, unknown);
  list.hidden = everybody === 0;
  const whole = need("[data-spread-whole]", root);
  whole.toggleAttribute("hidden", everybody === 0);
  let before = 0;
  for (const share of list.querySelectorAll("[data-share]")) {
    const id = share.getAttribute("data-share") ?? "";
    const count = id === "unknown" ? unknown : (chosen.get(id) ?? 0);
    share.toggleAttribute("hidden", count === 0);
    setText(need("[data-share-count]", share), String(count));
    const [start, end] = [barOf(before, everybody), barOf(before + count, everybody)];
    before += count;
    const part = need(`[data-whole="${id}"]`, whole);
    part.setAttribute("x", String(start));
    for (const bar of [part, need("rect", share)]) bar.setAttribute("width", String(end - start));
  }
}

/**
 * The mean of grades, how far they lie apart, and how many there are.
 * @param {Grade} grade
 * @param {Record<string, string>} texts
 */
export function gradesInWords({ values, mean }, texts) {
  if (mean === null) return texts.innovation_no_grades;
  const average = format(texts.innovation_mean, { mean: decimal(mean) });
  if (values.length === 1) return `${average}, ${texts.innovation_one_grade}`;
  const range = { low: values[0], high: values[values.length - 1] };
  return [
    average,
    format(texts.innovation_range, range),
    format(texts.innovation_grades, { count: values.length }),
  ].join(", ");
}

/**
 * What is ready, in its order.
 * @param {HTMLElement} root  with one `[data-ranking]`
 * @param {HTMLElement} template  of one entry
 * @param {readonly Ranked[]} ranked
 * @param {object} words
 * @param {Record<string, string>} words.texts
 * @param {(subject: string) => Note[]} words.reasons
 */
export function drawRanking(root, template, ranked, { texts, reasons }) {
  need("[data-ranking-none]", root).hidden = ranked.length > 0;
  showList(
    need("[data-ranking]", root),
    ranked,
    ({ subject }) => subject.id,
    () => cloneOf(template),
    (node, one) => drawRanked(/** @type {HTMLElement} */ (node), one, texts, reasons),
  );
}

/**
 * Texts as a list, hidden while there are none.
 * @param {HTMLElement} list
 * @param {readonly Note[]} notes
 */
export function drawReasons(list, notes) {
  list.hidden = notes.length === 0;
  showList(
    list,
    notes,
    ({ id }) => id,
    () => document.createElement("li"),
    (node, { text }) => setText(node, text),
  );
}

/**
 * What an element is called; null lies between them.
 * @param {Board} board
 * @param {string | null} id
 * @param {Record<string, string>} texts
 */
export function titleOf(board, id, texts) {
  return board.elements.find((element) => element.id === id)?.title ?? texts.between;
}

// Private ----------------------------------------------------------------------------------------

/**
 * @param {HTMLElement} node
 * @param {Ranked} one
 * @param {Record<string, string>} texts
 * @param {(subject: string) => Note[]} reasons
 */
function drawRanked(node, { subject, mean, grades, weakest }, texts, reasons) {
  setText(need("[data-name]", node), subject.name);
  setText(need("[data-mean]", node), mean === null ? "" : decimal(mean));
  need("[data-ungraded]", node).hidden = mean !== null;
  need("[data-grades]", node).hidden = mean === null;
  for (const grade of grades) {
    const line = need(`[data-aspect="${grade.aspect}"]`, node);
    line.classList.toggle("ranked-grade--weakest", weakest === grade.aspect);
    setText(need("[data-grade-line]", line), gradesInWords(grade, texts));
    need("[data-weakest]", line).hidden = weakest !== grade.aspect;
  }
  drawReasons(need("[data-reasons]", node), reasons(subject.id));
}

/**
 * @param {number} count
 * @param {number} everybody
 */
function barOf(count, everybody) {
  return everybody === 0 ? 0 : Math.floor((WHOLE * count) / everybody);
}

/** @param {number} mean */
function decimal(mean) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const language = document.documentElement.lang || "nl";
  return new Intl.NumberFormat(language, digits).format(tenths(mean));
}
