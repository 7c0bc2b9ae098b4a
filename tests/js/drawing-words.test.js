import assert from "node:assert/strict";
import { test } from "node:test";

import { differenceInWords, fullName, inWords } from "../../static/js/board/words.js";

const TEXTS = {
  kind_market: "market party",
  person: "person",
  in_element: "in {element}",
  between: "between",
  layer_self: "by itself",
  layer_team: "by us",
  layer_agreed: "agreed",
  says_self: "itself {element}",
  says_team: "we {element}",
  says_agreed: "agreed {element}",
};
const ELEMENTS = [
  { id: "field", title: "Field" },
  { id: "pond", title: "Pond" },
];
const ARCADIS = { id: "a", name: "Arcadis", kind: "market", of: null, missing: false };
const ANNA = { id: "p", name: "Anna", kind: "market", of: "a", missing: false };

/** @returns {any} */
function postit(layer, element, subject = ARCADIS) {
  const organisation = subject.of ? ARCADIS : null;
  return { subject, organisation, layer, element, placements: ["1"], filling: "" };
}

test("what is said of one subject is one sentence, in the order in which it came about", () => {
  const postits = [postit("agreed", null), postit("team", "pond"), postit("self", "field")];

  assert.equal(
    differenceInWords(ARCADIS, postits, ELEMENTS, TEXTS),
    "Arcadis: itself Field, we Pond, agreed between",
  );
});

test("who all say the same, differ in nothing", () => {
  const postits = [postit("self", "field"), postit("team", "field")];

  assert.equal(differenceInWords(ARCADIS, postits, ELEMENTS, TEXTS), "");
});

test("a person is named with the organisation", () => {
  assert.equal(fullName(ANNA, { a: ARCADIS }), "Anna, Arcadis");
  assert.equal(fullName(ARCADIS, { a: ARCADIS }), "Arcadis");
  assert.equal(
    inWords(postit("team", "field", ANNA), ELEMENTS, TEXTS),
    "Anna, Arcadis, person, market party, in Field, by us",
  );
});

test("without names the kind and the place are still said", () => {
  assert.equal(
    inWords(postit("self", "pond", ANNA), ELEMENTS, TEXTS, { nameless: true }),
    "person, market party, in Pond, by itself",
  );
});

test("on the picture of two ways of filling in, the way says where somebody lies", () => {
  assert.equal(
    inWords({ ...postit("self", "pond"), filling: "Behaviour" }, ELEMENTS, TEXTS),
    "Arcadis, market party, in Pond, Behaviour",
  );
});
