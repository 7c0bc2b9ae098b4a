// Says things to screen readers, one sentence at a time, so that nothing is talked over.

const PAUSE_MS = 700;

/**
 * `clear` takes back what is said, and what was about to be.
 * @typedef {((about: string, sentence: string) => void) & {clear: () => void}} Voice
 */

/**
 * A voice that speaks through a polite live region. Within a short pause the same thing is said
 * once, and the last sentence about it wins; an empty one takes it back.
 * @param {HTMLElement} region
 * @param {{lastsMs?: number}} [options]  how long a sentence that can be seen stays; always when 0
 * @returns {Voice}
 */
export function announcer(region, { lastsMs = 0 } = {}) {
  /** @type {Map<string, string>} */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let emptying;
  const empty = () => {
    region.textContent = "";
  };
  const speak = () => {
    region.textContent = [...waiting.values()].filter(Boolean).join(" ");
    waiting.clear();
    clearTimeout(emptying);
    if (lastsMs > 0) emptying = setTimeout(empty, lastsMs);
  };
  const say = (/** @type {string} */ about, /** @type {string} */ sentence) => {
    waiting.set(about, sentence);
    clearTimeout(timer);
    timer = setTimeout(speak, PAUSE_MS);
  };
  const clear = () => {
    waiting.clear();
    clearTimeout(timer);
    empty();
  };
  return Object.assign(say, { clear });
}
