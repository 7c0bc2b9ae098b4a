import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../static/js/board/journal.js";

const BASE = { sheet: "sh", subject: "su", layer: "team", seat: null, unknown: false };

/** @returns {any} */
function state(...rows) {
  return {
    subjects: {},
    placements: Object.fromEntries(rows.map((row) => [row.id, { ...BASE, ...row }])),
    scores: {},
  };
}

/** @returns {any} */
function place(id, more = {}) {
  return {
    kind: "place",
    id,
    placement: "p",
    sheet: "sh",
    subject: "su",
    layer: "team",
    visibility: "open",
    ...more,
  };
}

function store() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    kept,
  };
}

test("an own move is drawn over the state, with the element at its spot", () => {
  const journal = new Journal({ elementAt: (_sheet, x) => (x > 10 ? "water" : null) });
  journal.add(place("c", { x: 20, y: 30 }));

  const drawn = journal.overlay(state({ id: "p", element: "oogst", x: 1, y: 1 }));

  const { element, x, y } = drawn.placements.p;
  assert.deepEqual({ element, x, y }, { element: "water", x: 20, y: 30 });
});

test("without pending changes the state itself is given", () => {
  const given = state({ id: "p" });

  assert.equal(new Journal().overlay(given), given);
});

test("a pending move shows mine though the base moved meanwhile, until answered", () => {
  const journal = new Journal();
  journal.add(place("c", { x: 20, y: 30 }));
  const moved = state({ id: "p", x: 99, y: 99 });

  assert.equal(journal.overlay(moved).placements.p.x, 20);

  journal.settle("c", { refused: { code: "not_now", sentence: "" }, id: "c" });
  assert.equal(journal.overlay(moved).placements.p.x, 99);
});

test("an accepted move stays drawn until its event has been heard", () => {
  const journal = new Journal();
  journal.add(place("c", { x: 20, y: 30 }));
  const before = state({ id: "p", x: 1, y: 1 });

  journal.settle("c", { accepted: { team: 8 }, id: "c" });
  assert.equal(journal.pending, 0);
  assert.equal(journal.overlay(before).placements.p.x, 20);

  journal.heard("c");
  assert.equal(journal.overlay(before).placements.p.x, 1);
});

test("an event heard before its answer ends the drawing, not the waiting", () => {
  const journal = new Journal();
  journal.add(place("c", { x: 20, y: 30 }));

  journal.heard("c");

  assert.equal(journal.overlay(state({ id: "p", x: 5, y: 5 })).placements.p.x, 5);
  assert.equal(journal.pending, 1);
  journal.settle("c", { accepted: { team: 8 }, id: "c" });
  assert.equal(journal.pending, 0);
});

test("an accepted move is over once the numbers say so, as after a new snapshot", () => {
  const journal = new Journal();
  journal.add(place("c", { x: 20, y: 30 }));
  journal.settle("c", { accepted: { room: null, seat: 3 }, id: "c" });

  journal.caughtUp({ room: 9, seat: 2 });
  assert.equal(journal.overlay(state({ id: "p", x: 1 })).placements.p.x, 20);

  journal.caughtUp({ room: 9, seat: 3 });
  assert.equal(journal.overlay(state({ id: "p", x: 1 })).placements.p.x, 1);
});

test("a place that somebody else made meanwhile moves, instead of being drawn twice", () => {
  const journal = new Journal();
  journal.add(place("c", { placement: "mine", x: 20, y: 30 }));

  const drawn = journal.overlay(state({ id: "theirs", x: 1, y: 1 }));

  assert.deepEqual(Object.keys(drawn.placements), ["theirs"]);
  assert.equal(drawn.placements.theirs.x, 20);
});

test("a phone's own post-it is not that of a colleague", () => {
  const journal = new Journal({ seat: "me" });
  journal.add(place("c", { layer: "self", placement: "mine", element: "water" }));

  const drawn = journal.overlay(state({ id: "hers", layer: "self", seat: "colleague" }));

  assert.deepEqual(Object.keys(drawn.placements), ["hers", "mine"]);
  assert.equal(drawn.placements.mine.seat, "me");
  assert.equal(drawn.placements.mine.on_behalf, false);
});

test("placed on behalf of a participant says so at once", () => {
  const journal = new Journal();
  journal.add(place("c", { layer: "self", seat: "s", element: "water" }));

  assert.equal(journal.overlay(state()).placements.p.on_behalf, true);
});

test("put in the element where it lies, it keeps its spot", () => {
  const journal = new Journal();
  journal.add(place("c", { element: "water" }));

  const drawn = journal.overlay(state({ id: "p", element: "water", x: 7, y: 8 }));

  assert.deepEqual([drawn.placements.p.x, drawn.placements.p.y], [7, 8]);
});

test("“I don't know” replaces the own place", () => {
  const journal = new Journal({ seat: "me" });
  journal.add({ kind: "say_unknown", id: "c", placement: "q", sheet: "sh", visibility: "open" });

  const own = { id: "p", layer: "self", seat: "me", element: "water", x: 1, y: 1 };
  const drawn = journal.overlay(state(own));

  assert.deepEqual(Object.keys(drawn.placements), ["p"]);
  assert.deepEqual([drawn.placements.p.unknown, drawn.placements.p.element], [true, null]);
});

test("taken back is gone at once", () => {
  const journal = new Journal();
  journal.add({ kind: "take_back", id: "c", placement: "p" });

  assert.deepEqual(journal.overlay(state({ id: "p" })).placements, {});
});

test("changes are sent in order, one at a time", () => {
  const journal = new Journal();
  journal.add(place("first"));
  journal.add(place("second"));

  assert.equal(journal.next?.id, "first");
  journal.settle("first", { accepted: { team: 1 }, id: "first" });
  assert.equal(journal.next?.id, "second");
});

test("changes survive a reload, and storage is empty after the answer", () => {
  const kept = store();
  new Journal({ store: kept, key: "k" }).add(place("c", { x: 20, y: 30 }));

  const again = new Journal({ store: kept, key: "k" });
  assert.equal(again.next?.id, "c");
  assert.equal(again.overlay(state()).placements.p.x, 20);

  again.settle("c", { accepted: { team: 1 }, id: "c" });
  assert.equal(kept.kept.size, 0);
});

test("rubbish in storage is no reason to fail", () => {
  const kept = store();
  kept.setItem("k", "{not json");

  assert.equal(new Journal({ store: kept, key: "k" }).pending, 0);
});

test("an answer to an unknown command is ignored", () => {
  assert.equal(new Journal().settle("x", { accepted: { team: 1 }, id: "x" }), undefined);
});

test("what a phone says beside placing is drawn over the state, in the order it was said", () => {
  const journal = new Journal({ seat: "me" });
  const mine = { person: null, ready_in: "", favourite: null, enough: "", shown: [] };
  const given = { ...state(), mine, phase: "discussing" };
  /** @param {any} command */
  const says = (command) => journal.add(command);

  says({ id: "a", kind: "say_ready", ready: true });
  says({ id: "b", kind: "choose_board", sheet: "sh" });
  says({ id: "c", kind: "answer_check", enough: "partly" });
  const said = { ready_in: "discussing", favourite: "sh", enough: "partly" };
  assert.deepEqual(journal.overlay(given).mine, { ...mine, ...said });

  says({ id: "d", kind: "say_ready", ready: false });
  assert.equal(journal.overlay(given).mine.ready_in, "");
  journal.settle("b", { refused: { code: "unknown_sheet", sentence: "" }, id: "b" });
  assert.equal(journal.overlay(given).mine.favourite, null);
});

test("a score is drawn at once, on the one that is there or as a new one, and so is a circle", () => {
  const journal = new Journal();
  const of = { sheet: "sh", subject: "su", about: null, aspect: "beloning" };
  const there = { id: "a", ...of, layer: "team", seat: null, value: 2, circled: false };
  const known = { ...state(), scores: { a: there } };
  const give = { kind: "give_score", sheet: "sh", subject: "su", aspect: "beloning" };

  journal.add({ ...give, id: "1", layer: "team", value: 5, visibility: "open" });
  journal.add({
    kind: "circle",
    id: "2",
    sheet: "sh",
    subject: "su",
    aspect: "beloning",
    circled: true,
  });
  const rows = Object.values(journal.overlay(known).scores);

  assert.deepEqual(
    rows.map(({ layer, value, circled }) => [layer, value, circled]),
    [
      ["team", 5, false],
      ["agreed", null, true],
    ],
  );
  assert.equal(known.scores.a.value, 2);
});
