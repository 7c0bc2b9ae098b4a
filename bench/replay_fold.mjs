// What the browser's own fold takes: node bench/replay_fold.mjs <events.json>. Prints JSON.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { EVERY, Film } from "../static/js/board/film.js";

const JUMPS = 500;
const { events, state } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const timed = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const at = (times, part) => times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)];

const whole = Array.from({ length: 5 }, () => timed(() => new Film(events).at(events.length)));
const film = new Film(events);
assert.deepEqual(film.at(events.length), state);
// The same jumps each time: a little generator of numbers.
let seed = 1;
const next = () => {
  seed = (seed * 48271) % 2147483647;
  return seed % (events.length + 1);
};
const jumps = Array.from({ length: JUMPS }, () => timed(() => film.at(next())));
const steps = Array.from({ length: JUMPS }, (_, step) => timed(() => film.at(step)));

console.log(
  JSON.stringify({
    node: process.version,
    every: EVERY,
    whole_ms: at(whole, 0.5),
    jump_ms: at(jumps, 0.5),
    jump_p95_ms: at(jumps, 0.95),
    step_ms: at(steps, 0.5),
    heap_mib: process.memoryUsage().heapUsed / 2 ** 20,
  }),
);
