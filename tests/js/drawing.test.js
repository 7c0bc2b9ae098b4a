import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  byElement,
  fitted,
  linksOf,
  postitsOf,
  shownAndMore,
  unplacedOf,
} from "../../static/js/board/drawing.js";
import {
  curve,
  elementAt,
  isOnBoard,
  onBoard,
  sizeFor,
  turnOf,
} from "../../static/js/board/geometry.js";

const cases = JSON.parse(readFileSync(new URL("./drawing-cases.json", import.meta.url), "utf8"));
const SHEET = "sheet";

/** @returns {any} */
function stateOf({ rows, open = ["self", "team", "agreed"] }) {
  const placements = rows.map((row) => ({
    sheet: SHEET,
    unknown: false,
    on_behalf: false,
    ...row,
  }));
  const subjects = ["a", "b", "c"].map((id) => ({ id, name: id.toUpperCase(), lines: [id] }));
  return {
    sheets: { [SHEET]: { open } },
    placements: Object.fromEntries(placements.map((row) => [row.id, row])),
    subjects: Object.fromEntries(subjects.map((subject) => [subject.id, subject])),
  };
}

test("the element under a spot is the one that the server names", () => {
  for (const [x, y, element] of cases.spots) {
    assert.equal(elementAt(cases.elements, x, y), element, `at ${x}, ${y}`);
  }
});

for (const each of cases.boards) {
  test(each.name, () => {
    const postits = postitsOf(stateOf(each), SHEET, cases.elements, {
      showHidden: each.show_hidden,
    });

    const seen = postits.map(({ key, placements, element, x, hidden, differs }) => {
      return { key, placements, element, x, hidden, differs };
    });
    assert.deepEqual(seen, each.postits);
    assert.deepEqual(
      linksOf(postits).map(({ key }) => key),
      each.links,
    );
  });
}

test("names are broken and shortened as the server does", () => {
  for (const { lines, sizes, small } of cases.names) {
    sizes.forEach((expected, size) => {
      assert.deepEqual(fitted(lines, size), { lines: expected, small: small[size] });
    });
  }
});

test("a post-it has the same turn everywhere", () => {
  for (const [id, turn] of cases.turns) assert.equal(turnOf(id), turn);
});

test("the size is the largest of which every element has room", () => {
  for (const { counts, room, size } of cases.sizes) {
    assert.equal(sizeFor(new Map(Object.entries(counts)), new Map(Object.entries(room))), size);
  }
});

test("the line between two post-its is bowed", () => {
  const [from, to] = [cases.curve.from, cases.curve.to].map(([x, y]) => ({ x, y }));

  assert.equal(curve(from, to), cases.curve.path);
});

for (const { name, spots, most, size, shown, more } of cases.full) {
  test(name, () => {
    const postits = spots.map(([x, y], index) => ({
      key: String(index + 1),
      element: "field",
      x,
      y,
    }));

    const drawn = shownAndMore(postits, new Map([["field", most]]), size);

    assert.deepEqual(
      drawn.shown.map(({ key }) => key),
      shown,
    );
    assert.equal(drawn.more.get("field") ?? 0, more);
  });
}

test("on the table lies what the facilitators did not place and the board does not show", () => {
  const rows = [
    { id: "1", subject: "a", layer: "team", seat: null, element: "field", x: 20, y: 20 },
    { id: "2", subject: "b", layer: "self", seat: "s", element: "field", x: 20, y: 20 },
  ];
  const hiding = stateOf({ rows, open: ["agreed"] });
  const concealed = postitsOf(hiding, SHEET, cases.elements, { showHidden: false });
  const shown = postitsOf(hiding, SHEET, cases.elements);

  const names = (list) => unplacedOf(hiding, SHEET, list).map(({ name }) => name);

  assert.deepEqual(names(concealed), ["B", "C"]);
  assert.deepEqual(names(shown), ["C"]);
});

test("the list has every element, and what lies between them", () => {
  const rows = [
    { id: "1", subject: "b", layer: "team", seat: null, element: "field", x: 20, y: 20 },
    { id: "2", subject: "a", layer: "team", seat: null, element: "field", x: 60, y: 20 },
    { id: "3", subject: "c", layer: "team", seat: null, element: null, x: 300, y: 20 },
  ];
  const groups = byElement(postitsOf(stateOf({ rows }), SHEET, cases.elements), cases.elements);

  const names = [...groups].map(([id, list]) => [id, list.map(({ subject }) => subject.name)]);

  assert.deepEqual(names, [
    ["field", ["A", "B"]],
    ["pond", []],
    ["island", []],
    ["hill", []],
    [null, ["C"]],
  ]);
});

test("a spot is kept on the board, in tenths of a millimetre", () => {
  assert.deepEqual(onBoard(-4, 300), { x: 0, y: 297 });
  assert.deepEqual(onBoard(12.3456, 7.06), { x: 12.3, y: 7.1 });
  assert.equal(isOnBoard(420, 297), true);
  assert.equal(isOnBoard(420.1, 10), false);
});
