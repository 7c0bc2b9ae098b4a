// Dialogs, and pages that open in one: without JavaScript the same links lead to whole pages.

/**
 * Let a page's dialogs be closed by their own buttons, and by a press beside them.
 */
export function followDialogs() {
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target instanceof HTMLDialogElement) target.close();
    else if (target.closest("[data-close-dialog]")) target.closest("dialog")?.close();
  });
}

/**
 * Fetch a part of another page of ours.
 * @param {string} url
 * @param {string} selector
 * @param {RequestInit} [options]  for a page that is asked for by POST
 * @returns {Promise<Element | null>}  null when it cannot be had
 */
export async function fetchPart(url, selector, options = {}) {
  try {
    const ours = { credentials: "same-origin", redirect: "error" };
    const answer = await fetch(url, /** @type {RequestInit} */ ({ ...options, ...ours }));
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector(selector);
    return part ? document.importNode(part, true) : null;
  } catch {
    return null;
  }
}
