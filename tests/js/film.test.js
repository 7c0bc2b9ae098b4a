import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { EVERY, Film } from "../../static/js/board/film.js";
import { applyEvent } from "../../static/js/board/state.js";

/** Recorded by tests/boards/replay_cases.py. */
const recorded = readFileSync(new URL("./replay-cases.jsonl", import.meta.url), "utf8");
const cases = recorded
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const [TEAM, ROOM] = cases.map(({ events }) => events);

for (const { audience, events, halfway, state } of cases) {
  test(`the last moment of the ${audience} is the board as the server has it`, () => {
    assert.deepEqual(new Film(events).at(events.length), state);
  });

  test(`halfway the ${audience} sees what the server folds`, () => {
    assert.deepEqual(new Film(events).at(Math.floor(events.length / 2)), halfway);
  });
}

test("any jump ends at the same board as going there step by step", () => {
  const events = TEAM;
  assert.ok(events.length > EVERY, "a state on the way is kept");
  const film = new Film(events);
  const states = [film.at(0)];
  for (const event of events) states.push(applyEvent(states.at(-1), event));

  const jumps = [events.length, 0, EVERY, EVERY - 1, EVERY + 1, 3, events.length - 1, 4, 5, 2];
  for (const at of jumps) assert.deepEqual(film.at(at), states[at], `at ${at}`);
});

test("the same moment is the same state, so that nothing is drawn twice", () => {
  const film = new Film(ROOM);

  assert.equal(film.at(7), film.at(7));
});

test("what was not revealed is in no moment of the room", () => {
  const film = new Film(ROOM);
  const revealed = ROOM.findIndex(({ kind, data }) => kind === "revealed" && data.layer === "team");

  const layers = new Set();
  for (let at = 0; at <= revealed; at += 1) {
    for (const { layer } of Object.values(film.at(at).placements)) layers.add(layer);
  }
  assert.ok(revealed > 0);
  assert.ok(!layers.has("team"));
});
