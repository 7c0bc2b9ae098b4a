import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bars, knob, outline } from "../../static/js/kinds/wheel_geometry.js";
import { afterKey } from "../../static/js/kinds/wheel_keys.js";
import { NOTHING, wheelOf, wheelsOn } from "../../static/js/kinds/wheel_values.js";
import { seatsOf, wordsOf } from "../../static/js/kinds/wheel_words.js";

const cases = JSON.parse(readFileSync(new URL("./wheel-cases.json", import.meta.url), "utf8"));

/** @returns {any} */
function scoresOf(rows) {
  return Object.fromEntries(rows.map((row, at) => [`score ${at}`, { id: `score ${at}`, ...row }]));
}

for (const { wheel, index, value, ...shapes } of cases.shapes) {
  test(`shapes: aspect ${index} of ${wheel[0]} with ${value} bars`, () => {
    const size = { aspects: wheel[0], levels: wheel[1] };

    assert.equal(bars(size, index, value), shapes.bars);
    assert.equal(outline(size, index, value), shapes.outline);
    assert.deepEqual(knob(size, index, value), { x: shapes.knob[0], y: shapes.knob[1] });
  });
}

for (const one of cases.aspects) {
  test(`an aspect: ${one.name}`, () => {
    const of = { sheet: "sheet", subject: "zwolle", about: null };
    const values = wheelOf({ scores: scoresOf(one.rows) }, of, one.layers).get("a") ?? NOTHING;

    assert.deepEqual(values, {
      own: one.own.map(([seat, value]) => ({ seat, value })),
      mean: one.mean,
      differs: one.differs,
      team: one.team,
      agreed: one.agreed,
      circled: one.circled,
      gap: one.gap,
    });
    assert.equal(wordsOf(values, cases.texts), one.words);
    assert.equal(wordsOf(values, cases.texts, { you: one.you, isPhone: true }), one.phone);
  });
}

test("what each participant coloured is said where they differ", () => {
  const rows = cases.aspects.find(({ name }) => name === "two seats").rows;
  const of = { sheet: "sheet", subject: "zwolle", about: null };
  const values = wheelOf({ scores: scoresOf(rows) }, of).get("a") ?? NOTHING;

  const words = seatsOf(values, cases.texts, (seat) => `Zwolle ${seat}`);

  assert.equal(words, "Difference within the organisation: Zwolle one: 3, Zwolle two: 4.");
  assert.equal(
    seatsOf(NOTHING, cases.texts, () => ""),
    "",
  );
});

test("wheels stand by name, the general one before those of results; what left is left out", () => {
  const { subjects, rows, all, open } = cases.order;
  const known = Object.entries(subjects).map(([id, [name, gone]]) => [id, { id, name, gone }]);
  /** @type {any} */
  const state = { subjects: Object.fromEntries(known), scores: scoresOf(rows) };
  const pairs = (/** @type {any[]} */ wheels) =>
    wheels.map(({ subject, about }) => [subject, about]);

  assert.deepEqual(pairs(wheelsOn(state, "sheet")), all);
  assert.deepEqual(pairs(wheelsOn(state, "sheet", open.layers)), open.wheels);
});

test("keys colour one bar more or less, a number, all, none, or leave it empty", () => {
  assert.equal(afterKey("ArrowUp", null, 5), 1);
  assert.equal(afterKey("ArrowRight", 5, 5), 5);
  assert.equal(afterKey("ArrowLeft", 1, 5), 0);
  assert.equal(afterKey("ArrowDown", null, 5), 0);
  assert.equal(afterKey("Home", 3, 5), 0);
  assert.equal(afterKey("End", 3, 5), 5);
  assert.equal(afterKey("4", null, 5), 4);
  assert.equal(afterKey("6", 2, 5), undefined);
  assert.equal(afterKey("Delete", 2, 5), null);
  assert.equal(afterKey("Tab", 2, 5), undefined);
});
