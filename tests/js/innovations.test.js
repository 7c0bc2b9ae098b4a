import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  advised,
  asTheRoomSees,
  opinionsOf,
  rankedOf,
  reasonsOf,
  tenths,
} from "../../static/js/kinds/innovations_rules.js";

const cases = JSON.parse(readFileSync(new URL("./innovation-cases.json", import.meta.url), "utf8"));
const SHEET = "sheet";
const BOARD = { elements: cases.elements, aspects: cases.aspects.map((id) => ({ id })) };

/** @returns {any} */
function stateOf({ subjects, rows, scores = [], notes = [], open = ["self", "team", "agreed"] }) {
  const byId = (list) => Object.fromEntries(list.map((row, id) => [id, { id, ...row }]));
  return {
    sheets: { [SHEET]: { open } },
    subjects: Object.fromEntries(
      Object.entries(subjects).map(([name, gone]) => [
        name,
        { id: name, name, what: "innovation", gone },
      ]),
    ),
    placements: byId(
      rows.map(([subject, layer, seat, element]) => {
        return { sheet: SHEET, subject, layer, seat, element, unknown: element === null };
      }),
    ),
    scores: byId(
      scores.map(([subject, layer, seat, aspect, value]) => {
        return { sheet: SHEET, subject, layer, seat, aspect, value };
      }),
    ),
    notes: byId(notes),
  };
}

for (const { name, ticked, element } of cases.advice.cases) {
  test(`what the board proposes: ${name}`, () => {
    assert.equal(advised(cases.advice.rules, new Set(ticked)), element);
  });
}

for (const { name, rows, ...expected } of cases.opinions) {
  test(`where it lies: ${name}`, () => {
    const state = stateOf({ subjects: { Hub: false }, rows: rows.map((row) => ["Hub", ...row]) });
    const [{ place, layer, chosen, unknown }] = opinionsOf(state, SHEET);
    assert.deepEqual({ place, layer, chosen: Object.fromEntries(chosen), unknown }, expected);
  });
}

test("what is ready comes by the mean of its grades, and says why", () => {
  const found = rankedOf(stateOf(cases.ranking), SHEET, /** @type {any} */ (BOARD));
  assert.deepEqual(
    found.map(({ subject, mean, weakest, grades }) => ({
      subject: subject.name,
      mean: mean === null ? null : tenths(mean),
      weakest,
      grades: Object.fromEntries(grades.map(({ aspect, values }) => [aspect, values])),
    })),
    cases.ranking.expected,
  );
});

test("a mean is shown with one decimal, a half upwards", () => {
  for (const [mean, shown] of cases.tenths) assert.equal(tenths(mean), shown);
});

test("what lies in a hidden layer counts for nothing in what the room sees", () => {
  const state = stateOf({ ...cases.ranking, open: ["agreed"] });
  const found = rankedOf(asTheRoomSees(state), SHEET, /** @type {any} */ (BOARD));
  assert.deepEqual(
    found.map(({ subject, mean }) => [subject.name, mean]),
    [["Routekaart", null]],
  );
});

test("a participant's reason is read with their place, or when it was shared", () => {
  const reason = { about: "reason", sheet: SHEET, subject: "Hub", audience: "team" };
  const notes = [
    { ...reason, seat: "s", text: "Van mij" },
    { ...reason, seat: null, text: "Van ons" },
    { ...reason, seat: "t", text: "Gedeeld", audience: "room" },
    { ...reason, seat: "u", text: "" },
  ];
  const state = stateOf({ subjects: { Hub: false }, rows: [], notes, open: ["team"] });
  const texts = (showHidden) => reasonsOf(state, SHEET, "Hub", showHidden).map(({ text }) => text);
  assert.deepEqual(texts(false), ["Van ons", "Gedeeld"]);
  assert.deepEqual(texts(true), ["Van ons", "Van mij", "Gedeeld"]);
});
