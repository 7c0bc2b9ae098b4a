import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  apart,
  byElement,
  comparedOf,
  countsOf,
  fitted,
  fittedPair,
  groupsOf,
  linksOf,
  onOnePicture,
  placesFor,
  postitsOf,
  shownAndMore,
  spread,
  unplacedOf,
} from "../../static/js/board/drawing.js";
import {
  closeUp,
  curve,
  elementAt,
  isOnBoard,
  onBoard,
  sizeFor,
  turnOf,
} from "../../static/js/board/geometry.js";

const cases = JSON.parse(readFileSync(new URL("./drawing-cases.json", import.meta.url), "utf8"));
const SHEET = "sheet";
const OTHER = "other sheet";
const PLACES = { kind: "zones", filling: { places: "organisation" } };
const BOARD = { ...PLACES, elements: cases.elements, groups: [] };
const STEPS = { ...cases.steps, ...PLACES };

/** @returns {any} */
function stateOf({ rows, open = ["self", "team", "agreed"], people = [] }) {
  const placements = rows.map((row) => ({
    sheet: SHEET,
    unknown: false,
    on_behalf: false,
    ...row,
  }));
  const subjects = ["a", "b", "c"].map((id) => {
    return { id, name: id.toUpperCase(), lines: [id], of: null, what: "organisation" };
  });
  for (const [id, of] of people) {
    subjects.push({ id, name: id.toUpperCase(), lines: [id], of, what: "person" });
  }
  return {
    sheets: { [SHEET]: { open }, [OTHER]: { open } },
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

  const names = (list) => unplacedOf(hiding, SHEET, list, { board: BOARD }).map(({ name }) => name);

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

test("a person's post-it has the name on one line and the organisation on the other", () => {
  for (const { name, organisation, sizes, small } of cases.persons) {
    sizes.forEach((lines, size) => {
      assert.deepEqual(fittedPair(name, organisation, size), { lines, small: small[size] });
    });
  }
});

test("a person's post-it knows for whom they speak", () => {
  const rows = [{ id: "1", subject: "p", layer: "team", seat: null, element: "field", x: 1, y: 1 }];
  const state = stateOf({ rows, people: [["p", "b"]] });

  const [postit] = postitsOf(state, SHEET, cases.elements);

  assert.equal(postit.organisation?.name, "B");
});

for (const each of cases.compared) {
  test(each.name, () => {
    const rows = [...each.first, ...each.second.map((row) => ({ ...row, sheet: OTHER }))];
    const state = stateOf({ rows, open: each.open });
    const of = (sheet) => postitsOf(state, sheet, cases.elements, { showHidden: each.show_hidden });

    const compared = comparedOf(of(SHEET), of(OTHER));

    const seen = compared.map(({ subject, first, second, moves }) => {
      return [subject.id, first?.element ?? null, second?.element ?? null, moves];
    });
    assert.deepEqual(seen, each.compared);
    const drawn = onOnePicture(compared, ["One", "Other"]);
    assert.deepEqual(
      drawn.map(({ key }) => key),
      each.drawn,
    );
    assert.deepEqual([...new Set(drawn.map(({ filling }) => filling))].sort().slice(-1), [
      drawn.some(({ key }) => key.startsWith("second")) ? "Other" : "One",
    ]);
  });
}

test("what would cover another on the picture of two ways is laid aside", () => {
  const { postits, size, lying } = cases.apart;
  const given = postits.map(([key, element, x, y]) => ({ key, element, x, y }));

  const seen = apart(given, cases.elements, size).map(({ key, x, y }) => [key, x, y]);

  assert.deepEqual(seen, lying);
});

test("where placing goes in two steps, a group holds what lies in its elements too", () => {
  const postits = cases.steps.postits.map(([key, element, x, y]) => ({ key, element, x, y }));
  const groups = groupsOf(STEPS);

  const counts = countsOf(postits, groups);

  assert.deepEqual(Object.fromEntries(counts), cases.steps.counts);
  for (const { room, size } of cases.steps.sizes) {
    assert.equal(sizeFor(counts, new Map(Object.entries(room))), size);
  }
  const { most, shown, more } = cases.steps.full;
  const drawn = shownAndMore(postits, new Map(Object.entries(most)), 0, groups);
  assert.deepEqual(
    drawn.shown.map(({ key }) => key),
    shown,
  );
  assert.deepEqual(Object.fromEntries(drawn.more), more);
});

test("on the table persons come after their organisation, where the board places them", () => {
  const people = [
    ["z", "a"],
    ["q", "b"],
  ];
  const state = stateOf({ rows: [], people });
  const names = (board) => unplacedOf(state, SHEET, [], { board }).map(({ name }) => name);

  assert.deepEqual(names(STEPS), ["A", "Z", "B", "Q", "C"]);
  assert.deepEqual(names(BOARD), ["A", "B", "C"]);
});

test("when we place what was agreed, the table holds all of which nothing was agreed", () => {
  const rows = [
    { id: "1", subject: "a", layer: "team", seat: null, element: "field", x: 20, y: 20 },
    { id: "2", subject: "b", layer: "agreed", seat: null, element: "field", x: 60, y: 20 },
  ];
  const state = stateOf({ rows });
  const postits = postitsOf(state, SHEET, cases.elements);

  const waiting = unplacedOf(state, SHEET, postits, { board: BOARD, layer: "agreed" });

  assert.deepEqual(
    waiting.map(({ name }) => name),
    ["A", "C"],
  );
});

test("a person can be put beside their organisation in the same layer only", () => {
  const rows = [
    { id: "1", subject: "a", layer: "team", seat: null, element: "west", x: 20, y: 20 },
  ];
  const state = stateOf({ rows, people: [["p", "a"]] });
  const places = (id, layer) =>
    placesFor(state, SHEET, STEPS, { subject: state.subjects[id], layer, seat: null }).map(
      (element) => element.id,
    );

  assert.deepEqual(places("p", "team"), ["west-left", "west-right"]);
  assert.deepEqual(places("p", "agreed"), []);
  assert.deepEqual(places("a", "agreed"), ["west"]);
});

test("an element that fills the screen has a margin, and the shape of the board around it", () => {
  assert.deepEqual(closeUp(cases.elements[0]), { x: 0, y: 4, width: 130.1, height: 92 });
});

test("post-its that are drawn larger than they were laid make way for each other", () => {
  const rows = [
    { id: "1", subject: "a", layer: "self", seat: "s", element: "west", x: 40, y: 60 },
    { id: "2", subject: "b", layer: "team", seat: null, element: "west", x: 74, y: 60 },
  ];
  const postits = postitsOf(stateOf({ rows }), SHEET, cases.elements);

  const [first, second] = spread(postits, cases.elements, [46, 27]);

  assert.deepEqual([first.x, first.y], [40, 60]);
  assert.ok(Math.abs(second.x - first.x) >= 44 || Math.abs(second.y - first.y) >= 26);
});
