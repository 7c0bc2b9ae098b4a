// Says things to screen readers, one sentence at a time, so that nothing is talked over.

const PAUSE_MS = 700;

/**
 * A voice that speaks through a polite live region. Within a short pause the same thing is said
 * once, and the last sentence about it wins.
 * @param {HTMLElement} region
 * @returns {(about: string, sentence: string) => void}
 */
export function announcer(region) {
  /** @type {Map<string, string>} */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (about, sentence) => {
    waiting.set(about, sentence);
    clearTimeout(timer);
    timer = setTimeout(() => {
      region.textContent = [...waiting.values()].join(" ");
      waiting.clear();
    }, PAUSE_MS);
  };
}
