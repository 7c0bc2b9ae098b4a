// The board as lists: per element who lies there, and what is still on the table.

/** @import { State, Subject } from "./protocol.js" */
/** @import { Postit } from "./drawing.js" */
/** @import { BoardView } from "./render.js" */

import { cloneOf, setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { byElement } from "./drawing.js";
import { differenceInWords, marksOf } from "./words.js";

/**
 * Draw who lies in which element.
 * @param {HTMLElement} root
 * @param {BoardView} view
 * @param {Record<string, string>} texts
 */
export function drawOutline(root, view, texts) {
  const { elements } = view.board;
  const groups = byElement(view.postits, elements);
  const differences = differencesOf(view, texts);
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
        setText(need("[data-difference]", node), differences.get(postit.subject.id) ?? "");
      },
    );
  }
  focused?.();
}

/**
 * Draw what still has to be put on the board.
 * @param {HTMLElement} root
 * @param {readonly Subject[]} waiting
 * @param {State["subjects"]} subjects
 */
export function drawTray(root, waiting, subjects) {
  const make = () => cloneOf(need("[data-tray-item]"));
  showList(
    need("[data-entries]", root),
    waiting,
    ({ id }) => id,
    make,
    (node, subject) => {
      drawSubject(node, subject, subjects);
    },
  );
  need("[data-none]", root).hidden = waiting.length > 0;
  let isFirst = true;
  for (const button of root.querySelectorAll("[data-subject]")) {
    if (document.activeElement?.closest("[data-entries]") !== button.closest("[data-entries]")) {
      button.setAttribute("tabindex", isFirst ? "0" : "-1");
    }
    isFirst = false;
  }
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
 * What is said of each subject of which several post-its lie there, where that differs.
 * @param {BoardView} view
 * @param {Record<string, string>} texts
 * @returns {Map<string, string>}
 */
function differencesOf({ postits, board }, texts) {
  /** @type {Map<string, Postit[]>} */
  const bySubject = new Map();
  for (const postit of postits) {
    const own = bySubject.get(postit.subject.id);
    if (own) own.push(postit);
    else bySubject.set(postit.subject.id, [postit]);
  }
  const several = [...bySubject].filter(([, own]) => own.length > 1);
  return new Map(
    several.map(([id, own]) => [id, differenceInWords(own[0].subject, own, board.elements, texts)]),
  );
}

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
  setText(need("[data-of]", node), postit.organisation?.name ?? "");
  setText(need("[data-marks]", node), marksOf(postit, texts).join(", "));
  node.classList.toggle("entry--hidden", postit.hidden);
}

/**
 * @param {Element} node
 * @param {Subject} subject
 * @param {State["subjects"]} subjects
 */
function drawSubject(node, subject, subjects) {
  drawName(node, subject);
  setText(need("[data-of]", node), subjects[subject.of ?? ""]?.name ?? "");
  const button = need("[data-subject]", node);
  button.dataset.subject = subject.id;
  button.classList.toggle("tray-item--person", subject.of !== null);
  need("[data-missing]", node).hidden = !subject.missing;
}
