// The timer that everyone sees: what is left of it. Pure; the same words as tools_tags.py.

/** @import { State } from "./protocol.js" */

/**
 * Whole seconds that are left; 0 when there is no timer, or when its time is over.
 * @param {State["timer"]} timer
 * @param {number} now  by the server's clock, in milliseconds
 */
export function secondsLeft(timer, now) {
  if (!timer) return 0;
  return Math.max(0, Math.ceil((Date.parse(timer.ends_at) - now) / 1000));
}

/**
 * Seconds as a clock shows them: 4:05.
 * @param {number} seconds
 */
export function asClock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
