// The board as lists: per element who lies there, and what is still on the table.

/** @import { Subject } from "./protocol.js" */
/** @import { Live } from "./live.js" */
/** @import { Postit } from "./drawing.js" */
/** @import { BoardView } from "./render.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { byElement, unplacedOf } from "./drawing.js";
import { marksOf } from "./words.js";

/**
 * Draw who lies in which element.
 * @param {HTMLElement} root
 * @param {BoardView} view
 * @param {Record<string, string>} texts
 */
export function drawOutline(root, view, texts) {
  const groups = byElement(view.postits, view.board.elements);
  const focused = focusedEntry(root);
  for (const [element, postits] of groups) {
    const part = need(`[data-part="${element ?? ""}"]`, root);
    setText(need("[data-count]", part), String(postits.length));
    part.hidden = element === null && postits.length === 0;
    need("[data-empty]", part).hidden = postits.length > 0;
    const make = () => cloneOf(need("[data-outline-entry]"));
    showList(
      need("[data-entries]", part),
      postits,
      ({ key }) => key,
      make,
      (node, postit) => {
        drawEntry(node, postit, texts);
      },
    );
  }
  focused?.();
}

/**
 * Draw what still has to be put on the board.
 * @param {HTMLElement} root
 * @param {BoardView} view
 * @param {Live["state"]} state
 * @returns {number}  how many there are
 */
export function drawTray(root, view, state) {
  const waiting = unplacedOf(state, view.sheet, view.postits);
  const make = () => cloneOf(need("[data-tray-item]"));
  showList(need("[data-entries]", root), waiting, ({ id }) => id, make, drawSubject);
  need("[data-none]", root).hidden = waiting.length > 0;
  let isFirst = true;
  for (const button of root.querySelectorAll("[data-subject]")) {
    if (document.activeElement?.closest("[data-entries]") !== button.closest("[data-entries]")) {
      button.setAttribute("tabindex", isFirst ? "0" : "-1");
    }
    isFirst = false;
  }
  return waiting.length;
}

/**
 * Write the name of an organisation, and the colour and mark of its kind.
 * @param {Element} node
 * @param {Subject} subject
 */
export function drawName(node, { name, kind }) {
  for (const each of node.querySelectorAll("[data-name]")) setText(each, name);
  const chip = need("[data-chip]", node);
  if (chip.dataset.chip === kind) return;
  chip.dataset.chip = kind;
  chip.setAttribute("class", `chip chip--${kind}`);
  need("use", chip).setAttribute("href", `#mark-${kind}`);
}

// Private ------------------------------------------------------------------------------------

/**
 * An entry that goes to another list takes the focus along.
 * @param {HTMLElement} root
 * @returns {(() => void) | undefined}
 */
function focusedEntry(root) {
  const button = document.activeElement;
  if (!button || !root.contains(button)) return undefined;
  const key = button.closest("[data-key]")?.getAttribute("data-key");
  return () => {
    const entry = [...root.querySelectorAll("[data-key]")].find(
      (node) => node.getAttribute("data-key") === key,
    );
    const same = entry?.querySelector("button");
    if (same && document.activeElement !== same) same.focus({ preventScroll: true });
  };
}

/**
 * @param {Element} node
 * @param {Postit} postit
 * @param {Record<string, string>} texts
 */
function drawEntry(node, postit, texts) {
  drawName(node, postit.subject);
  setText(need("[data-marks]", node), marksOf(postit, texts).join(", "));
  node.classList.toggle("entry--hidden", postit.hidden);
}

/**
 * @param {Element} node
 * @param {Subject} subject
 */
function drawSubject(node, subject) {
  drawName(node, subject);
  need("[data-subject]", node).dataset.subject = subject.id;
  need("[data-missing]", node).hidden = !subject.missing;
}
