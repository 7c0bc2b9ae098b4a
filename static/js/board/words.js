// A post-it in words: for tooltips, lists and screen readers. The same words as boards_tags.py.

/** @import { BoardElement, State, Subject } from "./protocol.js" */
/** @import { Postit } from "./drawing.js" */

import { format } from "../shared/text.js";

/**
 * What there is to know of a post-it besides its name and place.
 * @param {Postit} postit
 * @param {Record<string, string>} texts
 * @returns {string[]}
 */
export function marksOf(postit, texts) {
  const placed = postit.onBehalf ? texts.on_behalf : texts[`layer_${postit.layer}`];
  const marks = [postit.filling || placed];
  const count = postit.placements.length;
  if (count > 1) marks.push(format(texts.of_seats, { count }));
  if (postit.differs) marks.push(isInnovation(postit.subject) ? texts.chosen_apart : texts.differs);
  if (postit.subject.missing) marks.push(texts.missing);
  if (postit.hidden) marks.push(texts.hidden);
  return marks;
}

/**
 * Everything there is to know of a post-it; `nameless`: but for who it is.
 * @param {Postit} postit
 * @param {readonly BoardElement[]} elements
 * @param {Record<string, string>} texts
 * @param {{nameless?: boolean}} [options]
 */
export function inWords(postit, elements, texts, { nameless = false } = {}) {
  const { subject, organisation } = postit;
  const element = elements.find(({ id }) => id === postit.element)?.title;
  const where = element ? format(texts.in_element, { element }) : texts.between;
  const kind = isInnovation(subject) ? texts.innovation : texts[`kind_${subject.kind}`];
  const who = nameless ? [] : [subject.name, ...(organisation ? [organisation.name] : [])];
  const person = subject.of === null ? [] : [texts.person];
  return [...who, ...person, kind, where, ...marksOf(postit, texts)].join(", ");
}

/**
 * What participants and facilitators say of a subject and what was agreed, as far as it shows; ""
 * when they say the same.
 * @param {Subject} subject
 * @param {readonly Postit[]} postits  those that show
 * @param {readonly BoardElement[]} elements
 * @param {Record<string, string>} texts
 */
export function differenceInWords(subject, postits, elements, texts) {
  const own = postits.filter((postit) => postit.subject.id === subject.id);
  if (new Set(own.map(({ element }) => element)).size < 2) return "";
  const said = ["self", "team", "agreed"].flatMap((layer) => {
    const postit = own.find((each) => each.layer === layer);
    if (!postit) return [];
    const element = elements.find(({ id }) => id === postit.element)?.title ?? texts.between;
    return [format(texts[`says_${layer}`], { element })];
  });
  return `${subject.name}: ${said.join(", ")}`;
}

/**
 * Of an innovation no kind is known, and who differ about it are of all organisations.
 * @param {Subject} subject
 */
function isInnovation({ what }) {
  return what === "innovation";
}

/**
 * A subject with, of a person, the organisation behind it.
 * @param {Subject} subject
 * @param {State["subjects"]} subjects
 */
export function fullName({ name, of }, subjects) {
  const organisation = subjects[of ?? ""];
  return organisation ? `${name}, ${organisation.name}` : name;
}
