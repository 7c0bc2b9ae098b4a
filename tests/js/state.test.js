import assert from "node:assert/strict";
import { test } from "node:test";

import { applyEvent, isBehind, know, receive, update } from "../../static/js/board/state.js";

const SHEET = "sheet-1";

/** @returns {any} */
function start() {
  return {
    phase: "placing",
    door: "open",
    sheets: { [SHEET]: { id: SHEET, board: "rollen", filling: "gedrag", open: ["agreed"] } },
    subjects: {},
    placements: {},
    notes: {},
    scores: {},
    doers: {},
  };
}

/** @returns {any} */
function score(id, value, more = {}) {
  return {
    id,
    sheet: SHEET,
    subject: "x",
    layer: "self",
    seat: "s",
    aspect: "systeem",
    value,
    ...more,
  };
}

/** @returns {any} */
function note(version, text, more = {}) {
  return { id: "n", sheet: SHEET, about: "meaning", element: "water", version, text, ...more };
}

/** @returns {any} */
function row(id, element = "water", more = {}) {
  return { id, sheet: SHEET, subject: `of-${id}`, layer: "self", seat: "s", element, ...more };
}

function placed(numbers, placement) {
  return { ...numbers, kind: "placed", id: `c-${placement.id}`, at: "", data: { placement } };
}

function team(number, kind, data) {
  return { team: number, kind, id: `c${number}`, at: "", data };
}

test("a placed post-it is added, moved and taken back", () => {
  let state = applyEvent(start(), placed({ team: 1 }, row("a")));
  state = applyEvent(state, placed({ team: 2 }, row("a", "oogst")));
  assert.equal(state.placements.a.element, "oogst");

  state = applyEvent(state, team(3, "taken_back", { placement: "a", from: row("a") }));

  assert.deepEqual(state.placements, {});
});

test("the given state stays as it was", () => {
  const before = start();

  applyEvent(before, placed({ team: 1 }, row("a")));

  assert.deepEqual(before, start());
});

test("placements stand in the order in which they last changed", () => {
  const rows = ["a", "b", "a"].map((id, index) => placed({ team: index + 1 }, row(id)));

  const state = rows.reduce(applyEvent, start());

  assert.deepEqual(Object.keys(state.placements), ["b", "a"]);
});

test("a phase, the door and the close change what stands above the board", () => {
  const state = [
    team(1, "phase_changed", { phase: "revealing", door: "open" }),
    team(2, "door_changed", { door: "closed" }),
    team(3, "session_closed", { phase: "closed", door: "closed" }),
  ].reduce(applyEvent, start());

  assert.deepEqual([state.phase, state.door], ["closed", "closed"]);
});

test("a reveal opens the layer, in the order of layers, and brings its places", () => {
  const data = { sheet: SHEET, layer: "self", placements: [row("a"), row("b")] };

  const state = applyEvent(start(), team(1, "revealed", data));

  assert.deepEqual(state.sheets[SHEET].open, ["self", "agreed"]);
  assert.deepEqual(Object.keys(state.placements), ["a", "b"]);
});

test("tidying up moves places, and opens no layer", () => {
  const before = { ...start(), placements: { a: row("a"), b: row("b") } };
  const moved = { ...row("a"), x: 7, y: 9 };

  const state = applyEvent(before, team(1, "tidied", { placements: [moved] }));

  assert.deepEqual(state.placements.a, moved);
  assert.deepEqual(state.placements.b, row("b"));
  assert.deepEqual(state.sheets, before.sheets);
});

test("a note is written, changed, and emptied", () => {
  let state = applyEvent(start(), team(1, "note_written", { note: note(1, "Regen") }));
  state = applyEvent(state, team(2, "note_written", { note: note(2, "Kennis") }));
  assert.deepEqual(state.notes, { n: note(2, "Kennis") });

  state = applyEvent(state, team(3, "note_written", { note: note(3, "") }));

  assert.equal(state.notes.n.text, "");
});

test("a phone hears a note too", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const written = { ...team(0, "note_written", { note: note(1, "Regen") }), team: undefined };

  const result = receive(known, [{ ...written, room: 4 }]);

  assert.equal(result.known.state.notes.n.text, "Regen");
});

test("a table laid out anew has other sheets, subjects, places, notes and scores", () => {
  const before = {
    ...start(),
    subjects: { x: { id: "x" }, y: { id: "y" } },
    placements: { a: row("a"), b: row("b") },
    notes: { n: note(1, "Regen"), m: note(1, "Zon", { id: "m", sheet: "sheet-2" }) },
    scores: { a: score("a", 4), b: score("b", 4, { sheet: "sheet-2" }) },
  };
  const sheets = { [SHEET]: { ...start().sheets[SHEET], open: ["self", "agreed"] } };
  const data = {
    sheets,
    subjects: [{ id: "z" }],
    subjects_gone: ["y"],
    placements: [row("c")],
    removed: ["b"],
  };

  const state = applyEvent(before, team(1, "set_up", data));

  assert.deepEqual(state.sheets, sheets);
  assert.deepEqual(Object.keys(state.subjects), ["x", "z"]);
  assert.deepEqual(Object.keys(state.placements), ["a", "c"]);
  assert.deepEqual(Object.keys(state.notes), ["n"]);
  assert.deepEqual(Object.keys(state.scores), ["a"]);
});

test("a score is there, changes, comes with a reveal, and goes with its seat", () => {
  const given = applyEvent(start(), team(1, "scored", { score: score("a", 4), from: null }));
  const changed = applyEvent(given, team(2, "scored", { score: score("a", 7), from: null }));
  const revealed = { sheet: SHEET, layer: "self", placements: [], scores: [score("b", 2)] };

  const both = applyEvent(changed, team(3, "revealed", revealed));
  const gone = applyEvent(both, team(4, "seat_changed", { seat_gone: "s", removed: ["a"] }));

  const values = (/** @type {any} */ { scores }) =>
    Object.values(scores).map((/** @type {any} */ { value }) => value);
  assert.deepEqual([given, changed, both, gone].map(values), [[4], [7], [7, 2], [2]]);
});

test("two that are made one bring along what was said of both", () => {
  const data = {
    subject: { id: "y", gone: true, into: "x" },
    scores: [score("a", 4)],
    notes: [note(2, "Samen")],
    doers: [{ id: "d", sheet: SHEET, named: true }],
  };

  const state = applyEvent(start(), team(1, "innovations_merged", data));

  assert.equal(state.subjects.y.into, "x");
  assert.deepEqual(Object.keys(state.scores), ["a"]);
  assert.equal(state.notes.n.text, "Samen");
  assert.deepEqual(Object.keys(state.doers), ["d"]);
});

test("who joins with a typed name brings a seat and a subject", () => {
  const data = { seat: { id: "s", subject: "x" }, subject: { id: "x", name: "Wij" } };

  const state = applyEvent({ ...start(), seats: {} }, team(1, "seat_joined", data));

  assert.deepEqual(state.seats, { s: data.seat });
  assert.deepEqual(state.subjects, { x: data.subject });
});

test("an unknown kind of event changes nothing but the number", () => {
  const known = know({ state: start(), epoch: "e", heads: { team: 4 } });

  const result = receive(known, [team(5, "from_the_future", { anything: 1 })]);

  assert.deepEqual(result.known.state, start());
  assert.deepEqual(result.known.heads, { team: 5 });
});

test("a number already heard is ignored", () => {
  const known = know({ state: start(), epoch: "e", heads: { team: 4 } });

  const result = receive(known, [placed({ team: 4 }, row("a"))]);

  assert.equal(result.known, known);
  assert.equal(result.gap, false);
});

test("a skipped number is a gap: nothing after it is taken in", () => {
  const known = know({ state: start(), epoch: "e", heads: { team: 4 } });

  const result = receive(known, [placed({ team: 5 }, row("a")), placed({ team: 7 }, row("b"))]);

  assert.equal(result.gap, true);
  assert.deepEqual(Object.keys(result.known.state.placements), ["a"]);
  assert.deepEqual(result.known.heads, { team: 5 });
});

test("a seat has two counters, each with its own gaps", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });

  const own = receive(known, [placed({ seat: 2, room: 3 }, row("a"))]);
  assert.deepEqual([own.gap, own.known.heads], [false, { room: 3, seat: 2 }]);

  assert.equal(receive(own.known, [placed({ seat: 4, room: 3 }, row("a"))]).gap, true);
  assert.equal(receive(own.known, [placed({ room: 5 }, row("a"))]).gap, true);
});

test("per placement the higher room number wins, whatever comes in first", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const hidden = placed({ seat: 2, room: 3 }, row("a", "water"));
  const revealed = placed({ room: 4 }, row("a", "oogst"));

  for (const order of [
    [hidden, revealed],
    [revealed, hidden],
  ]) {
    const result = receive(known, order);
    assert.equal(result.known.state.placements.a.element, "oogst");
    assert.deepEqual(result.known.heads, { room: 4, seat: 2 });
  }
});

test("on a tie the seat's own event wins", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const room = placed({ room: 4 }, row("a", "oogst"));
  const own = placed({ seat: 2, room: 4 }, row("a", "water"));

  for (const order of [
    [room, own],
    [own, room],
  ]) {
    assert.equal(receive(known, order).known.state.placements.a.element, "water");
  }
});

test("what was taken back does not return by an older event", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const gone = { room: 4, kind: "taken_back", id: "x", at: "", data: { placement: "a" } };

  const result = receive(known, [gone, placed({ seat: 2, room: 3 }, row("a"))]);

  assert.deepEqual(result.known.state.placements, {});
});

test("a phone's own text that comes late takes nothing back of what the room was told", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const written = { seat: 2, room: 3, kind: "note_written", id: "x", at: "" };
  const own = { ...written, data: { note: note(1, "Mijn woorden", { seat: "s" }) } };
  const shared = { ...own.data.note, audience: "room" };
  const told = { room: 4, kind: "note_written", id: "y", at: "", data: { note: shared } };
  const merged = { ...told, kind: "innovations_merged", data: { notes: [shared] } };

  for (const room of [told, merged]) {
    for (const order of [
      [own, room],
      [room, own],
    ]) {
      const result = receive(known, order);
      assert.deepEqual(result.known.state.notes, { n: shared });
      assert.deepEqual(result.known.heads, { room: 4, seat: 2 });
    }
  }
});

test("a phone's own text that came after what the room was told is the latest", () => {
  const known = know({ state: start(), epoch: "e", heads: { room: 3, seat: 1 } });
  const own = { seat: 2, room: 4, kind: "note_written", id: "x", at: "" };
  const later = { ...own, data: { note: note(2, "Anders") } };
  const told = { room: 4, kind: "note_written", id: "y", at: "", data: { note: note(1, "Eerst") } };

  for (const order of [
    [later, told],
    [told, later],
  ]) {
    assert.equal(receive(known, order).known.state.notes.n.text, "Anders");
  }
});

test("an answer with a state replaces everything", () => {
  const known = know({ state: start(), epoch: "e", heads: { team: 40 } });
  const state = { ...start(), phase: "discussing" };

  const result = update(known, { epoch: "f", heads: { team: 3 }, state });

  assert.deepEqual(
    [result.known.state, result.known.epoch, result.known.heads, result.replaced],
    [state, "f", { team: 3 }, true],
  );
});

test("behind is measured in each of the own counters", () => {
  assert.equal(isBehind({ team: 4 }, { team: 4 }), false);
  assert.equal(isBehind({ room: 4, seat: 1 }, { room: 4, seat: 2 }), true);
  assert.equal(isBehind({ room: 5, seat: 2 }, { room: 4, seat: 2 }), false);
});
