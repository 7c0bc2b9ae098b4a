// What is left on the timer, and how a clock shows it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asClock, secondsLeft } from "../../static/js/board/timer.js";

const timer = { ends_at: "2026-03-05T13:30:00.000+00:00", seconds: 300 };
const end = Date.parse(timer.ends_at);

test("what is left counts down in whole seconds, and not below nothing", () => {
  assert.equal(secondsLeft(timer, end - 300_000), 300);
  assert.equal(secondsLeft(timer, end - 1), 1);
  assert.equal(secondsLeft(timer, end), 0);
  assert.equal(secondsLeft(timer, end + 60_000), 0);
  assert.equal(secondsLeft(null, end), 0);
});

test("seconds read as a clock", () => {
  assert.equal(asClock(0), "0:00");
  assert.equal(asClock(65), "1:05");
  assert.equal(asClock(7200), "120:00");
});
