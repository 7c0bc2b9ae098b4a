// What the sheets of innovations look up in the state, and the energy of a route in numbers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { energyLine, energyOf, meanOf, wallLine } from "../../static/js/kinds/worksheet_numbers.js";
import { doersOf, subjectsOf, toldAbout } from "../../static/js/kinds/worksheet_sheets.js";

const OF = { sheet: "sheet", subject: "map", aspect: "inschalen" };
const TEXTS = {
  energy_given: "{mean} {low} {high} {count}",
  energy_one: "one {mean}",
  energy_kept: "kept {count}",
  wall_given: "{count}: {low} {high}",
  wall_one: "one",
  wall_together: "together",
};

/** @param {[string, number | null, object?][]} given  layer, value, and what is different */
function scored(given) {
  const rows = given.map(([layer, value, more], n) => [n, { ...OF, layer, value, ...more }]);
  return /** @type {any} */ ({ scores: Object.fromEntries(rows) });
}

test("grades count for their own route, innovation and sheet, and none that was taken back", () => {
  const state = scored([
    ["self", 4],
    ["self", 7],
    ["self", null],
    ["self", 9, { aspect: "uitschalen" }],
    ["self", 9, { subject: "bench" }],
    ["self", 9, { sheet: "other" }],
    ["team", 8],
  ]);
  const energy = energyOf(state, OF, ["self", "team"]);
  assert.deepEqual(energy, { given: [4, 7], together: [8], kept: 0 });
  assert.equal(meanOf(energy), 5.5);
});

test("what is hidden is only counted", () => {
  const state = scored([
    ["self", 4],
    ["team", 8],
  ]);
  const energy = energyOf(state, OF, []);
  assert.deepEqual(energy, { given: [], together: [], kept: 1 });
  assert.equal(meanOf(energy), null);
  assert.equal(energyLine(energy, TEXTS), "kept 1");
  assert.equal(wallLine(energy, TEXTS), "");
});

test("what the facilitators gave counts where no participant gave anything", () => {
  const together = energyOf(scored([["team", 8]]), OF, ["self", "team"]);
  assert.equal(meanOf(together), 8);
  assert.equal(wallLine(together, TEXTS), "together");
});

test("the numbers of one participant are no spread", () => {
  assert.equal(wallLine({ given: [7], together: [], kept: 0 }, TEXTS), "one");
  assert.equal(wallLine({ given: [7, 3], together: [], kept: 0 }, TEXTS), "2: 3 7");
});

test("a sheet is shown of the innovation as which a merged one goes on", () => {
  const map = { id: "map", name: "Kaart", what: "innovation", gone: true, into: "bench" };
  const bench = { id: "bench", name: "Bank", what: "innovation", gone: false, into: null };
  const state = /** @type {any} */ ({ shown: "sheet", about: "map", subjects: { map, bench } });
  assert.equal(toldAbout(state, "sheet"), bench);
  assert.equal(toldAbout(state, "other"), null);
  assert.equal(toldAbout({ ...state, subjects: { map: { ...map, into: null } } }, "sheet"), null);
  assert.deepEqual(subjectsOf(state, "innovation"), [bench]);
});

test("who was crossed out sees to nothing", () => {
  const row = { sheet: "sheet", subject: "map", element: "inschalen", named: true };
  const doers = {
    a: { ...row, id: "a", name: "Wandelnet" },
    b: { ...row, id: "b", name: "Arcadis" },
    c: { ...row, id: "c", name: "BZK", named: false },
    d: { ...row, id: "d", name: "Zwolle", element: "uitschalen" },
  };
  const found = doersOf(/** @type {any} */ ({ doers }), { ...row });
  assert.deepEqual(
    found.map(({ name }) => name),
    ["Arcadis", "Wandelnet"],
  );
});
