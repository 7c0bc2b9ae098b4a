// The page's own data, as the server wrote it into the page.

/** @import { PageData } from "../board/protocol.js" */

/** @returns {PageData} */
export function pageData() {
  return JSON.parse(need("#page-data").textContent ?? "");
}

/**
 * The element that a page must have.
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement}
 */
export function need(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}
