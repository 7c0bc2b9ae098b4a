// Finding a name, choosing an element by number or letters, and saying where something stands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { elementsFor, standsIn, withName } from "../../static/js/board/search.js";

const NAMES = ["Gemeente Zwolle", "Coöperatie Élan", "Hogeschool Zeeland", "Zwolle Fietst"];
const all = NAMES.map((name) => ({ name }));
const found = (/** @type {string} */ text) => withName(all, text).map(({ name }) => name);
const elements = ["Boompje", "Wortels", "Bodemleven"].map((title) => ({
  id: title.toLowerCase(),
  title,
}));
const texts = {
  between: "between",
  stands_self: "{element}, self",
  stands_behalf: "{element}, behalf",
  stands_team: "{element}, team",
};

test("a name is found by the beginnings of its words", () => {
  assert.deepEqual(found("zee hog"), ["Hogeschool Zeeland"]);
  assert.deepEqual(found("wolle"), []);
});

test("names that begin with the text come first", () => {
  assert.deepEqual(found("zwol"), ["Zwolle Fietst", "Gemeente Zwolle"]);
});

test("case and accents do not matter", () => {
  assert.deepEqual(found("COOP elan"), ["Coöperatie Élan"]);
});

test("an element is chosen by its number or its first letters", () => {
  const titles = (/** @type {string} */ text) =>
    elementsFor(/** @type {any} */ (elements), text).map(({ title }) => title);

  assert.deepEqual(titles(""), ["Boompje", "Wortels", "Bodemleven"]);
  assert.deepEqual(titles("2"), ["Wortels"]);
  assert.deepEqual(titles("bo"), ["Boompje", "Bodemleven"]);
  assert.deepEqual(titles("9"), []);
});

test("where it stands is said per post-it; nothing when none shows", () => {
  const subject = /** @type {any} */ ({ id: "a" });
  const postit = (/** @type {object} */ more) => ({ subject, onBehalf: false, ...more });
  const postits = /** @type {any} */ ([
    postit({ layer: "self", element: "boompje" }),
    postit({ layer: "self", element: null, onBehalf: true }),
    postit({ layer: "team", element: "wortels" }),
    { subject: { id: "b" }, layer: "team", element: "boompje" },
  ]);

  const said = standsIn(subject, postits, /** @type {any} */ (elements), texts);

  assert.equal(said, "Boompje, self; between, behalf; Wortels, team");
  assert.equal(standsIn(subject, [], /** @type {any} */ (elements), texts), "");
});
