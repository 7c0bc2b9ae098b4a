// The one line about the connection, in plain words.

/** @import { Live } from "../board/live.js" */
/** @import { Status } from "../board/protocol.js" */

/** Said only when it lasts, so that the line does not flicker. */
const SAID_AFTER_MS = new Map([
  ["saving", 400],
  ["saved_slowly", 2000],
]);

/**
 * Which of the SHARED texts says how things stand.
 * @param {Status} status
 * @param {number} pending  changes without an answer
 * @param {boolean} watches  a page that changes nothing itself
 */
export function statusText(status, pending, watches = false) {
  if (status === "closed" || status === "gone") return status;
  if (status === "offline") return watches ? "offline_watching" : "offline";
  if (pending > 0) return "saving";
  return status === "live" ? "saved" : "saved_slowly";
}

/**
 * Keep the line of _status.html true.
 * @param {Live} live
 * @param {HTMLElement} line
 * @param {Record<string, string>} texts
 * @param {{watches?: boolean}} [options]
 */
export function showStatus(live, line, texts, { watches = false } = {}) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const show = () => {
    const name = statusText(live.status, live.pending, watches);
    if (line.dataset.status === name) return;
    line.dataset.status = name;
    line.textContent = texts[name];
  };
  let expected = line.dataset.status;
  live.subscribe(() => {
    const name = statusText(live.status, live.pending, watches);
    if (name === expected) return;
    expected = name;
    clearTimeout(timer);
    timer = setTimeout(show, SAID_AFTER_MS.get(name) ?? 0);
  });
}
