// Texts that must fit without scrolling: nobody has hands on the shared screen.

/** The steps of `data-fit` in meaning.css: each takes less room than the one before. */
const STEPS = 8;

/**
 * Give a list the first step at which all of it can be seen.
 * @param {HTMLElement} list
 */
export function fitInto(list) {
  for (let step = 0; step < STEPS; step += 1) {
    list.dataset.fit = String(step);
    if (list.scrollHeight <= list.clientHeight) return;
  }
}
