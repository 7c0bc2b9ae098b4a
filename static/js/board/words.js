// A post-it in words: for tooltips, lists and screen readers. The same words as boards_tags.py.

/** @import { BoardElement } from "./protocol.js" */
/** @import { Postit } from "./drawing.js" */

import { format } from "../shared/text.js";

/**
 * What there is to know of a post-it besides its name and place.
 * @param {Postit} postit
 * @param {Record<string, string>} texts
 * @returns {string[]}
 */
export function marksOf(postit, texts) {
  const marks = [postit.onBehalf ? texts.on_behalf : texts[`layer_${postit.layer}`]];
  const count = postit.placements.length;
  if (count > 1) marks.push(format(texts.of_seats, { count }));
  if (postit.differs) marks.push(texts.differs);
  if (postit.subject.missing) marks.push(texts.missing);
  if (postit.hidden) marks.push(texts.hidden);
  return marks;
}

/**
 * Everything there is to know of a post-it.
 * @param {Postit} postit
 * @param {readonly BoardElement[]} elements
 * @param {Record<string, string>} texts
 */
export function inWords(postit, elements, texts) {
  const element = elements.find(({ id }) => id === postit.element)?.title;
  const where = element ? format(texts.in_element, { element }) : texts.between;
  const kind = texts[`kind_${postit.subject.kind}`];
  return [postit.subject.name, kind, where, ...marksOf(postit, texts)].join(", ");
}
