// Finding a name by the beginnings of its words, and saying where it stands. Pure.

/** @import { BoardElement, Subject } from "./protocol.js" */
/** @import { Postit } from "./drawing.js" */

import { format, plain } from "../shared/text.js";

/**
 * Those with a name in which every word of the text begins a word, whatever the case or accents:
 * first the names that begin with it, then by name.
 * @template {{name: string}} Named
 * @param {readonly Named[]} all
 * @param {string} text
 * @returns {Named[]}
 */
export function withName(all, text) {
  const wanted = wordsOf(text);
  const isFirst = (/** @type {Named} */ { name }) => plain(name).startsWith(plain(text));
  return all
    .filter(({ name }) => {
      const words = wordsOf(name);
      return wanted.every((start) => words.some((word) => word.startsWith(start)));
    })
    .sort(
      (one, other) =>
        Number(isFirst(other)) - Number(isFirst(one)) || one.name.localeCompare(other.name),
    );
}

/**
 * The elements that a number or a beginning names, with their numbers.
 * @param {readonly BoardElement[]} elements
 * @param {string} text
 * @returns {{id: string, title: string, mark: string}[]}
 */
export function elementsFor(elements, text) {
  const numbered = elements.map(({ id, title }, index) => ({ id, title, mark: `${index + 1}` }));
  const wanted = plain(text);
  const exact = numbered.filter(({ mark }) => mark === wanted);
  return exact.length > 0
    ? exact
    : numbered.filter(
        ({ title }) => plain(title).startsWith(wanted) || withName([{ name: title }], text).length,
      );
}

/**
 * Where a subject stands, in words; "" when nothing of it shows.
 * @param {Subject} subject
 * @param {readonly Postit[]} postits  those that show
 * @param {readonly BoardElement[]} elements
 * @param {Record<string, string>} texts
 */
export function standsIn(subject, postits, elements, texts) {
  return postits
    .filter((postit) => postit.subject.id === subject.id)
    .map(({ element, layer, onBehalf }) => {
      const title = elements.find(({ id }) => id === element)?.title ?? texts.between;
      return format(texts[onBehalf ? "stands_behalf" : `stands_${layer}`], { element: title });
    })
    .join("; ");
}

// Private ------------------------------------------------------------------------------------

/** @param {string} text */
function wordsOf(text) {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
